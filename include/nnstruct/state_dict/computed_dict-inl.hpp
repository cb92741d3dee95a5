// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <utility>

#include <nnstruct/concat.hpp>
#include <nnstruct/state_dict/computed_dict.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// The part whose shape the weight has, if it can be computed.
NNSTRUCT_DECLARE const offered_tensor* weight_like(const reparametrized& weight, span<const offered_tensor> items) {
  const offered_tensor& first = items[weight.parts[0]];
  if (!weight.lacks.empty() || !first.other_type.empty()) return nullptr;
  const offered_tensor& last = items[weight.parts.back()];
  switch (weight.kind) {
    case reparametrization::weight_norm: return weight_norm_dim(first.shape, last.shape) < 0 ? nullptr : &last;
    case reparametrization::mask:
      return std::equal(first.shape.begin(), first.shape.end(), last.shape.begin(), last.shape.end()) ? &first
                                                                                                      : nullptr;
    case reparametrization::spectral_norm: return &first;
    case reparametrization::parametrized: return first.key.ends_with(".original") ? &first : nullptr;
  }
  return nullptr;
}

/// One step: weights of these kinds take the place of their first part.
NNSTRUCT_DECLARE void compute_kinds(computed_dict& dict, const std::vector<bool>& kinds) {
  std::vector<offered_tensor> weights;
  std::vector<std::size_t> weight_at(dict.items.size(), 0);  // counted from 1
  std::vector<bool> dropped(dict.items.size(), false);
  for (reparametrized& weight : find_reparametrized(dict.items)) {
    if (!kinds[static_cast<std::size_t>(weight.kind)]) continue;
    const offered_tensor* const like = weight_like(weight, dict.items);
    if (like == nullptr) continue;
    if (dict.weights.empty())
      for (const std::size_t part : weight.parts)
        dict.first_parts += concat({dict.first_parts.empty() ? "\"" : " and \"", dict.items[part].key, "\""});
    for (const std::size_t part : weight.parts) dropped[part] = true;
    offered_tensor computed = *like;
    computed.key = dict.keys.emplace_back(weight.key);
    weights.push_back(computed);
    weight_at[*std::min_element(weight.parts.begin(), weight.parts.end())] = weights.size();
    dict.weights.push_back(std::move(weight));
  }
  std::vector<offered_tensor> items;
  for (std::size_t i = 0; i < dict.items.size(); ++i) {
    if (weight_at[i] != 0) items.push_back(weights[weight_at[i] - 1]);
    if (!dropped[i]) items.push_back(dict.items[i]);
  }
  dict.items = std::move(items);
}

NNSTRUCT_DEFINE computed_dict compute_weights(const schema_view& schema, span<const offered_tensor> items,
                                              computed_by who) {
  const auto number = [](reparametrization kind) { return static_cast<std::size_t>(kind); };
  std::vector<bool> masks(4, false), others(4, false);  // by kind
  masks[number(reparametrization::mask)] = true;
  others[number(reparametrization::weight_norm)] = true;
  others[number(reparametrization::spectral_norm)] = others[number(reparametrization::parametrized)] =
      who == computed_by::python;

  std::vector<offered_tensor> wanted;
  for (std::size_t i = 0; i < schema.entry_count; ++i) {
    const schema_entry& entry = schema.entries[i];
    wanted.push_back({entry.key, entry.dtype, {entry.shape.data(), entry.shape.size()}});
  }
  for (const reparametrized& weight : find_reparametrized(wanted))
    if (weight_like(weight, wanted) != nullptr) masks[number(weight.kind)] = others[number(weight.kind)] = false;

  computed_dict out;
  out.items.assign(items.begin(), items.end());
  out.keys.reserve(2 * items.size());  // their addresses stay
  compute_kinds(out, masks);
  compute_kinds(out, others);
  return out;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
