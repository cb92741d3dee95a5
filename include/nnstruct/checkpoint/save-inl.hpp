// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include <nnstruct/checkpoint/save.hpp>
#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/format/pytorch/value_writer.hpp>
#include <nnstruct/format/pytorch/writer.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {

NNSTRUCT_INLINE void save(const schema_view& schema, held_values* const* values, const std::string& path,
                          const SaveOptions& options) {
  require_all_values(schema, values);
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
    items.push_back({entry.key, {entry.dtype, shape, strides, 0, values[i], {memory.data(), memory.bytes()}}});
  }
  std::vector<format::pytorch::saved_metadata> modules;
  for (std::size_t i = 0; i < schema.group_count; ++i)
    modules.emplace_back(schema.groups[i].path, schema.groups[i].version);
  write_state_dict(path, items, modules, options.durable);
}

}  // namespace detail

NNSTRUCT_INLINE void save(const StateDict& dict, const std::string& path, const SaveOptions& options) {
  std::vector<format::pytorch::saved_item> items;
  for (const auto& [key, tensor] : dict) {
    if (!detail::is_consistent(tensor))
      throw Error(
          detail::concat({"the tensor \"", key,
                          "\" of the state_dict is not consistent: its shape, strides and data do not go together"}));
    items.push_back({key, format::pytorch::saved(tensor)});
  }
  const std::vector<format::pytorch::saved_metadata> modules(dict.metadata().begin(), dict.metadata().end());
  write_state_dict(path, items, modules, options.durable);
}

NNSTRUCT_INLINE void save(const Value& value, const std::string& path, const SaveOptions& options) {
  format::pytorch::pickler out;
  const std::string pickle = format::pytorch::pickle_of_value(out, value);
  format::pytorch::write_checkpoint(path, pickle, out.storages(), options.durable);
}

}  // namespace nnstruct::inline NNSTRUCT_ABI
