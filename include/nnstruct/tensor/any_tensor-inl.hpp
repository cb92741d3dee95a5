// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nnstruct/tensor/any_tensor.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {
NNSTRUCT_INLINE std::vector<std::int64_t> row_major(const std::vector<std::int64_t>& shape) {
  std::vector<std::int64_t> strides(shape.size());
  std::int64_t next = 1;
  for (std::size_t i = shape.size(); i-- > 0;) {
    strides[i] = next;
    if (shape[i] > 1) next *= shape[i];  // as PyTorch: an extent of 0 counts as 1 here
  }
  return strides;
}
}  // namespace detail

NNSTRUCT_INLINE AnyTensor::AnyTensor(nnstruct::dtype type, std::vector<std::int64_t> extents)
    : dtype(type), shape(std::move(extents)), strides(detail::row_major(shape)) {
  for (std::int64_t extent : shape)
    if (extent < 0) throw ShapeError("an extent of a tensor is negative");
  data = shared_bytes(
      detail::storage_handle(detail::allocate_storage(static_cast<std::size_t>(numel()) * size_of(type), true)));
}

NNSTRUCT_INLINE AnyTensor::AnyTensor(nnstruct::dtype type, std::vector<std::int64_t> extents,
                                     const detail::storage_handle& elements)
    : dtype(type), shape(std::move(extents)), strides(detail::row_major(shape)), data(detail::clone(elements)) {}

NNSTRUCT_INLINE std::int64_t AnyTensor::numel() const noexcept {
  std::int64_t product = 1;
  for (std::int64_t extent : shape) product *= extent;
  return product;
}

NNSTRUCT_INLINE void AnyTensor::require(nnstruct::dtype wanted) const {
  if (wanted != dtype)
    throw ShapeError("the elements of this tensor are torch." + std::string(name_of(dtype)) + ", not torch." +
                     std::string(name_of(wanted)));
}

}  // namespace nnstruct::inline NNSTRUCT_ABI
