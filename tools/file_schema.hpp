// SPDX-License-Identifier: Apache-2.0
/// \file
/// The keys, dtypes and shapes of a file: of a state_dict, or of a model that was saved whole.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nnstruct/format/pytorch/checkpoint_file.hpp>
#include <nnstruct/tensor/dtype.hpp>

namespace nnstruct_command {

struct file_schema {
  struct row {
    std::string key;
    nnstruct::dtype dtype;
    std::vector<std::int64_t> shape;
  };
  struct other_value {
    std::string key;
    std::string type;  ///< as Python calls it
  };

  std::string path;
  std::vector<row> rows;
  std::vector<other_value> others;  ///< what stands in the dictionary and is no tensor
  /// Paths and versions, as `_metadata` has them. A model that was saved whole has none: its classes know.
  std::vector<std::pair<std::string, std::int64_t>> modules;
  std::vector<std::string> other_state_dicts;  ///< paths of those that are in the dictionary
};

/// Where in a file the nearest models that were saved whole are, and the nearest state_dicts, as an advice: `--at net,
/// --at ema`. Empty if there are none, or the whole file is one.
std::string places_of_models(const nnstruct::format::pytorch::checkpoint_file& file);

/// Reads no element of a tensor.
/// \param at  where in the file the state_dict or model is
/// \throws IoError, FormatError  also if there is neither a tensor nor an empty dictionary
file_schema read_schema(const std::string& path, std::string_view at);

/// nn::schema_fingerprint of a struct with the same keys, dtypes, shapes and order.
std::uint64_t fingerprint(const file_schema& schema);

}  // namespace nnstruct_command
