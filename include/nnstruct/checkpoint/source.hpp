// SPDX-License-Identifier: Apache-2.0
/// \file
/// A state_dict in a file, whatever the file's format.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nnstruct/config.hpp>
#include <nnstruct/format/read_tensors.hpp>
#include <nnstruct/format/tensor_file.hpp>
#include <nnstruct/limits.hpp>
#include <nnstruct/span.hpp>
#include <nnstruct/state_dict/match.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// A file, and those of its tensors that are in the state_dict.
struct source_file {
  std::unique_ptr<const format::tensor_file> file;
  std::vector<format::tensor_record> tensors;
};

/// What stands under a key.
struct source_item {
  std::string key;
  std::size_t file;        ///< an index into source::files
  std::size_t tensor;      ///< an index into its tensors
  std::string other_type;  ///< Python's name of the type of what is no tensor: `int`
};

/// A tensor that is wanted, and the type its elements shall have.
struct source_tensor {
  std::size_t item;  ///< an index into source::items
  nnstruct::dtype dtype;
};

/// A state_dict whose tensors' elements are not read yet. Its keys are in its own order, no two of them the same.
struct source {
  std::string path;  ///< as it was given
  std::vector<source_file> files;
  std::vector<source_item> items;
  std::vector<std::pair<std::string, std::int64_t>> metadata;  ///< `_metadata`: the modules' paths and versions
  bool is_state_dict = true;                                   ///< what is no tensor in it holds none either
  std::vector<std::string> inner;  ///< paths in the file of what else looks like state_dicts, or of models

  const format::tensor_file& file_of(const source_item& item) const noexcept { return *files[item.file].file; }
  const format::tensor_record& tensor_of(const source_item& item) const noexcept {
    return files[item.file].tensors[item.tensor];
  }
};

/// Opens a file of torch.save that holds a state_dict or a whole model.
/// \param at  where in the file it is
/// \throws FormatError, IoError
NNSTRUCT_DECLARE source open_source(io::input_file file, std::string_view at, const limits& allowed = {});

/// \throws FormatError  unsupported: it is no tensor
NNSTRUCT_DECLARE void require_tensor(const source& from, const source_item& item);

/// For matching.
NNSTRUCT_DECLARE std::vector<offered_tensor> offered_of(const source& from);

/// What stands under the paths of `inner`, as far as it can be read: some, if there are many. Reads the file's pickle
/// again, so it is for when something is wrong.
/// \param paths  gets those paths
NNSTRUCT_DECLARE std::vector<source> inner_sources(const source& from, const limits& allowed,
                                                   std::vector<std::string>& paths);

/// Reads tensors, each of its files' storages once and in their order.
/// \param mapped  use them where they stand in the file, as far as they stand there as in memory; see map_tensors
NNSTRUCT_DECLARE format::tensors_read read_from(const source& from, span<const source_tensor> wanted, bool mapped);

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
