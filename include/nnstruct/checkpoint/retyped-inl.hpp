// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <string>
#include <unordered_set>

#include <nnstruct/checkpoint/retyped.hpp>
#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/state_dict/repr.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

NNSTRUCT_DEFINE std::vector<nnstruct::dtype> saved_dtypes(const schema_view& schema, dtype_chooser& choose) {
  std::vector<std::optional<nnstruct::dtype>> asked;
  for (std::size_t i = 0; i < schema.entry_count; ++i)
    asked.push_back(choose.rule_for(schema.entries[i].key, schema.entries[i].dtype));
  for (std::size_t i = 0; i < schema.entry_count; ++i) {  // a rule for one of them is for all
    const schema_entry& entry = schema.entries[i];
    if (entry.alias == no_alias || !asked[i]) continue;
    std::optional<nnstruct::dtype>& owner = asked[entry.alias];
    if (owner.value_or(*asked[i]) != *asked[i])
      throw Error(
          concat({"cannot save \"", entry.key, "\" as ", name_of(*asked[i]), " and \"", schema.entries[entry.alias].key,
                  "\" as ", name_of(*owner), ", as .dtypes asks: they are tied, which is one tensor, of one dtype"}));
    owner = asked[i];
  }
  std::vector<nnstruct::dtype> dtypes;
  for (std::size_t i = 0; i < schema.entry_count; ++i) {
    const schema_entry& entry = schema.entries[i];
    dtypes.push_back(asked[entry.alias == no_alias ? i : entry.alias].value_or(entry.dtype));
  }
  return dtypes;
}

NNSTRUCT_DEFINE format::pytorch::saved_tensor retyped_tensors::get(const AnyTensor& tensor, nnstruct::dtype wanted) {
  if (tensor.dtype == wanted) return format::pytorch::saved(tensor);
  const auto [place, is_new] = rows_.try_emplace(
      {tensor.data.get(), tensor.data.storage().identity(), tensor.dtype, wanted, tensor.shape, tensor.strides});
  AnyTensor& row = place->second;
  if (is_new) row = tensor.contiguous();
  const std::uint64_t bytes = static_cast<std::uint64_t>(row.numel()) * size_of(wanted);
  return {wanted, row.shape, row.strides, 0, &row, {row.data.get(), bytes, 0, tensor.dtype, wanted}};
}

/// A part of a Value: its name behind the dot, empty where it has none.
struct value_part {
  const Value* value;  // null: there are no more
  std::string name;
  bool is_item;  // of a dictionary, list or tuple
};
NNSTRUCT_DECLARE value_part part_at(const Value& v, std::size_t number) {
  using kind = Value::kind;
  switch (v.what()) {
    case kind::dict: {
      if (number > v.size()) break;
      if (number == v.size()) return {&v.state(), {}, false};  // attributes
      const auto& [key, mapped] = v.pairs()[number];
      return {&mapped, key.is(kind::string) ? std::string(key.text()) : repr(key), true};
    }
    case kind::list:
    case kind::tuple:
    case kind::set:
    case kind::frozenset:
      if (number >= v.size()) break;
      return {&v.items()[number], std::to_string(number), v.is(kind::list) || v.is(kind::tuple)};
    case kind::tensor:
      if (number == 0) return {&v.state(), {}, false};
      break;
    case kind::object: {
      const object_parts& parts = value_access::parts(v);
      const std::array all = {&parts.arguments, &parts.keywords, &parts.items, &parts.pairs, &parts.state};
      if (parts.made != object_parts::form::storage && number < all.size()) return {all[number], {}, false};
      break;
    }
    default: break;
  }
  return {nullptr, {}, false};
}

NNSTRUCT_DEFINE format::pytorch::retyped_values retyped_in(const Value& root, const dtype_rules& rules,
                                                           retyped_tensors& tensors) {
  format::pytorch::retyped_values out;
  if (rules.empty()) return out;
  dtype_chooser choose(rules);
  struct visit {
    const Value* value;
    std::size_t next;
    std::size_t path;  // characters before its parts' names
    bool reached;      // by dictionaries, lists and tuples alone
  };
  std::vector<visit> open;
  std::unordered_set<const void*> seen;  // what is there twice is written once
  std::string path;
  const auto take = [&](const AnyTensor& tensor, bool reached) {
    const std::optional<nnstruct::dtype> rule = choose.rule_for(path, tensor.dtype);
    const nnstruct::dtype wanted = rule.value_or(tensor.dtype);
    if (!is_consistent(tensor)) return;  // which is refused where it is written
    if (!reached && wanted != tensor.dtype)
      throw Error(concat({"cannot save \"", path, "\" as ", name_of(wanted),
                          ", as .dtypes asks: it is a tensor in an object or a set, not in a dict, list or tuple, and "
                          "such are saved as they are; give patterns that leave it out"}));
    const auto [known, is_new] = out.try_emplace(&tensor, tensors.get(tensor, wanted));
    if (known->second.dtype != wanted)
      throw Error(concat({"cannot save \"", path, "\" as ", name_of(wanted), " and as ", name_of(known->second.dtype),
                          " elsewhere, as .dtypes asks: that is one tensor, of one dtype"}));
  };
  const auto enter = [&](const Value& v, bool reached) {
    if (v.tensor() != nullptr) take(*v.tensor(), reached);
    if (const void* const identity = value_access::identity(v); identity != nullptr && seen.insert(identity).second)
      open.push_back({&v, 0, path.size(), reached});
  };
  enter(root, true);
  while (!open.empty()) {
    visit& at = open.back();
    path.resize(at.path);
    const value_part part = part_at(*at.value, at.next++);
    if (part.value == nullptr) {
      open.pop_back();
      continue;
    }
    if (!path.empty() && !part.name.empty()) path += '.';
    path += part.name;
    enter(*part.value, at.reached && part.is_item);
  }
  choose.require_all_used();
  return out;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
