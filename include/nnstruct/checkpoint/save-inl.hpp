// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <limits>
#include <vector>

#include <nnstruct/checkpoint/save.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/format/pytorch/writer.hpp>
#include <nnstruct/io/checked.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {

/// The tensor's bytes are exactly those that its shape and strides reach.
NNSTRUCT_INLINE bool is_consistent(const AnyTensor& tensor) {
  if (tensor.shape.size() != tensor.strides.size()) return false;
  io::checked last = 0, volume = 1;
  bool empty = false;
  for (std::size_t i = 0; i < tensor.shape.size(); ++i) {
    const io::checked extent = io::from_signed(tensor.shape[i]), stride = io::from_signed(tensor.strides[i]);
    if (!extent.valid() || !stride.valid()) return false;
    if (tensor.shape[i] == 0) empty = true;
    else volume = volume * extent, last = last + stride * (extent - 1);
  }
  const io::checked bytes = (empty ? io::checked(0) : last + 1) * size_of(tensor.dtype);
  return volume.at_most(std::numeric_limits<std::int64_t>::max()) && bytes.equals(tensor.data.size());
}

/// A tensor as it is saved: with its whole storage, which other tensors may share.
NNSTRUCT_INLINE format::pytorch::saved_tensor saved(const AnyTensor& tensor) {
  const std::size_t size = size_of(tensor.dtype);
  const storage_handle& storage = tensor.data.storage();
  // Elements of another size than those the storage was made for may lie askew in it: these are saved alone.
  const bool alone = tensor.data.offset() % size != 0 || storage.bytes() % size != 0;
  if (alone) return {tensor.dtype, tensor.shape, tensor.strides, 0, &tensor, {tensor.data.get(), tensor.data.size()}};
  return {tensor.dtype,       tensor.shape,
          tensor.strides,     tensor.data.offset() / size,
          storage.identity(), {storage.data(), storage.bytes()}};
}

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
      throw Error("the tensor \"" + key +
                  "\" of the state_dict is not consistent: its shape, strides and data do not go together");
    items.push_back({key, detail::saved(tensor)});
  }
  const std::vector<format::pytorch::saved_metadata> modules(dict.metadata().begin(), dict.metadata().end());
  write_state_dict(path, items, modules, options.durable);
}

}  // namespace nnstruct::inline NNSTRUCT_ABI
