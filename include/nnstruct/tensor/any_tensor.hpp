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

/// The bytes that a tensor's elements lie in, from the first to the last: all of a storage or, of a view, a part of
/// one. A copy is another value that shares the memory until one of them is written. So are views of one storage: in a
/// file that holds two, and in what is read from it, they share their bytes; who writes through one has his own from
/// then on.
class shared_bytes {
 public:
  shared_bytes() = default;
  explicit shared_bytes(detail::storage_handle storage) : storage_(std::move(storage)), size_(storage_.bytes()) {}
  /// \pre offset + size are within the storage
  shared_bytes(detail::storage_handle storage, std::size_t offset, std::size_t size)
      : storage_(std::move(storage)), offset_(offset), size_(size) {}
  shared_bytes(const shared_bytes& other);
  shared_bytes(shared_bytes&& other) noexcept { *this = std::move(other); }
  shared_bytes& operator=(const shared_bytes& other) {
    if (this != &other) *this = shared_bytes(other);
    return *this;
  }
  shared_bytes& operator=(shared_bytes&& other) noexcept {
    storage_ = std::move(other.storage_);
    offset_ = std::exchange(other.offset_, 0);
    size_ = std::exchange(other.size_, 0);
    return *this;
  }
  ~shared_bytes() = default;

  std::size_t size() const noexcept { return size_; }
  const std::byte* get() const noexcept { return storage_ ? storage_.data() + offset_ : nullptr; }
  /// For writing: from now on these bytes are shared with nobody.
  NNSTRUCT_DECLARE std::byte* writable();

  /// The memory, which may be more than these bytes.
  const detail::storage_handle& storage() const noexcept { return storage_; }
  /// Where these bytes begin in storage().
  std::size_t offset() const noexcept { return offset_; }

 private:
  detail::storage_handle storage_;
  std::size_t offset_ = 0;
  std::size_t size_ = 0;
};

/// A tensor of any dtype and shape; a view with strides of its own, as PyTorch's are.
struct AnyTensor {
  nnstruct::dtype dtype = nnstruct::dtype::float32;
  std::vector<std::int64_t> shape;
  std::vector<std::int64_t> strides;  ///< in elements
  shared_bytes data;                  ///< from the first element to the last

  AnyTensor() = default;
  /// Zeros, row-major. Throws ShapeError if an extent is negative.
  NNSTRUCT_DECLARE AnyTensor(nnstruct::dtype type, std::vector<std::int64_t> extents);
  /// A copy of a tensor's elements.
  template <tensor_element T, std::int64_t... E>
  AnyTensor(const Tensor<T, E...>& tensor)
      : AnyTensor(dtype_of<T>, {tensor.extents(), tensor.extents() + tensor.rank()}, tensor.storage()) {}

  NNSTRUCT_DECLARE std::int64_t numel() const noexcept;

  /// The elements lie row-major one after the other, as in PyTorch's `is_contiguous()`.
  NNSTRUCT_DECLARE bool is_contiguous() const noexcept;
  /// The same elements row-major: this tensor, sharing its memory, if they are so already, else a copy.
  NNSTRUCT_DECLARE AnyTensor contiguous() const;

  /// The elements, row-major. Throws ShapeError if their type is not T, or if they are not row-major: then
  /// `contiguous()` gives a tensor that is.
  template <tensor_element T> const T* values() const {
    require(dtype_of<T>);
    return reinterpret_cast<const T*>(data.get());
  }
  /// The elements for writing. Throws as above.
  template <tensor_element T> T* values() {
    require(dtype_of<T>);
    return reinterpret_cast<T*>(data.writable());
  }

 private:
  NNSTRUCT_DECLARE AnyTensor(nnstruct::dtype type, std::vector<std::int64_t> extents,
                             const detail::storage_handle& elements);
  NNSTRUCT_DECLARE void require(nnstruct::dtype wanted) const;
};

namespace detail {
/// The strides of row-major elements.
NNSTRUCT_DECLARE std::vector<std::int64_t> row_major(const std::vector<std::int64_t>& shape);
/// The tensor's bytes are exactly those that its shape and strides reach.
NNSTRUCT_DECLARE bool is_consistent(const AnyTensor& tensor) noexcept;
/// Elements with these strides follow each other row-major.
NNSTRUCT_DECLARE bool is_row_major(const std::int64_t* shape, const std::int64_t* strides, std::size_t rank) noexcept;
}  // namespace detail

}  // namespace nnstruct::inline NNSTRUCT_ABI
