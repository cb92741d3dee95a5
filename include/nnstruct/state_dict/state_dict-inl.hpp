// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <map>
#include <numeric>

#include <nnstruct/error.hpp>
#include <nnstruct/state_dict/pattern.hpp>
#include <nnstruct/state_dict/state_dict.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

NNSTRUCT_INLINE std::size_t StateDict::lower_bound(std::string_view key) const noexcept {
  const auto before = [&](std::size_t i, std::string_view wanted) { return items_[i].first < wanted; };
  return static_cast<std::size_t>(std::lower_bound(index_.begin(), index_.end(), key, before) - index_.begin());
}

NNSTRUCT_INLINE void StateDict::sort_index() {
  index_.resize(items_.size());
  std::iota(index_.begin(), index_.end(), std::size_t{0});
  std::sort(index_.begin(), index_.end(),
            [&](std::size_t a, std::size_t b) { return items_[a].first < items_[b].first; });
}

NNSTRUCT_INLINE StateDict::const_iterator StateDict::find(std::string_view key) const noexcept {
  const std::size_t place = lower_bound(key);
  if (place == index_.size() || items_[index_[place]].first != key) return end();
  return begin() + index_[place];
}

NNSTRUCT_INLINE const AnyTensor& StateDict::operator[](std::string_view key) const {
  const const_iterator found = find(key);
  if (found == end()) throw Error("the state_dict has no key \"" + std::string(key) + "\"");
  return found->second;
}

NNSTRUCT_INLINE AnyTensor& StateDict::operator[](std::string_view key) {
  const std::size_t place = lower_bound(key);
  if (place != index_.size() && items_[index_[place]].first == key) return items_[index_[place]].second;
  items_.emplace_back(std::string(key), AnyTensor());
  index_.insert(index_.begin() + static_cast<std::ptrdiff_t>(place), items_.size() - 1);
  return items_.back().second;
}

NNSTRUCT_INLINE void StateDict::update(const StateDict& other) {
  if (&other == this) return;
  for (const auto& [key, tensor] : other) (*this)[key] = tensor;
}

NNSTRUCT_INLINE StateDict StateDict::select(std::initializer_list<std::string_view> patterns) const {
  return select([&](const value_type& item) {
    return std::any_of(patterns.begin(), patterns.end(),
                       [&](std::string_view pattern) { return detail::fits_pattern(pattern, item.first); });
  });
}
NNSTRUCT_INLINE StateDict StateDict::select(std::string_view pattern) const { return select({pattern}); }

namespace detail {

/// The metadata with modules renamed by `new_path(path)`, which may give none: the module is then left out. Where two
/// have one path, the renamed one counts: of `` and `module` in a file of DataParallel, the latter is the model's root.
template <class NewPath>
StateDict::metadata_type renamed_metadata(const StateDict::metadata_type& old, NewPath new_path) {
  StateDict::metadata_type result;
  std::map<std::string, std::size_t, std::less<>> places;
  for (const auto& [path, version] : old) {
    const std::optional<std::string> name = new_path(path);
    if (!name) continue;
    const auto [place, added] = places.try_emplace(*name, result.size());
    if (added) result.emplace_back(*name, version);
    else if (*name != path) result[place->second].second = version;
  }
  return result;
}

}  // namespace detail

NNSTRUCT_INLINE std::size_t StateDict::name_items(std::vector<std::string> names) {
  std::vector<std::size_t> order(names.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return names[a] < names[b]; });
  const auto same = [&](std::size_t a, std::size_t b) { return names[a] == names[b]; };
  if (const auto twice = std::adjacent_find(order.begin(), order.end(), same); twice != order.end())
    detail::throw_two_keys(names[*twice], items_[*twice].first, items_[twice[1]].first);
  std::size_t changed = 0;
  for (std::size_t i = 0; i < names.size(); ++i) {
    changed += names[i] != items_[i].first;
    items_[i].first = std::move(names[i]);
  }
  index_ = std::move(order);
  return changed;
}

template <class NameOf, class PathOf> std::size_t StateDict::rename_by(NameOf name_of, PathOf path_of) {
  std::vector<std::string> names;
  for (const auto& [key, tensor] : items_) names.push_back(name_of(key));
  metadata_type metadata = detail::renamed_metadata(metadata_, path_of);
  const std::size_t changed = name_items(std::move(names));
  metadata_ = std::move(metadata);
  return changed;
}

NNSTRUCT_INLINE std::size_t StateDict::rename(std::string_view from, std::string_view to) {
  return rename_by([&](const std::string& key) { return detail::renamed_by(from, to, key).value_or(key); },
                   [&](const std::string& path) { return detail::renamed_path(from, to, path); });
}

NNSTRUCT_INLINE std::size_t StateDict::rename(const rename_rules& rules) {
  return rename_by(
      [&](const std::string& key) { return detail::renamed_by(rules, key); },
      [&](const std::string& path) -> std::optional<std::string> { return detail::renamed_path(rules, path); });
}

NNSTRUCT_INLINE std::size_t StateDict::strip_prefix(std::string_view prefix) {
  return rename_by([&](const std::string& key) { return std::string(detail::without_prefix(prefix, key)); },
                   [&](const std::string& path) -> std::optional<std::string> {
                     return std::string(detail::path_without_prefix(prefix, path));
                   });
}

NNSTRUCT_INLINE std::size_t StateDict::add_prefix(std::string_view prefix) {
  const std::string path_of_root(prefix.substr(0, prefix.size() - prefix.ends_with('.')));
  return rename_by([&](const std::string& key) { return std::string(prefix) + key; },
                   [&](const std::string& path) -> std::optional<std::string> {
                     return path.empty() ? path_of_root : std::string(prefix) + path;
                   });
}

NNSTRUCT_INLINE std::size_t StateDict::rename_all(std::vector<std::string> names) {
  // backbone.0.weight -> features.0.weight renames backbone.0 and backbone.
  std::map<std::string, std::string, std::less<>> paths;
  for (std::size_t i = 0; i < names.size(); ++i) {
    std::string_view old = items_[i].first, now = names[i];
    for (;;) {
      const std::size_t old_dot = old.rfind('.'), now_dot = now.rfind('.');
      if (old.substr(old_dot + 1) != now.substr(now_dot + 1)) break;  // npos + 1 is 0
      old = old.substr(0, old_dot == old.npos ? 0 : old_dot);
      now = now.substr(0, now_dot == now.npos ? 0 : now_dot);
      paths.emplace(old, now);
      if (old.empty() || now.empty()) break;
    }
  }
  metadata_type metadata =
      detail::renamed_metadata(metadata_, [&](const std::string& path) -> std::optional<std::string> {
        const auto found = paths.find(path);
        return found == paths.end() ? path : found->second;
      });
  const std::size_t changed = name_items(std::move(names));
  metadata_ = std::move(metadata);
  return changed;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI
