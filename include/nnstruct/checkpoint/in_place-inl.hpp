// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <nnstruct/checkpoint/in_place.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/io/order.hpp>
#include <nnstruct/io/read_ahead.hpp>
#include <nnstruct/module/assign.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

NNSTRUCT_DEFINE std::vector<source_tensor> tensors_of(const schema_view& schema, const match_result& plan) {
  std::vector<source_tensor> wanted;
  wanted.reserve(plan.pairs.size());
  for (const auto& [entry, item] : plan.pairs) wanted.push_back({item, schema.entries[entry].dtype});
  return wanted;
}

/// Where a tensor's storage is.
NNSTRUCT_DECLARE const format::storage_record& storage_of(const source& from, std::size_t item) {
  const source_item& at = from.items[item];
  return from.file_of(at).storages()[from.tensor_of(at).storage];
}

/// The pairs of a plan whose tensors can be read over the old values, in the order of the files.
NNSTRUCT_DECLARE std::vector<match_result::pair> pairs_in_place(const schema_view& schema, held_values* const* values,
                                                                const source& from, const match_result& plan) {
  std::vector<std::vector<unsigned>> readers;  // by file and storage
  for (const source_file& file : from.files) readers.emplace_back(file.file->storages().size(), 0);
  const auto readers_of = [&](std::size_t item) -> unsigned& {
    return readers[from.items[item].file][from.tensor_of(from.items[item]).storage];
  };
  for (const auto& pair : plan.pairs) ++readers_of(pair.offered);
  std::vector<bool> tied(schema.entry_count, false);
  for (std::size_t i = 0; i < schema.entry_count; ++i)
    if (schema.entries[i].alias != no_alias) tied[i] = tied[schema.entries[i].alias] = true;

  std::vector<match_result::pair> result;
  for (std::size_t f = 0; f < from.files.size(); ++f) {
    std::vector<match_result::pair> found;
    for (const auto& pair : plan.pairs) {
      const source_item& item = from.items[pair.offered];
      if (item.file != f) continue;
      const auto bytes = static_cast<std::size_t>(storage_of(from, pair.offered).place.bytes);
      if (readers_of(pair.offered) == 1 && !tied[pair.entry] && memory_in_place(*values[pair.entry], bytes) &&
          format::detail::is_whole_storage(from.file_of(item), from.tensor_of(item), schema.entries[pair.entry].dtype))
        found.push_back(pair);
    }
    for (const std::size_t i :
         io::order_by(found.size(), [&](std::size_t n) { return storage_of(from, found[n].offered).place.offset; }))
      result.push_back(found[i]);
  }
  return result;
}

NNSTRUCT_DEFINE bool load_in_place(const schema_view& schema, held_values* const* values, const source& from,
                                   match_result& plan) {
  const std::vector<match_result::pair> direct = pairs_in_place(schema, values, from, plan);
  std::vector<bool> is_direct(schema.entry_count, false);
  for (const auto& pair : direct) is_direct[pair.entry] = true;

  std::size_t others = 0;
  for (const auto& pair : plan.pairs)
    if (!is_direct[pair.entry]) plan.pairs[others++] = pair;
  plan.pairs.resize(others);
  format::tensors_read fresh = read_from(from, tensors_of(schema, plan), false);
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
    for (std::size_t f = 0; f < from.files.size(); ++f) {
      const format::tensor_file& file = *from.files[f].file;
      io::read_ahead window(file.input(), file.input().size());
      while (written < direct.size() && from.items[direct[written].offered].file == f) {
        const auto& [entry, item] = direct[written++];
        values[entry]->changed(schema.entries[entry].key);
        fresh.verified &= file.read(storage_of(from, item), values[entry]->storage().data(), window);
      }
    }
  } catch (const FormatError& error) { throw FormatError(error, discard()); } catch (const IoError& error) {
    throw IoError(error.what() + discard(), error.path(), error.error_number());
  }
  assign(schema, values, plan, std::move(fresh.values));
  return fresh.verified;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
