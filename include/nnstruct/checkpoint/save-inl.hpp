// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

#include <nnstruct/checkpoint/retyped.hpp>
#include <nnstruct/checkpoint/save.hpp>
#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/format/converted_source.hpp>
#include <nnstruct/format/pytorch/module_writer.hpp>
#include <nnstruct/format/pytorch/value_writer.hpp>
#include <nnstruct/format/pytorch/writer.hpp>
#include <nnstruct/format/safetensors/writer.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {

/// The format that the options or the name ask for; never by_name.
NNSTRUCT_DECLARE file_format format_for(const std::string& path, const SaveOptions& options) {
  if (options.format != file_format::by_name) return options.format;
  return format::safetensors::is_named_safetensors(path) ? file_format::safetensors : file_format::zip;
}
/// The container of PyTorch's that is asked for.
NNSTRUCT_DECLARE format::pytorch::container_kind container_for(const SaveOptions& options) {
  using format::pytorch::container_kind;
  return options.format == file_format::legacy ? container_kind::legacy : container_kind::zip;
}

/// As save_model of safetensors' own library: of tensors that are one memory the first by the alphabet is kept, and the
/// metadata say under which key the others are.
NNSTRUCT_DECLARE void save_safetensors(const std::string& path, std::vector<format::safetensors::saved_tensor> tensors,
                                       const SaveOptions& options,
                                       std::vector<std::pair<std::string, std::string>> metadata = {},
                                       std::vector<format::converted_source::part> parts = {}) {
  using format::safetensors::saved_tensor;
  std::sort(tensors.begin(), tensors.end(),
            [](const saved_tensor& one, const saved_tensor& other) { return one.key.compare(other.key) < 0; });
  std::map<std::tuple<const std::byte*, nnstruct::dtype, std::vector<std::int64_t>>, std::string_view> known;
  std::erase_if(tensors, [&](const format::safetensors::saved_tensor& tensor) {
    if (tensor.bytes == 0) return false;
    const auto [place, added] =
        known.try_emplace({tensor.data, tensor.dtype, {tensor.shape.begin(), tensor.shape.end()}}, tensor.key);
    if (!added) metadata.emplace_back(tensor.key, place->second);
    return !added;
  });
  const bool converts = std::any_of(
      parts.begin(), parts.end(), [](const format::converted_source::part& part) { return part.held != part.written; });
  const format::converted_source converted(std::move(parts));
  format::safetensors::write_safetensors(path, std::move(tensors), std::move(metadata), options.durable,
                                         converts ? &converted : nullptr);
}

NNSTRUCT_DEFINE void save(const schema_view& schema, held_values* const* values, const std::string& path,
                          const SaveOptions& options) {
  require_all_values(schema, values);
  dtype_chooser choose(options.dtypes);
  const std::vector<nnstruct::dtype> dtypes = saved_dtypes(schema, choose);
  choose.require_all_used();
  const auto bytes_of = [&](std::size_t i) {
    return values[i]->storage().bytes() / size_of(schema.entries[i].dtype) * size_of(dtypes[i]);
  };
  if (format_for(path, options) == file_format::safetensors) {
    std::vector<std::vector<std::int64_t>> shapes(schema.entry_count);
    std::vector<format::safetensors::saved_tensor> tensors;
    std::vector<format::converted_source::part> parts;
    for (std::size_t i = 0; i < schema.entry_count; ++i) {
      const schema_entry& entry = schema.entries[i];
      const storage_handle& memory = values[i]->storage();
      shapes[i].assign(entry.shape.begin(), entry.shape.end());
      tensors.push_back({entry.key, dtypes[i], shapes[i], memory.data(), bytes_of(i), i});
      parts.push_back({memory.data(), entry.dtype, dtypes[i]});
    }
    return save_safetensors(path, std::move(tensors), options, {}, std::move(parts));
  }
  std::vector<std::vector<std::int64_t>> numbers;  // the shapes and strides
  numbers.reserve(2 * schema.entry_count);
  std::vector<format::pytorch::saved_item> items;
  items.reserve(schema.entry_count);
  for (std::size_t i = 0; i < schema.entry_count; ++i) {
    const schema_entry& entry = schema.entries[i];
    const auto& shape = numbers.emplace_back(entry.shape.begin(), entry.shape.end());
    const auto& strides = numbers.emplace_back(row_major(shape));
    const storage_handle& memory = values[i]->storage();
    // Parameters are values of their own, whether they share their memory at this moment or not.
    items.push_back(
        {entry.key,
         {dtypes[i], shape, strides, 0, values[i], {memory.data(), bytes_of(i), 0, entry.dtype, dtypes[i]}}});
  }
  std::vector<format::pytorch::saved_metadata> modules;
  for (std::size_t i = 0; i < schema.group_count; ++i)
    modules.emplace_back(schema.groups[i].path, schema.groups[i].version);
  write_state_dict(path, items, modules, container_for(options), options.durable);
}

NNSTRUCT_DEFINE void save_model(const schema_view& schema, const node& root, void* model, const std::string& path,
                                const SaveOptions& options) {
  if (format_for(path, options) == file_format::safetensors)
    throw Error(
        concat({"cannot save the model to \"", path,
                "\": a safetensors file holds tensors alone; nn::save writes those, and a name that does not end "
                "in .safetensors gives PyTorch's format"}));
  const std::vector<held_values*> values = collect_values(schema, root, model);
  require_all_values(schema, values.data());
  dtype_chooser choose(options.dtypes);
  const std::vector<nnstruct::dtype> dtypes = saved_dtypes(schema, choose);
  format::pytorch::pickler out(container_for(options));
  const std::string pickle = format::pytorch::pickle_of_module(out, root, model, values, dtypes, &choose);
  choose.require_all_used();
  format::pytorch::write_checkpoint(path, pickle, out.storages(), out.container(), options.durable);
}

}  // namespace detail

namespace detail {
NNSTRUCT_DECLARE void save_safetensors(const StateDict& dict, const std::string& path, const SaveOptions& options,
                                       std::vector<std::pair<std::string, std::string>> metadata = {}) {
  std::vector<AnyTensor> rows;  // their elements one after the other
  std::vector<format::safetensors::saved_tensor> tensors;
  std::vector<format::converted_source::part> parts;
  dtype_chooser choose(options.dtypes);
  rows.reserve(dict.size());
  for (const auto& [key, tensor] : dict) {
    const nnstruct::dtype wanted = choose(key, tensor.dtype);
    const AnyTensor& row = rows.emplace_back(tensor.is_contiguous() ? tensor : tensor.contiguous());
    const std::uint64_t bytes = static_cast<std::uint64_t>(row.numel()) * size_of(wanted);
    tensors.push_back({key, wanted, row.shape, row.data.get(), bytes, parts.size()});
    parts.push_back({row.data.get(), row.dtype, wanted});
  }
  choose.require_all_used();
  save_safetensors(path, std::move(tensors), options, std::move(metadata), std::move(parts));
}

}  // namespace detail

NNSTRUCT_DEFINE void save(const StateDict& dict, const std::string& path, const SaveOptions& options) {
  std::vector<format::pytorch::saved_item> items;
  detail::dtype_chooser choose(options.dtypes);
  detail::retyped_tensors tensors;
  for (const auto& [key, tensor] : dict) {
    if (!detail::is_consistent(tensor))
      throw Error(
          detail::concat({"the tensor \"", key,
                          "\" of the state_dict is not consistent: its shape, strides and data do not go together"}));
    items.push_back({key, tensors.get(tensor, choose(key, tensor.dtype))});
  }
  choose.require_all_used();
  if (detail::format_for(path, options) == file_format::safetensors)
    return detail::save_safetensors(dict, path, options);
  const std::vector<format::pytorch::saved_metadata> modules(dict.metadata().begin(), dict.metadata().end());
  write_state_dict(path, items, modules, detail::container_for(options), options.durable);
}

NNSTRUCT_DEFINE void save(const Value& value, const std::string& path, const SaveOptions& options) {
  if (detail::format_for(path, options) == file_format::safetensors) {
    StateDict dict;
    std::vector<std::pair<std::string, std::string>> metadata;  // which nn::read has found in such a file
    std::size_t others = 0;
    for (const auto& [key, mapped] : value.pairs()) {
      if (!key.is(Value::kind::string)) continue;
      if (const AnyTensor* const tensor = mapped.tensor()) {
        if (!detail::is_consistent(*tensor))
          throw Error(detail::concat(
              {"the tensor \"", key.text(), "\" is not consistent: its shape, strides and data do not go together"}));
        dict[key.text()] = *tensor;
      } else if (key.text() == "__metadata__" && mapped.is(Value::kind::dict)) {
        others = 1;
        for (const Value::pair& item : mapped.pairs())  // that of a tensor says which other one it is
          if (!value.contains(item.first.text()))
            metadata.emplace_back(item.first.text(), item.second.as<std::string>());
      }
    }
    if (!value.is(Value::kind::dict) || dict.size() + others != value.pairs().size())
      throw Error(detail::concat({"cannot save to \"", path,
                                  "\": a safetensors file is one dictionary of tensors alone; "
                                  "a name that does not end in .safetensors gives PyTorch's format"}));
    return detail::save_safetensors(dict, path, options, std::move(metadata));
  }
  format::pytorch::pickler out(detail::container_for(options));
  detail::retyped_tensors tensors;
  const format::pytorch::retyped_values retyped = detail::retyped_in(value, options.dtypes, tensors);
  const std::string pickle = format::pytorch::pickle_of_value(out, value, &retyped);
  format::pytorch::write_checkpoint(path, pickle, out.storages(), out.container(), options.durable);
}

}  // namespace nnstruct::inline NNSTRUCT_ABI
