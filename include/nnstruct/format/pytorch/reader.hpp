// SPDX-License-Identifier: Apache-2.0
/// \file
/// A state_dict in a file of torch.save: its directory and pickle are read and checked, its tensors on demand.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nnstruct/config.hpp>
#include <nnstruct/format/pytorch/checkpoint_file.hpp>
#include <nnstruct/span.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch {

/// Something in a dictionary that is no tensor: a general checkpoint's, as a rule.
struct other_record {
  std::string_view key;
  std::string type;            ///< Python's name of its type: `int`, `collections.OrderedDict`
  std::size_t tensors_before;  ///< its place: as many tensors stand before it
};

/// A file of torch.save that holds a state_dict, alone or in dictionaries around it.
class state_dict_file {
 public:
  /// Reads and checks everything but the tensors' elements.
  /// \param at  where the state_dict is, as checkpoint_file::find() takes it; empty: the file is one
  /// \throws IoError      the file cannot be opened or read
  /// \throws FormatError  it is no such file, or damaged, or asks for what is not understood; there is no state_dict,
  ///                      naming what is there instead
  NNSTRUCT_DECLARE explicit state_dict_file(checkpoint_file file, std::string_view at = {});
  template <class = void>
  explicit state_dict_file(io::input_file file, std::string_view at = {}, const limits& allowed = {})
      : state_dict_file(checkpoint_file(std::move(file), allowed), at) {}
  template <class = void>
  explicit state_dict_file(const std::string& path, std::string_view at = {}, const limits& allowed = {})
      : state_dict_file(open_file(path), at, allowed) {}

  const std::string& path() const noexcept { return file_.path(); }
  /// In the order of the dictionary; no key comes twice, others' included. A sparse tensor is there as its parts, under
  /// `KEY.indices` and so on.
  span<const tensor_record> tensors() const noexcept { return tensors_; }
  /// What stands between them in the dictionary and is no tensor; in its order.
  span<const other_record> others() const noexcept { return others_; }
  /// Of these tensors.
  span<const storage_record> storages() const noexcept { return file_.storages(); }
  span<const std::int64_t> shape(const tensor_record& tensor) const noexcept { return file_.shape(tensor); }
  span<const std::int64_t> strides(const tensor_record& tensor) const noexcept { return file_.strides(tensor); }
  /// `_metadata`: the modules' paths and versions; empty if the file has none.
  const std::vector<std::pair<std::string, std::int64_t>>& metadata() const noexcept { return metadata_; }
  const io::input_file& input() const noexcept { return file_.input(); }
  const checkpoint_file& file() const noexcept { return file_; }
  /// The file, to which the tensors belong.
  template <class = void> checkpoint_file take_file() && noexcept { return std::move(file_); }

 private:
  NNSTRUCT_DECLARE void refuse_duplicates() const;

  checkpoint_file file_;  // holds the keys
  pickle::value dict_;
  std::vector<tensor_record> tensors_;
  std::vector<other_record> others_;
  std::vector<std::pair<std::string, std::int64_t>> metadata_;
  std::unique_ptr<std::deque<std::string>> names_;  // keys that the file does not have as they are
};

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
