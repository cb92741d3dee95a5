// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>
#include <vector>

#include <nnstruct/checkpoint/read.hpp>
#include <nnstruct/checkpoint/source-inl.hpp>
#include <nnstruct/format/map_tensors.hpp>
#include <nnstruct/format/open_file.hpp>
#include <nnstruct/format/pytorch/value_reader.hpp>
#include <nnstruct/io/file.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {

/// A dictionary of a source's tensors.
NNSTRUCT_DECLARE Value value_of(const source& from, format::elements wanted, bool& verified) {
  using format::elements;
  std::vector<std::vector<storage_handle>> storages;
  verified = wanted != elements::left_out;
  for (const source_file& part : from.files) {
    if (wanted == elements::left_out) break;
    format::tensors_read read =
        wanted == elements::mapped ? format::map_storages(*part.file) : format::read_storages(*part.file);
    verified = verified && read.verified;
    storages.push_back(std::move(read.values));
  }
  std::vector<Value::pair> items;
  items.reserve(from.items.size());
  for (const source_item& item : from.items) {
    const format::tensor_record& tensor = from.tensor_of(item);
    const format::tensor_file& file = from.file_of(item);
    items.emplace_back(item.key, value_access::tensor(wanted == elements::left_out
                                                          ? format::shape_of(file, tensor)
                                                          : format::view_of(file, tensor, storages[item.file]),
                                                      tensor.parameter, tensor.requires_grad));
  }
  return value_access::dict(std::move(items), !from.metadata.empty(), from.metadata);
}

NNSTRUCT_DEFINE Value read(io::input_file file, std::string_view at, format::elements wanted, const limits& allowed,
                           bool& verified) {
  if (file.memory() == nullptr)  // an embedded file has no neighbours
    if (const auto index = format::safetensors::read_index(file, allowed))
      return value_of(source_of_shards(file.path(), *index, at, allowed), wanted, verified);
  if (format::safetensors::looks_like_safetensors(file)) {
    format::safetensors::safetensors_file tensors(std::move(file), allowed);
    std::vector<Value::pair> facts;
    for (const auto& [name, text] : tensors.metadata()) facts.emplace_back(name, text);
    Value out = value_of(source_of_safetensors(std::move(tensors), at), wanted, verified);
    if (!facts.empty()) out["__metadata__"] = Value::dict(std::move(facts));
    return out;
  }
  format::pytorch::checkpoint_file checkpoint(std::move(file), allowed);
  if (checkpoint.format() == "torchscript" && format::pytorch::is_module(checkpoint, checkpoint.find(at)))
    return value_of(source_of_script(format::pytorch::module_tree(std::move(checkpoint), at)), wanted, verified);
  format::pytorch::value_read read = format::pytorch::read_value(std::move(checkpoint), at, wanted);
  verified = read.verified;
  return std::move(read.value);
}

}  // namespace detail

NNSTRUCT_DEFINE Value read(const std::string& path, const limits& allowed) {
  bool verified;
  return detail::read(format::open_file(path), {}, format::elements::read, allowed, verified);
}

NNSTRUCT_DEFINE Value read(const EmbeddedFile& file, const limits& allowed) {
  bool verified;
  return detail::read(io::input_file(file), {}, format::elements::mapped, allowed, verified);
}

}  // namespace nnstruct::inline NNSTRUCT_ABI
