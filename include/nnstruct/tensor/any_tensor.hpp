// SPDX-License-Identifier: Apache-2.0
/// \file
/// AnyTensor: a tensor whose dtype and shape are known at run time, a value as it stands in a state_dict.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <nnstruct/config.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/tensor/dtype.hpp>
#include <nnstruct/tensor/storage.hpp>
#include <nnstruct/tensor/tensor.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

/// The bytes of a tensor. A copy is another value that shares the memory until one of them is written.
class shared_bytes {
 public:
  shared_bytes() = default;
  explicit shared_bytes(detail::storage_handle storage) : storage_(std::move(storage)) {}
  shared_bytes(const shared_bytes& other) : storage_(detail::snapshot(other.storage_)) {}
  shared_bytes(shared_bytes&&) noexcept = default;
  shared_bytes& operator=(const shared_bytes& other) {
    if (this != &other) storage_ = detail::snapshot(other.storage_);
    return *this;
  }
  shared_bytes& operator=(shared_bytes&&) noexcept = default;
  ~shared_bytes() = default;

  std::size_t size() const noexcept { return storage_.bytes(); }
  const std::byte* get() const noexcept { return storage_.data(); }
  /// For writing: from now on these bytes are shared with nobody.
  std::byte* writable() {
    if (!storage_) return nullptr;
    if (!storage_.unique()) storage_ = detail::clone(storage_);
    storage_.expose();
    return storage_.data();
  }
  const detail::storage_handle& storage() const noexcept { return storage_; }

 private:
  detail::storage_handle storage_;
};

/// A tensor of any dtype and shape.
struct AnyTensor {
  nnstruct::dtype dtype = nnstruct::dtype::float32;
  std::vector<std::int64_t> shape;
  std::vector<std::int64_t> strides;  ///< in elements
  shared_bytes data;

  AnyTensor() = default;
  /// Zeros, row-major. Throws ShapeError if an extent is negative.
  AnyTensor(nnstruct::dtype type, std::vector<std::int64_t> extents);
  /// A copy of a tensor's elements.
  template <tensor_element T, std::int64_t... E>
  AnyTensor(const Tensor<T, E...>& tensor)
      : AnyTensor(dtype_of<T>, {tensor.extents(), tensor.extents() + tensor.rank()}, tensor.storage()) {}

  std::int64_t numel() const noexcept;

  /// The elements, row-major. Throws ShapeError if their type is not T.
  template <tensor_element T> const T* values() const {
    require(dtype_of<T>);
    return reinterpret_cast<const T*>(data.get());
  }
  /// The elements for writing. Throws ShapeError if their type is not T.
  template <tensor_element T> T* values() {
    require(dtype_of<T>);
    return reinterpret_cast<T*>(data.writable());
  }

 private:
  AnyTensor(nnstruct::dtype type, std::vector<std::int64_t> extents, const detail::storage_handle& elements);
  void require(nnstruct::dtype wanted) const;
};

namespace detail {
/// The strides of row-major elements.
NNSTRUCT_INLINE std::vector<std::int64_t> row_major(const std::vector<std::int64_t>& shape);
}  // namespace detail

}  // namespace nnstruct::inline NNSTRUCT_ABI
