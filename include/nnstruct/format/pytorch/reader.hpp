// SPDX-License-Identifier: Apache-2.0
/// \file
/// A state_dict in a file of torch.save: its directory and pickle are read and checked, its tensors on demand.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nnstruct/config.hpp>
#include <nnstruct/format/pickle/document.hpp>
#include <nnstruct/format/zip/reader.hpp>
#include <nnstruct/tensor/dtype.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch {

/// Memory that tensors view: one record `data/KEY` of the file, whose size is checked.
struct storage_record {
  const zip::entry* entry;
  nnstruct::dtype dtype;
  std::uint64_t numel;
};

/// A tensor as a view of a storage: all numbers are checked, the view lies within.
struct tensor_record {
  std::string_view key;
  nnstruct::dtype dtype;
  std::size_t storage;   ///< an index into storages()
  std::uint64_t offset;  ///< of the first element, in elements
  std::uint64_t numel;
  std::size_t extents;  // of the first extent among the file's numbers; the strides follow
  std::size_t rank;
};

/// A file of torch.save (1.6 or later) that holds a state_dict.
class state_dict_file {
 public:
  /// Reads and checks everything but the tensors' elements.
  /// \throws IoError      the file cannot be opened or read
  /// \throws FormatError  it is no such file, or damaged, or asks for what is not understood
  explicit state_dict_file(const std::string& path);

  const std::string& path() const noexcept { return archive_.file().path(); }
  /// In the order of the dictionary; no key comes twice.
  std::span<const tensor_record> tensors() const noexcept { return tensors_; }
  std::span<const storage_record> storages() const noexcept { return storages_; }
  std::span<const std::int64_t> shape(const tensor_record& tensor) const noexcept {
    return std::span(numbers_).subspan(tensor.extents, tensor.rank);
  }
  std::span<const std::int64_t> strides(const tensor_record& tensor) const noexcept {
    return std::span(numbers_).subspan(tensor.extents + tensor.rank, tensor.rank);
  }
  /// `_metadata`: the modules' paths and versions; empty if the file has none.
  const std::vector<std::pair<std::string, std::int64_t>>& metadata() const noexcept { return metadata_; }
  const zip::archive& archive() const noexcept { return archive_; }

 private:
  friend class state_dict_parser;

  zip::archive archive_;
  pickle::document document_;  // holds the keys
  std::vector<tensor_record> tensors_;
  std::vector<storage_record> storages_;
  std::vector<std::int64_t> numbers_;
  std::vector<std::pair<std::string, std::int64_t>> metadata_;
};

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
