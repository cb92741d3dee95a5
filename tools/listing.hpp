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

/// Where something is.
struct listed_place {
  std::string key;         ///< its path, as Value::at takes it
  std::string exact = {};  ///< the same, with every key as Python writes it
  std::size_t part = 0;    ///< where the last part of that begins
  bool has_key = false;    ///< that is a key of a dictionary

  /// The path for people: what has none is the whole file, and what is under an empty key that in brackets.
  const std::string& shown() const {
    static const std::string whole = "the whole file";
    return exact.empty() ? whole : key.empty() ? exact : key;
  }
  std::string_view last() const { return std::string_view(exact).substr(part); }
};

struct listed_tensor : listed_place {
  std::size_t file = 0;  ///< an index into listing::files
  nnstruct::format::tensor_record record = {};
  std::string state_key = {};  ///< of one that is in the state_dict or model that the file is, its key there
  std::string type = {};       ///< its class, if it derives from torch.Tensor, or that of a storage
  bool in_state_dict = false;  ///< it is in the state_dict or model that the file is
  bool in_model = false;       ///< a model holds it
};

struct listed_value : listed_place {
  nnstruct::Value value = {};  ///< no list, tuple or dict, unless it is empty
};

/// What other things in the file are in.
struct listed_container : listed_place {
  std::string_view type;  ///< list, tuple, set or dict: for Python an OrderedDict is equal to a dict
};

/// Everything in a file in its order. Paths are keys of dictionaries, indices of lists and tuples, and attributes,
/// joined by dots (see parts_of and value_path.hpp of the library); where two things have one path, both are written
/// with brackets. A model's tensors have the keys of its state_dict behind the path to it; those that it holds besides
/// follow. A sparse or nested tensor's parts have the names that PyTorch has for them. Constants of TorchScript are
/// called as its code calls them: CONSTANTS.c0. No element of a tensor is read.
struct listing {
  std::string path;            ///< as it was given
  std::string format;          ///< zip, legacy, tar, pickle, safetensors or torchscript
  std::string kind;            ///< state_dict, checkpoint, module, tensor, list or value
  bool is_state_dict = false;  ///< its tensors are one, whatever else stands between them
  std::string writer;          ///< who wrote it, as far as the file tells; for people
  bool has_sparse = false;
  bool by_index = false;  ///< several files, which an index names
  /// One, but for checkpoints of several files; of TorchScript the second is of its constants.
  std::vector<std::unique_ptr<const nnstruct::format::tensor_file>> files;
  std::vector<listed_tensor> tensors;
  std::vector<listed_value> values;
  std::vector<listed_container> containers;  ///< of a file of PyTorch's or safetensors, with something in them
  std::vector<listed_value> sizes;           ///< of sparse tensors: `adjacency.size`
  /// What the modules of its models have besides tensors: `fc.in_features`; the class under the path of the module.
  std::vector<listed_value> attributes;
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

}  // namespace nnstruct_command
