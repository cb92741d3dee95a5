// SPDX-License-Identifier: Apache-2.0
/// \file
/// What is in a file, whatever its format: its tensors and its other values, each under the path to it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nnstruct/format/pytorch/checkpoint_file.hpp>
#include <nnstruct/format/tensor_file.hpp>
#include <nnstruct/state_dict/value.hpp>

namespace nnstruct_command {

struct listed_tensor {
  std::string key;
  std::size_t file;  ///< an index into listing::files
  nnstruct::format::tensor_record record;
};

struct listed_value {
  std::string key;
  nnstruct::Value value;  ///< no list, tuple or dict, unless it is empty
};

/// Everything in a file in its order. Paths are keys of dictionaries and indices of lists and tuples, joined by dots; a
/// model's tensors have the keys of its state_dict behind the path to it, a sparse tensor's parts the names that
/// PyTorch has for them. No element of a tensor is read.
struct listing {
  std::string path;    ///< as it was given
  std::string format;  ///< zip, legacy, tar, safetensors or torchscript
  std::string kind;    ///< state_dict, checkpoint, module, tensor, list or value
  std::string writer;  ///< who wrote it, as far as the file tells; for people
  bool has_sparse = false;
  /// One, but for checkpoints of several files.
  std::vector<std::unique_ptr<const nnstruct::format::tensor_file>> files;
  std::vector<listed_tensor> tensors;
  std::vector<listed_value> values;
  std::vector<std::pair<std::string, std::string>> file_metadata;  ///< `__metadata__` of safetensors
  /// `_metadata` of a state_dict: paths and versions of its modules.
  std::vector<std::pair<std::string, std::int64_t>> metadata;

  const nnstruct::format::tensor_file& file_of(const listed_tensor& tensor) const { return *files[tensor.file]; }
  const nnstruct::format::storage_record& storage_of(const listed_tensor& tensor) const {
    return file_of(tensor).storages()[tensor.record.storage];
  }
  /// What its elements take, row-major.
  static std::uint64_t bytes_of(const listed_tensor& tensor) {
    return tensor.record.numel * size_of(tensor.record.dtype);
  }
};

/// \param at  where in the file to begin, such as model_state_dict
/// \throws IoError, FormatError
listing list_file(const std::string& path, std::string_view at = {});

/// A key of a dictionary, as paths have it.
std::string path_part(const nnstruct::Value& key);

}  // namespace nnstruct_command
