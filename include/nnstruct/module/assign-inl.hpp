// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include <nnstruct/concat.hpp>
#include <nnstruct/module/assign.hpp>
#include <nnstruct/state_dict/report.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

NNSTRUCT_DEFINE std::byte* memory_in_place(const held_values& values, std::size_t bytes) {
  return values.storage().unique() && values.storage().bytes() == bytes ? values.storage().data() : nullptr;
}

NNSTRUCT_DECLARE bool same_bytes(const storage_handle& a, const storage_handle& b) {
  return a.data() == b.data() || (a.bytes() == b.bytes() && std::memcmp(a.data(), b.data(), a.bytes()) == 0);
}

NNSTRUCT_DEFINE void require_equal_ties(const schema_view& schema, const match_result& found,
                                        const std::vector<storage_handle>& fresh) {
  std::vector<std::size_t> pair_of(schema.entry_count, no_alias);
  for (std::size_t i = 0; i < found.pairs.size(); ++i) pair_of[found.pairs[i].entry] = i;
  std::vector<std::size_t> first =
      pair_of;  // by the entry that holds the values: the pair that others are compared with
  for (std::size_t entry = 0; entry < schema.entry_count; ++entry) {
    const std::size_t owner = schema.entries[entry].alias;
    if (owner == no_alias || pair_of[entry] == no_alias) continue;
    if (first[owner] == no_alias) first[owner] = pair_of[entry];
    const std::size_t a = first[owner], b = pair_of[entry];
    if (same_bytes(fresh[a], fresh[b])) continue;
    const auto key = [&](std::size_t pair) {
      return concat({"\"", schema.entries[found.pairs[pair].entry].key, "\""});
    };
    throw StateDictError(
        concat({"Error(s) in loading state_dict for ", schema.class_name, ":\n\t", key(a), " and ", key(b),
                " are one parameter of the model, and the state_dict has different values for them: take "
                "one out (nn::StateDict's erase_if), and load with .missing = nn::allow"}),
        found.report);
  }
}

NNSTRUCT_DEFINE void assign(const schema_view& schema, held_values* const* values, const match_result& found,
                            std::vector<storage_handle> fresh) {
  require_equal_ties(schema, found, fresh);
  std::vector<storage_handle> zeros;
  for (std::size_t entry : found.filled) {
    const auto bytes =
        static_cast<std::size_t>(numel(schema.entries[entry].shape)) * size_of(schema.entries[entry].dtype);
    zeros.push_back(values[entry]->has_values() ? values[entry]->storage()
                                                : storage_handle(allocate_storage(bytes, true)));
  }
  // From here on nothing can fail.
  for (std::size_t i = 0; i < zeros.size(); ++i)
    values[found.filled[i]]->replace(std::move(zeros[i]), schema.entries[found.filled[i]].key);
  for (std::size_t i = 0; i < fresh.size(); ++i) {
    held_values& to = *values[found.pairs[i].entry];
    std::byte* const old = found.report.options.in_place ? memory_in_place(to, fresh[i].bytes()) : nullptr;
    const std::string_view key = schema.entries[found.pairs[i].entry].key;
    if (!old) {
      to.replace(std::move(fresh[i]), key);
    } else {
      if (fresh[i].bytes() != 0) std::memcpy(old, fresh[i].data(), fresh[i].bytes());
      to.changed(key);
    }
  }
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
