// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstring>
#include <new>

#include <nnstruct/concat.hpp>
#include <nnstruct/tensor/any_tensor.hpp>
#include <nnstruct/tensor/convert.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {
NNSTRUCT_DEFINE std::vector<std::int64_t> row_major(const std::vector<std::int64_t>& shape) {
  std::vector<std::int64_t> strides(shape.size());
  std::int64_t next = 1;
  for (std::size_t i = shape.size(); i-- > 0;) {
    strides[i] = next;
    if (shape[i] > 1) next *= shape[i];  // as PyTorch: an extent of 0 counts as 1 here
  }
  return strides;
}

NNSTRUCT_DEFINE bool is_row_major(const std::int64_t* shape, const std::int64_t* strides, std::size_t rank) noexcept {
  for (std::size_t i = 0; i < rank; ++i)
    if (shape[i] == 0) return true;
  std::int64_t next = 1;
  for (std::size_t i = rank; i-- > 0;) {
    if (shape[i] > 1 && strides[i] != next) return false;
    next *= shape[i];
  }
  return true;
}

NNSTRUCT_DEFINE bool is_consistent(const AnyTensor& tensor) noexcept {
  if (tensor.shape.size() != tensor.strides.size()) return false;
  std::int64_t last = 0, volume = 1, distance;
  bool empty = false;
  for (std::size_t i = 0; i < tensor.shape.size(); ++i) {
    const std::int64_t extent = tensor.shape[i], stride = tensor.strides[i];
    if (extent < 0 || stride < 0) return false;
    if (extent == 0) empty = true;
    else if (__builtin_mul_overflow(volume, extent, &volume) || __builtin_mul_overflow(stride, extent - 1, &distance) ||
             __builtin_add_overflow(last, distance, &last))
      return false;
  }
  if (empty) return tensor.data.size() == 0;
  std::size_t bytes;
  return !__builtin_mul_overflow(static_cast<std::size_t>(last) + 1, size_of(tensor.dtype), &bytes) &&
         bytes == tensor.data.size();
}

/// These bytes in memory of their own.
NNSTRUCT_DECLARE storage_handle clone_bytes(const shared_bytes& bytes) {
  storage_handle copy(allocate_storage(bytes.size(), false));
  if (bytes.size() != 0) std::memcpy(copy.data(), bytes.get(), bytes.size());
  return copy;
}
}  // namespace detail

NNSTRUCT_INLINE shared_bytes::shared_bytes(const shared_bytes& other) {
  // A pointer for writing is out only for bytes that are nobody else's: there the copy needs memory of its own.
  if (other.storage_.exposed()) *this = shared_bytes(detail::clone_bytes(other));
  else storage_ = other.storage_, offset_ = other.offset_, size_ = other.size_;
}

NNSTRUCT_DEFINE std::byte* shared_bytes::writable() {
  if (!storage_) return nullptr;
  if (!storage_.unique()) *this = shared_bytes(detail::clone_bytes(*this));
  storage_.expose();
  return storage_.data() + offset_;
}

NNSTRUCT_DEFINE AnyTensor::AnyTensor(nnstruct::dtype type, std::vector<std::int64_t> extents)
    : dtype(type), shape(std::move(extents)), strides(detail::row_major(shape)) {
  for (std::int64_t extent : shape)
    if (extent < 0) throw ShapeError("an extent of a tensor is negative");
  data = shared_bytes(
      detail::storage_handle(detail::allocate_storage(static_cast<std::size_t>(numel()) * size_of(type), true)));
}

NNSTRUCT_DEFINE AnyTensor::AnyTensor(nnstruct::dtype type, std::vector<std::int64_t> extents,
                                     const detail::storage_handle& elements)
    : dtype(type), shape(std::move(extents)), strides(detail::row_major(shape)), data(detail::clone(elements)) {}

NNSTRUCT_DEFINE std::int64_t AnyTensor::numel() const noexcept {
  std::int64_t product = 1;
  for (std::int64_t extent : shape) product *= extent;
  return product;
}

NNSTRUCT_DEFINE bool AnyTensor::is_contiguous() const noexcept {
  return shape.size() == strides.size() && detail::is_row_major(shape.data(), strides.data(), shape.size());
}

NNSTRUCT_DEFINE AnyTensor AnyTensor::contiguous() const {
  if (is_contiguous()) return *this;
  if (!detail::is_consistent(*this))
    throw ShapeError("this tensor is not consistent: its shape, strides and data do not go together");
  const std::size_t size = size_of(dtype);
  const auto count = static_cast<std::size_t>(numel());
  if (count > static_cast<std::size_t>(-1) / size) throw std::bad_alloc();  // strides of 0 make much out of little
  detail::storage_handle elements(detail::allocate_storage(count * size, false));
  detail::gather(data.get(), shape.data(), strides.data(), shape.size(), size, elements.data());
  AnyTensor copy;
  copy.dtype = dtype;
  copy.shape = shape;
  copy.strides = detail::row_major(shape);
  copy.data = shared_bytes(std::move(elements));
  return copy;
}

NNSTRUCT_DEFINE void AnyTensor::require(nnstruct::dtype wanted) const {
  if (wanted != dtype)
    throw ShapeError(
        detail::concat({"the elements of this tensor are torch.", name_of(dtype), ", not torch.", name_of(wanted)}));
  if (!is_contiguous())
    throw ShapeError(
        "the elements of this tensor are not row-major, one after the other: it is a view with strides of its own; "
        "take tensor.contiguous()");
}

}  // namespace nnstruct::inline NNSTRUCT_ABI
