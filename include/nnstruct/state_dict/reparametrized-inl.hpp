// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>

#include <nnstruct/concat.hpp>
#include <nnstruct/io/name_index.hpp>
#include <nnstruct/state_dict/reparametrized.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

NNSTRUCT_DEFINE parametrization_key parse_parametrization(std::string_view key) {
  constexpr std::string_view folder = "parametrizations.";
  std::size_t at = key.rfind(folder);
  while (at != key.npos && at != 0 && key[at - 1] != '.') at = key.substr(0, at).rfind(folder);
  if (at == key.npos) return {};
  const std::string_view inside = key.substr(at + folder.size());
  const std::size_t dot = inside.find('.');
  if (dot == inside.npos || dot == 0) return {};
  return {key.substr(0, at), inside.substr(0, dot), inside.substr(dot + 1)};
}

NNSTRUCT_DEFINE bool is_weight_name(reparametrization kind, std::string_view name) {
  return name.find("weight") != name.npos || (kind == reparametrization::mask && name.find("bias") != name.npos);
}

NNSTRUCT_DEFINE std::int64_t weight_norm_dim(span<const std::int64_t> g, span<const std::int64_t> v) {
  if (v.size() == 0) return -1;
  if (g.size() == 0) return static_cast<std::int64_t>(v.size());
  if (g.size() != v.size()) return -1;
  std::size_t dim = 0;
  for (std::size_t i = 0; i < g.size(); ++i)
    if (g[i] != 1) dim = i;
  for (std::size_t i = 0; i < g.size(); ++i)
    if (i != dim && g[i] != 1) return -1;
  if (g[dim] == 0) return -1;
  if (g[dim] != 1) return g[dim] == v[dim] ? static_cast<std::int64_t>(dim) : -1;
  for (std::size_t i = 0; i < v.size(); ++i)  // of several dimensions of one element each gives the same norm
    if (v[i] == 1) return static_cast<std::int64_t>(i);
  return -1;
}

/// Finds the parts of one weight after the other; each item is part of one.
NNSTRUCT_DECLARE class reparametrized_finder {
 public:
  explicit reparametrized_finder(span<const offered_tensor> items)
      : items_(items),
        keys_(items, items.size(), [](const offered_tensor& item) { return item.key; }),
        taken_(items.size(), false) {}

  std::vector<reparametrized> find_all() {
    for (std::size_t i = 0; i < items_.size(); ++i)
      if (!taken_[i]) look_at(i);
    return std::move(found_);
  }

 private:
  std::size_t find(std::string_view path, std::string_view stem, std::string_view rest) const {
    const std::size_t i = keys_.find(concat({path, stem, rest}));
    return i == io::name_index::none || taken_[i] ? io::name_index::none : i;
  }

  void add(reparametrization kind, std::string_view path, std::string_view stem, std::vector<std::size_t> parts,
           std::string lacks = {}) {
    for (const std::size_t part : parts) taken_[part] = true;
    const bool is_older = parse_parametrization(items_[parts.front()].key).name.empty();
    found_.push_back({kind, concat({path, stem}), std::move(parts), std::move(lacks), is_older});
  }

  void look_at(std::size_t i) {
    if (const auto inside = parse_parametrization(items_[i].key); !inside.name.empty())
      return add_parametrized(i, inside);
    const split_key key = split(items_[i].key);
    const std::string_view path = key.path, name = key.name;
    const std::size_t line = name.rfind('_');
    if (line == name.npos || line == 0) return;
    const std::string_view stem = name.substr(0, line), suffix = name.substr(line);
    const auto is_there = [&](std::string_view rest) {
      return keys_.find(concat({path, stem, rest})) != io::name_index::none;
    };
    // Anything may end like this; without its counterpart it is a part of a weight only if it is called so.
    const auto is_half = [&](reparametrization kind) {
      if (!is_weight_name(kind, stem) || is_there({})) return false;
      return suffix != "_v" || !(is_there("_k") || is_there("_q") || is_there("_u"));
    };
    const auto pair = [&](reparametrization kind, std::string_view first, std::string_view second) {
      const std::size_t a = find(path, stem, first), b = find(path, stem, second);
      if (a != io::name_index::none && b != io::name_index::none) add(kind, path, stem, {a, b});
      else if (is_half(kind))
        add(kind, path, stem, {i}, concat({path, stem, a == io::name_index::none ? first : second}));
    };
    if (suffix == "_orig" || suffix == "_u" || suffix == "_v" || suffix == "_mask") {
      const std::size_t orig = find(path, stem, "_orig"), u = find(path, stem, "_u"), v = find(path, stem, "_v");
      if (orig != io::name_index::none && u != io::name_index::none) {
        std::vector<std::size_t> parts{orig, u};
        if (v != io::name_index::none) parts.push_back(v);
        return add(reparametrization::spectral_norm, path, stem, std::move(parts));
      }
    }
    if (suffix == "_g" || suffix == "_v") pair(reparametrization::weight_norm, "_g", "_v");
    if (suffix == "_orig" || suffix == "_mask") pair(reparametrization::mask, "_orig", "_mask");
  }

  /// Everything of one weight stands together, as a module's keys do.
  void add_parametrized(std::size_t i, const parametrization_key& key) {
    const std::string folder = concat({key.path, "parametrizations.", key.name, "."});
    std::vector<std::size_t> parts;
    for (; i < items_.size() && items_[i].key.starts_with(folder); ++i) parts.push_back(i);
    const auto part = [&](std::string_view name) { return find(folder, name, {}); };
    const std::size_t g = part("original0"), v = part("original1"), original = part("original");
    const bool has_g = g != io::name_index::none, has_v = v != io::name_index::none;
    if (has_g && has_v && parts.size() == 2) return add(reparametrization::weight_norm, key.path, key.name, {g, v});
    if (has_g != has_v && parts.size() == 1)
      return add(reparametrization::weight_norm, key.path, key.name, std::move(parts),
                 concat({folder, has_g ? "original1" : "original0"}));
    if (original != io::name_index::none)
      std::iter_swap(parts.begin(), std::find(parts.begin(), parts.end(), original));
    const bool spectral = original != io::name_index::none && parts.size() == 3 &&
                          part("0._u") != io::name_index::none && part("0._v") != io::name_index::none;
    add(spectral ? reparametrization::spectral_norm : reparametrization::parametrized, key.path, key.name,
        std::move(parts));
  }

  span<const offered_tensor> items_;
  io::name_index keys_;
  std::vector<bool> taken_;
  std::vector<reparametrized> found_;
};

NNSTRUCT_DEFINE std::vector<reparametrized> find_reparametrized(span<const offered_tensor> items) {
  return reparametrized_finder(items).find_all();
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
