// SPDX-License-Identifier: Apache-2.0
/// \file
/// What all formats have in common: a file with storages, and tensors that view them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nnstruct/config.hpp>
#include <nnstruct/io/byte_stream.hpp>
#include <nnstruct/io/file.hpp>
#include <nnstruct/io/read_ahead.hpp>
#include <nnstruct/span.hpp>
#include <nnstruct/tensor/dtype.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format {

/// Where the bytes of a storage are.
struct storage_place {
  std::string name;      ///< for messages: `archive/data/0`
  std::uint64_t offset;  ///< of its bytes in the file
  std::uint64_t bytes;   ///< of its content
  bool plain;            ///< its bytes in the file are its content: not compressed
  std::size_t number;    ///< by which the format knows it
};

/// Memory that tensors view: where it is in the file; its size is checked.
struct storage_record {
  storage_place place;
  nnstruct::dtype dtype;  ///< uint8 if it is untyped: bytes, that tensors of several dtypes may view
  bool untyped;
  std::uint64_t numel;
};

/// A tensor as a view of a storage: all numbers are checked, the view lies within.
struct tensor_record {
  std::string_view key;
  nnstruct::dtype dtype;
  std::size_t storage;   ///< an index into storages()
  std::uint64_t offset;  ///< of the first element, in elements
  std::uint64_t numel;
  std::uint64_t span;   ///< elements from the first to the last, those between them included
  std::size_t extents;  // of the first extent among the file's numbers; the strides follow
  std::size_t rank;
  bool parameter;  ///< a torch.nn.Parameter
  bool requires_grad;
  bool conj;  ///< a view of the conjugates of what is stored
  bool neg;   ///< a view of its negatives

  /// Its elements are what is stored.
  bool is_as_stored() const noexcept { return !conj && !neg; }
};

/// A file whose tensors are known and whose storages can be read; const, and for many threads at once.
class tensor_file {
 public:
  virtual ~tensor_file() = default;

  virtual const io::input_file& input() const noexcept = 0;
  const std::string& path() const noexcept { return input().path(); }

  /// Of all tensors understood so far.
  span<const storage_record> storages() const noexcept { return storages_; }
  span<const std::int64_t> shape(const tensor_record& tensor) const noexcept {
    return span(numbers_).subspan(tensor.extents, tensor.rank);
  }
  span<const std::int64_t> strides(const tensor_record& tensor) const noexcept {
    return span(numbers_).subspan(tensor.extents + tensor.rank, tensor.rank);
  }

  /// The storage's bytes in the file can be used where they are.
  virtual bool is_plain(const storage_record& storage) const noexcept { return storage.place.plain; }
  /// Reads a storage whole, to memory of storage.place.bytes bytes.
  /// \param window  onto input(), which saves system calls where storages are read in the order of their offsets
  /// \returns whether there was a checksum to compare with
  /// \throws FormatError  checksum: the bytes are not those that were saved
  virtual bool read(const storage_record& storage, void* to, io::read_ahead& window) const = 0;
  /// A storage in pieces, storage.place.bytes bytes, which must be whole elements each. This file outlives the stream.
  /// \throws FormatError  as above; the stream throws too
  virtual std::unique_ptr<io::byte_stream> stream(const storage_record& storage) const = 0;

 protected:
  tensor_file() = default;
  tensor_file(tensor_file&&) = default;
  tensor_file& operator=(tensor_file&&) = default;

  std::vector<storage_record> storages_;
  std::vector<std::int64_t> numbers_;  // extents and strides of all tensors
};

}  // namespace nnstruct::inline NNSTRUCT_ABI::format
