// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <limits>
#include <span>
#include <vector>

#include <nnstruct/checkpoint/save.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/format/pytorch/writer.hpp>
#include <nnstruct/io/checked.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {
NNSTRUCT_INLINE void save(const schema_view& schema, held_values* const* values, const std::string& path,
                          const SaveOptions& options) {
  require_all_values(schema, values);
  std::vector<format::pytorch::saved_tensor> tensors;
  tensors.reserve(schema.entry_count);
  for (std::size_t i = 0; i < schema.entry_count; ++i) {
    const schema_entry& entry = schema.entries[i];
    tensors.push_back({entry.key, entry.dtype, {entry.shape.begin(), entry.shape.end()}, values[i]->storage().data()});
  }
  std::vector<format::pytorch::saved_metadata> modules;
  for (std::size_t i = 0; i < schema.group_count; ++i)
    modules.emplace_back(schema.groups[i].path, schema.groups[i].version);
  write_state_dict(path, tensors, modules, options.durable);
}
}  // namespace detail

NNSTRUCT_INLINE void save(const StateDict& dict, const std::string& path, const SaveOptions& options) {
  std::vector<format::pytorch::saved_tensor> tensors;
  for (const auto& [key, tensor] : dict) {
    io::checked bytes = size_of(tensor.dtype), volume = 1;
    for (std::int64_t extent : tensor.shape) {
      bytes = bytes * io::from_signed(extent);
      if (extent != 0) volume = volume * io::from_signed(extent);
    }
    const bool consistent = volume.at_most(std::numeric_limits<std::int64_t>::max()) &&
                            bytes.equals(tensor.data.size()) && tensor.strides == detail::row_major(tensor.shape);
    if (!consistent)
      throw Error("the tensor \"" + key +
                  "\" of the state_dict is not consistent: its shape, strides and data do not go together");
    tensors.push_back({key, tensor.dtype, tensor.shape, tensor.data.get()});
  }
  const std::vector<format::pytorch::saved_metadata> modules(dict.metadata().begin(), dict.metadata().end());
  write_state_dict(path, tensors, modules, options.durable);
}

}  // namespace nnstruct::inline NNSTRUCT_ABI
