// SPDX-License-Identifier: Apache-2.0
/// \file
/// The index of a checkpoint that is split into several files: `model.safetensors.index.json`,
/// `pytorch_model.bin.index.json`.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <nnstruct/config.hpp>
#include <nnstruct/io/file.hpp>
#include <nnstruct/limits.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::safetensors {

/// Which tensor is in which file.
struct shard_index {
  std::vector<std::pair<std::string, std::size_t>> weight_map;  ///< keys, in the index's order, and indices into files
  std::vector<std::string> files;                               ///< names in the index's folder
};

/// Reads an index. None if the file is not the text of a JSON object with `weight_map`.
/// \throws FormatError  safetensors: it is one, and damaged; a key comes twice; a file is not in the same folder
NNSTRUCT_DECLARE std::optional<shard_index> read_index(const io::input_file& file, const limits& allowed = {});

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::safetensors
