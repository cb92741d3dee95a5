// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <nnstruct/checkpoint/in_place.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/format/pytorch/read_tensors.hpp>
#include <nnstruct/io/order.hpp>
#include <nnstruct/io/read_ahead.hpp>
#include <nnstruct/module/assign.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

NNSTRUCT_INLINE std::vector<format::pytorch::wanted_tensor> tensors_of(const schema_view& schema,
                                                                       const match_result& plan) {
  std::vector<format::pytorch::wanted_tensor> wanted;
  wanted.reserve(plan.pairs.size());
  for (const auto& [entry, tensor] : plan.pairs) wanted.push_back({tensor, schema.entries[entry].dtype});
  return wanted;
}

/// The pairs of a plan whose tensors can be read over the old values, in the order of the file.
NNSTRUCT_INLINE std::vector<match_result::pair> pairs_in_place(const schema_view& schema, held_values* const* values,
                                                               const format::pytorch::state_dict_file& file,
                                                               const match_result& plan) {
  std::vector<unsigned> readers(file.storages().size(), 0);
  for (const auto& pair : plan.pairs) ++readers[file.tensors()[pair.offered].storage];
  std::vector<bool> tied(schema.entry_count, false);
  for (std::size_t i = 0; i < schema.entry_count; ++i)
    if (schema.entries[i].alias != no_alias) tied[i] = tied[schema.entries[i].alias] = true;

  std::vector<match_result::pair> found;
  for (const auto& pair : plan.pairs) {
    const auto& tensor = file.tensors()[pair.offered];
    const auto bytes = static_cast<std::size_t>(file.storages()[tensor.storage].place.bytes);
    if (readers[tensor.storage] == 1 && !tied[pair.entry] && memory_in_place(*values[pair.entry], bytes) &&
        format::pytorch::detail::is_whole_storage(file, tensor, schema.entries[pair.entry].dtype))
      found.push_back(pair);
  }
  const std::vector<std::size_t> order = io::order_by(found.size(), [&](std::size_t i) {
    return file.storages()[file.tensors()[found[i].offered].storage].place.offset;
  });
  std::vector<match_result::pair> result;
  for (const std::size_t i : order) result.push_back(found[i]);
  return result;
}

NNSTRUCT_INLINE bool load_in_place(const schema_view& schema, held_values* const* values,
                                   const format::pytorch::state_dict_file& file, match_result& plan) {
  const std::vector<match_result::pair> direct = pairs_in_place(schema, values, file, plan);
  std::vector<bool> is_direct(schema.entry_count, false);
  for (const auto& pair : direct) is_direct[pair.entry] = true;

  std::size_t others = 0;
  for (const auto& pair : plan.pairs)
    if (!is_direct[pair.entry]) plan.pairs[others++] = pair;
  plan.pairs.resize(others);
  format::pytorch::tensors_read fresh = read_tensors(file, tensors_of(schema, plan));
  require_equal_ties(schema, plan, fresh.values);

  std::size_t written = 0;
  const auto discard = [&]() -> std::string {
    if (written == 0) return {};
    std::string keys = "; the load was in place, and these are empty now:";
    for (std::size_t i = 0; i < written; ++i) {
      values[direct[i].entry]->replace({});
      keys.append(i == 0 ? " \"" : ", \"").append(schema.entries[direct[i].entry].key).append("\"");
    }
    return keys;
  };
  try {
    io::read_ahead window(file.input(), file.input().size());
    while (written < direct.size()) {
      const auto& [entry, offered] = direct[written++];
      const auto& storage = file.storages()[file.tensors()[offered].storage];
      fresh.verified &= file.file().read(storage, values[entry]->storage().data(), window);
    }
  } catch (const FormatError& error) { throw FormatError(error, discard()); } catch (const IoError& error) {
    throw IoError(error.what() + discard(), error.path(), error.error_number());
  }
  assign(schema, values, plan, std::move(fresh.values));
  return fresh.verified;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
