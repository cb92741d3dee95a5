// SPDX-License-Identifier: Apache-2.0
/// \file
/// A state_dict in a file of torch.save: its directory and pickle are read and checked, its tensors on demand.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nnstruct/config.hpp>
#include <nnstruct/format/pytorch/checkpoint_file.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch {

/// A file of torch.save (1.6 or later) that holds a state_dict, alone or in dictionaries around it.
class state_dict_file {
 public:
  /// Reads and checks everything but the tensors' elements.
  /// \param at  where the state_dict is, as checkpoint_file::find() takes it; empty: the file is one
  /// \throws IoError      the file cannot be opened or read
  /// \throws FormatError  it is no such file, or damaged, or asks for what is not understood; there is no state_dict,
  ///                      naming what is there instead
  explicit state_dict_file(const std::string& path, std::string_view at = {});

  const std::string& path() const noexcept { return file_.path(); }
  /// In the order of the dictionary; no key comes twice.
  std::span<const tensor_record> tensors() const noexcept { return tensors_; }
  /// Of these tensors.
  std::span<const storage_record> storages() const noexcept { return file_.storages(); }
  std::span<const std::int64_t> shape(const tensor_record& tensor) const noexcept { return file_.shape(tensor); }
  std::span<const std::int64_t> strides(const tensor_record& tensor) const noexcept { return file_.strides(tensor); }
  /// `_metadata`: the modules' paths and versions; empty if the file has none.
  const std::vector<std::pair<std::string, std::int64_t>>& metadata() const noexcept { return metadata_; }
  const zip::archive& archive() const noexcept { return file_.archive(); }
  const checkpoint_file& file() const noexcept { return file_; }

 private:
  [[noreturn]] void refuse_value(pickle::value dict, pickle::value key, pickle::value mapped) const;
  void refuse_duplicates(pickle::value dict) const;

  checkpoint_file file_;  // holds the keys
  std::vector<tensor_record> tensors_;
  std::vector<std::pair<std::string, std::int64_t>> metadata_;
};

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
