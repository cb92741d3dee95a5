// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <utility>

#include <nnstruct/checkpoint/source.hpp>
#include <nnstruct/concat.hpp>
#include <nnstruct/format/map_tensors.hpp>
#include <nnstruct/format/pytorch/module_tree.hpp>
#include <nnstruct/format/pytorch/parts.hpp>
#include <nnstruct/format/pytorch/reader.hpp>
#include <nnstruct/format/safetensors/index.hpp>
#include <nnstruct/format/safetensors/reader.hpp>
#include <nnstruct/io/embedded_file.hpp>
#include <nnstruct/io/name_index.hpp>
#include <nnstruct/span.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// The constants of a TorchScript archive's code.
NNSTRUCT_DECLARE format::pytorch::checkpoint_file constants_of(const format::pytorch::checkpoint_file& script) {
  const io::input_file& file = script.input();
  const std::byte* const memory = file.memory();
  return format::pytorch::checkpoint_file::constants(
      memory == nullptr ? io::input_file(file.path())
                        : io::input_file(EmbeddedFile(memory, memory + file.size(), file.path())),
      script.allowed());
}

/// A model whose state_dict is empty, and which has tensors all the same: nobody who loads it wants none of them.
NNSTRUCT_DECLARE void refuse_hidden_weights(const format::pytorch::checkpoint_file& file, format::pickle::value root) {
  std::vector<format::pytorch::object_path> found = tensor_paths(file, root);
  const std::size_t attributes = found.size();
  if (file.format() == "torchscript") {
    const format::pytorch::checkpoint_file constants = constants_of(file);
    for (const format::pytorch::object_path& constant : tensor_paths(constants, constants.document().root()))
      found.push_back({concat({"CONSTANTS.c", constant.path}), {}});
  }
  if (found.empty()) return;
  std::string names;
  for (std::size_t i = 0; i < found.size() && i < 5; ++i)
    names += concat({i == 0 ? "\"" : ", \"", found[i].path, "\""});
  if (found.size() > 5) names += concat({" and ", found.size() - 5, " more"});
  file.refuse(
      root, format_problem::unsupported,
      concat({"the state_dict of this model is empty, and its tensors are ",
              attributes == found.size() ? "attributes"
              : attributes == 0          ? "constants of its code"
                                         : "attributes and constants of its code",
              ": ", names,
              attributes == found.size()
                  ? "; read them with nn::read, or make them parameters or buffers in Python"
                  : "; torch.jit.freeze and torch.jit.trace make constants of weights: read them with nn::read, "
                    "or save the state_dict of the model as it was before"}));
}

/// The keys of a model's state_dict.
NNSTRUCT_DECLARE source keys_of_model(const format::pytorch::module_tree& tree) {
  source out;
  out.path = tree.file().path();
  for (format::pytorch::module_entry& entry : state_dict_entries(tree))
    out.items.push_back({std::move(entry.key), 0, entry.tensor, {}});
  return out;
}

NNSTRUCT_DECLARE source source_of_model(format::pytorch::module_tree tree) {
  source out = keys_of_model(tree);
  std::vector<format::tensor_record> tensors(tree.tensors().begin(), tree.tensors().end());
  const format::pickle::value root = tree.root().object;
  format::pytorch::checkpoint_file file = std::move(tree).take_file();
  if (out.items.empty()) refuse_hidden_weights(file, root);
  out.files.push_back({std::make_unique<format::pytorch::checkpoint_file>(std::move(file)), std::move(tensors)});
  return out;
}

/// Adds what a TorchScript model has besides its state_dict, under the paths to it: tensors that are attributes, and
/// those that its code calls CONSTANTS.c0 and so on.
NNSTRUCT_DECLARE source source_of_script(format::pytorch::module_tree tree) {
  using format::pytorch::checkpoint_file;
  source out = keys_of_model(tree);
  std::vector<format::tensor_record> tensors(tree.tensors().begin(), tree.tensors().end());
  const format::pickle::value root = tree.root().object;
  checkpoint_file file = std::move(tree).take_file();
  checkpoint_file constants = constants_of(file);
  const io::name_index keys(out.items, out.items.size(),
                            [](const source_item& item) { return std::string_view(item.key); });
  std::vector<source_item> others;
  std::vector<format::tensor_record> constant_tensors;
  for (format::pytorch::object_path& found : tensor_paths(file, root))
    if (keys.find(found.path) == io::name_index::none) {
      others.push_back({std::move(found.path), 0, tensors.size(), {}});
      tensors.push_back(file.tensor(others.back().key, found.value));
      tensors.back().key = {};  // it stands in the item
    }
  for (const format::pytorch::object_path& found : tensor_paths(constants, constants.document().root())) {
    others.push_back({concat({"CONSTANTS.c", found.path}), 1, constant_tensors.size(), {}});
    constant_tensors.push_back(constants.tensor(others.back().key, found.value));
    constant_tensors.back().key = {};
  }
  out.items.insert(out.items.end(), others.begin(), others.end());
  out.files.push_back({std::make_unique<checkpoint_file>(std::move(file)), std::move(tensors)});
  out.files.push_back({std::make_unique<checkpoint_file>(std::move(constants)), std::move(constant_tensors)});
  return out;
}

NNSTRUCT_DECLARE source source_of_state_dict(format::pytorch::state_dict_file file, std::string_view at) {
  source out;
  out.path = file.path();
  auto other = file.others().begin();
  const auto add_others_before = [&](std::size_t tensor) {
    for (; other != file.others().end() && other->tensors_before == tensor; ++other)
      out.items.push_back({std::string(other->key), 0, 0, other->type});
  };
  for (std::size_t i = 0; i < file.tensors().size(); ++i) {
    add_others_before(i);
    out.items.push_back({std::string(file.tensors()[i].key), 0, i, {}});
  }
  add_others_before(file.tensors().size());
  out.metadata = file.metadata();
  if (!file.others().empty()) {
    out.is_state_dict = file.file().is_state_dict(file.file().find(at));
    out.inner = file.file().state_dict_paths();
    const bool itself = std::find(out.inner.begin(), out.inner.end(), at) != out.inner.end();
    if (itself) {
      out.inner.clear();
    } else {
      if (!out.inner.empty() && out.inner.front().empty()) out.inner.clear();  // the whole file is one
      // A model that was saved whole has a state_dict too.
      if (!out.is_state_dict)
        for (std::string& path : format::pytorch::module_paths(file.file())) out.inner.push_back(std::move(path));
    }
  }
  std::vector<format::tensor_record> tensors(file.tensors().begin(), file.tensors().end());
  out.files.push_back(
      {std::make_unique<format::pytorch::checkpoint_file>(std::move(file).take_file()), std::move(tensors)});
  return out;
}

NNSTRUCT_DECLARE source source_of_safetensors(format::safetensors::safetensors_file file, std::string_view at) {
  if (!at.empty())
    throw FormatError(format_problem::unsupported, {file.path(), {}, {}},
                      concat({"there is no \"", at, "\": a safetensors file is one dictionary of tensors"}));
  source out;
  out.path = file.path();
  for (std::size_t i = 0; i < file.tensors().size(); ++i)
    out.items.push_back({std::string(file.tensors()[i].key), 0, i, {}});
  // Its own library keeps one of several tensors that are one memory, and says so.
  const io::name_index keys(out.items, out.items.size(),
                            [](const source_item& item) { return std::string_view(item.key); });
  std::vector<source_item> others;
  for (const auto& [name, kept] : file.metadata())
    if (const std::size_t item = keys.find(kept);
        item != io::name_index::none && keys.find(name) == io::name_index::none)
      others.push_back({name, 0, out.items[item].tensor, {}});
  out.items.insert(out.items.end(), others.begin(), others.end());
  std::vector<format::tensor_record> tensors(file.tensors().begin(), file.tensors().end());
  out.files.push_back({std::make_unique<format::safetensors::safetensors_file>(std::move(file)), std::move(tensors)});
  return out;
}

/// A file that is a checkpoint itself, not an index of some.
NNSTRUCT_DECLARE source open_whole_source(io::input_file file, std::string_view at, const limits& allowed) {
  if (format::safetensors::looks_like_safetensors(file))
    return source_of_safetensors(format::safetensors::safetensors_file(std::move(file), allowed), at);
  format::pytorch::checkpoint_file checkpoint(std::move(file), allowed);
  if (format::pytorch::is_module(checkpoint, checkpoint.find(at)))
    return source_of_model(format::pytorch::module_tree(std::move(checkpoint), at));
  return source_of_state_dict(format::pytorch::state_dict_file(std::move(checkpoint), at), at);
}

NNSTRUCT_DECLARE source source_of_shards(const std::string& path, const format::safetensors::shard_index& index,
                                         std::string_view at, const limits& allowed) {
  if (!at.empty())
    throw FormatError(format_problem::unsupported, {path, {}, {}},
                      concat({"there is no \"", at, "\": a checkpoint of several files is one dictionary of tensors"}));
  const std::string folder = path.substr(0, path.rfind('/') == path.npos ? 0 : path.rfind('/') + 1);
  source out;
  out.path = path;
  std::vector<source> shards;
  std::vector<io::name_index> keys;
  std::size_t found = 0;
  for (const std::string& file : index.files) {
    source shard = open_whole_source(io::input_file(concat({folder, file})), {}, allowed);
    for (const source_item& item : shard.items) require_tensor(shard, item);
    found += shard.items.size();
    shards.push_back(std::move(shard));
    keys.emplace_back(shards.back().items, shards.back().items.size(),
                      [](const source_item& item) { return std::string_view(item.key); });
  }
  for (const auto& [key, file] : index.weight_map) {
    const std::size_t item = keys[file].find(key);
    if (item == io::name_index::none)
      throw FormatError(format_problem::safetensors, {path, {}, {}},
                        concat({"by this index \"", key, "\" is in ", index.files[file], ", and it is not"}));
    out.items.push_back({key, file, shards[file].items[item].tensor, {}});
  }
  if (found != out.items.size())
    throw FormatError(format_problem::safetensors, {path, {}, {}},
                      concat({"the files of this index hold ", found, " tensors, and it names ", out.items.size()}));
  for (source& shard : shards) {
    out.metadata.insert(out.metadata.end(), shard.metadata.begin(), shard.metadata.end());
    out.files.push_back(std::move(shard.files.front()));
  }
  return out;
}

NNSTRUCT_DEFINE source open_source(io::input_file file, std::string_view at, const limits& allowed) {
  if (file.memory() == nullptr)  // an embedded file has no neighbours
    if (const auto index = format::safetensors::read_index(file, allowed))
      return source_of_shards(file.path(), *index, at, allowed);
  return open_whole_source(std::move(file), at, allowed);
}

NNSTRUCT_DEFINE void require_tensor(const source& from, const source_item& item) {
  if (item.other_type.empty()) return;
  std::string what = concat({"expected a tensor under \"", item.key, "\", found a value of type ", item.other_type});
  const span<const std::string> inner = from.is_state_dict ? span<const std::string>() : from.inner;
  for (std::size_t i = 0; i < inner.size() && i < 5; ++i)
    what += concat({i == 0 ? "; there is a state_dict under \"" : ", \"", inner[i], "\""});
  if (inner.empty())
    what += "; load with .unexpected = nn::allow to leave it out, or read the whole file with nn::read";
  else if (inner.size() == 1)
    what += concat({": load it with .at = \"", inner.front(), "\", or read the whole file with nn::read"});
  else what += ": choose one with .at, or read the whole file with nn::read";
  throw FormatError(format_problem::unsupported, {from.path, {}, {}}, what);
}

NNSTRUCT_DEFINE std::vector<offered_tensor> offered_of(const source& from) {
  std::vector<offered_tensor> offered;
  offered.reserve(from.items.size());
  for (const source_item& item : from.items) {
    if (!item.other_type.empty()) {
      offered.push_back({item.key, {}, {}, item.other_type});
      continue;
    }
    const format::tensor_record& tensor = from.tensor_of(item);
    offered.push_back({item.key, tensor.dtype, from.file_of(item).shape(tensor)});
  }
  return offered;
}

NNSTRUCT_DEFINE std::vector<source> inner_sources(const source& from, const limits& allowed,
                                                  std::vector<std::string>& paths) {
  constexpr std::size_t most = 8;
  std::vector<source> out;
  for (std::size_t i = 0; i < std::min(from.inner.size(), most); ++i) try {
      const io::input_file& file = from.files.front().file->input();
      const std::byte* const memory = file.memory();
      out.push_back(open_whole_source(memory == nullptr
                                          ? io::input_file(from.path)
                                          : io::input_file(EmbeddedFile(memory, memory + file.size(), file.path())),
                                      from.inner[i], allowed));
      paths.push_back(from.inner[i]);
    } catch (const Error&) {}  // then there is no hint
  return out;
}

NNSTRUCT_DEFINE format::tensors_read read_from(const source& from, span<const source_tensor> wanted, bool mapped) {
  format::tensors_read out;
  out.values.resize(wanted.size());
  for (std::size_t f = 0; f < from.files.size(); ++f) {
    std::vector<format::wanted_tensor> here;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      const source_item& item = from.items[wanted[i].item];
      if (item.file != f) continue;
      here.push_back({item.tensor, wanted[i].dtype});
      places.push_back(i);
    }
    const source_file& part = from.files[f];
    format::tensors_read read =
        mapped ? map_tensors(*part.file, part.tensors, here) : read_tensors(*part.file, part.tensors, here);
    out.verified = out.verified && read.verified;
    for (std::size_t i = 0; i < places.size(); ++i) out.values[places[i]] = std::move(read.values[i]);
  }
  return out;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
