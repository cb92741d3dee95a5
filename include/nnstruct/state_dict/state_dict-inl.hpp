// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>

#include <nnstruct/error.hpp>
#include <nnstruct/io/name_index.hpp>
#include <nnstruct/state_dict/pattern.hpp>
#include <nnstruct/state_dict/state_dict.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

#ifdef NNSTRUCT_COMPILED
StateDict::StateDict() noexcept = default;
StateDict::StateDict(const StateDict& other) = default;
StateDict::StateDict(StateDict&& other) noexcept = default;
StateDict& StateDict::operator=(const StateDict& other) = default;
StateDict& StateDict::operator=(StateDict&& other) noexcept = default;
StateDict::~StateDict() = default;
#endif

NNSTRUCT_DEFINE StateDict::StateDict(std::vector<value_type> items) : items_(std::move(items)) {
  sort_index();
  for (std::size_t i = 1; i < index_.size(); ++i)
    if (const std::string& key = items_[index_[i]].first; key == items_[index_[i - 1]].first)
      throw Error("a state_dict has one tensor for each key, and two for \"" + key + "\" are given");
}

NNSTRUCT_DEFINE std::size_t StateDict::lower_bound(const std::vector<std::size_t>& index,
                                                   std::string_view key) const noexcept {
  const auto before = [&](std::size_t i, std::string_view wanted) { return items_[i].first.compare(wanted) < 0; };
  return static_cast<std::size_t>(std::lower_bound(index.begin(), index.end(), key, before) - index.begin());
}

NNSTRUCT_DEFINE std::size_t StateDict::item_of(std::string_view key) const noexcept {
  for (const std::vector<std::size_t>* index : {&index_, &recent_})
    if (const std::size_t place = lower_bound(*index, key);
        place != index->size() && items_[(*index)[place]].first == key)
      return (*index)[place];
  return none;
}

NNSTRUCT_DEFINE void StateDict::sort_index() {
  std::vector<std::string_view> keys;
  for (const auto& [key, tensor] : items_) keys.push_back(key);
  index_ = io::order_of(keys);
  recent_.clear();
}

NNSTRUCT_DEFINE StateDict::const_iterator StateDict::find(std::string_view key) const noexcept {
  const std::size_t item = item_of(key);
  return item == none ? end() : begin() + item;
}

NNSTRUCT_DEFINE const AnyTensor& StateDict::operator[](std::string_view key) const {
  const const_iterator found = find(key);
  if (found == end()) throw Error("the state_dict has no key \"" + std::string(key) + "\"");
  return found->second;
}

NNSTRUCT_DEFINE AnyTensor& StateDict::operator[](std::string_view key) {
  if (const std::size_t item = item_of(key); item != none) return items_[item].second;
  if (recent_.size() > 512 + index_.size() / 256) {
    std::vector<std::size_t> all;
    all.reserve(items_.size() + 1);
    std::size_t old = 0;
    for (const std::size_t item : recent_) {
      while (old < index_.size() && items_[index_[old]].first < items_[item].first) all.push_back(index_[old++]);
      all.push_back(item);
    }
    all.insert(all.end(), index_.begin() + static_cast<std::ptrdiff_t>(old), index_.end());
    index_ = std::move(all);
    recent_.clear();
  }
  const auto place = static_cast<std::ptrdiff_t>(lower_bound(recent_, key));
  if (recent_.size() == recent_.capacity()) recent_.reserve(2 * recent_.size() + 8);  // what can fail comes first
  items_.emplace_back(std::string(key), AnyTensor());
  recent_.insert(recent_.begin() + place, items_.size() - 1);
  return items_.back().second;
}

NNSTRUCT_DEFINE void StateDict::update(const StateDict& other) {
  if (&other == this) return;
  for (const auto& [key, tensor] : other) (*this)[key] = tensor;
}

NNSTRUCT_DEFINE StateDict StateDict::select(std::initializer_list<std::string_view> patterns) const {
  return select([&](const value_type& item) {
    return std::any_of(patterns.begin(), patterns.end(),
                       [&](std::string_view pattern) { return detail::fits_pattern(pattern, item.first); });
  });
}
NNSTRUCT_DEFINE StateDict StateDict::select(std::string_view pattern) const { return select({pattern}); }

namespace detail {

/// For an io::name_index: a lambda in the template below would be another one for each NewPath.
NNSTRUCT_DECLARE std::string_view first_of(const std::pair<std::string, std::int64_t>& module) { return module.first; }

/// The metadata with modules renamed by `new_path(path)`, which may give none: the module is then left out. Where two
/// have one path, the renamed one counts: of `` and `module` in a file of DataParallel, the latter is the model's root.
template <class NewPath>
StateDict::metadata_type renamed_metadata(const StateDict::metadata_type& old, NewPath new_path) {
  StateDict::metadata_type renamed;
  std::vector<bool> changed;
  for (const auto& [path, version] : old)
    if (const std::optional<std::string> name = new_path(path)) {
      renamed.emplace_back(*name, version);
      changed.push_back(*name != path);
    }
  const io::name_index index(renamed, renamed.size(),
                             [](const auto& module) { return std::string_view(module.first); });
  StateDict::metadata_type result;
  std::vector<std::size_t> places(renamed.size());
  for (std::size_t i = 0; i < renamed.size(); ++i)
    if (const std::size_t first = index.find(renamed[i].first); first == i) {
      places[i] = result.size();
      result.push_back(renamed[i]);
    } else if (changed[i]) {
      result[places[first]].second = renamed[i].second;
    }
  return result;
}

}  // namespace detail

NNSTRUCT_DEFINE std::size_t StateDict::name_items(std::vector<std::string> names) {
  std::vector<std::size_t> order = io::order_of({names.begin(), names.end()});
  const auto same = [&](std::size_t a, std::size_t b) { return names[a] == names[b]; };
  if (const auto twice = std::adjacent_find(order.begin(), order.end(), same); twice != order.end())
    detail::throw_two_keys(names[*twice], items_[*twice].first, items_[twice[1]].first);
  std::size_t changed = 0;
  for (std::size_t i = 0; i < names.size(); ++i) {
    changed += names[i] != items_[i].first;
    items_[i].first = std::move(names[i]);
  }
  index_ = std::move(order);
  recent_.clear();
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

NNSTRUCT_DEFINE std::size_t StateDict::rename(std::string_view from, std::string_view to) {
  return rename_by([&](const std::string& key) { return detail::renamed_by(from, to, key).value_or(key); },
                   [&](const std::string& path) { return detail::renamed_path(from, to, path); });
}

NNSTRUCT_DEFINE std::size_t StateDict::rename(const rename_rules& rules) {
  if (rules.empty()) return 0;
  return rename_by(
      [&](const std::string& key) { return detail::renamed_by(rules, key); },
      [&](const std::string& path) -> std::optional<std::string> { return detail::renamed_path(rules, path); });
}

NNSTRUCT_DEFINE std::size_t StateDict::strip_prefix(std::string_view prefix) {
  if (prefix.empty()) return 0;
  return rename_by([&](const std::string& key) { return std::string(detail::without_prefix(prefix, key)); },
                   [&](const std::string& path) -> std::optional<std::string> {
                     return std::string(detail::path_without_prefix(prefix, path));
                   });
}

NNSTRUCT_DEFINE std::size_t StateDict::add_prefix(std::string_view prefix) {
  const std::string path_of_root(prefix.substr(0, prefix.size() - prefix.ends_with('.')));
  return rename_by([&](const std::string& key) { return std::string(prefix) + key; },
                   [&](const std::string& path) -> std::optional<std::string> {
                     return path.empty() ? path_of_root : std::string(prefix) + path;
                   });
}

NNSTRUCT_DEFINE std::size_t StateDict::rename_all(std::vector<std::string> names) {
  // backbone.0.weight -> features.0.weight renames backbone.0 and backbone.
  std::vector<std::pair<std::string_view, std::string_view>> paths;
  for (std::size_t i = 0; i < names.size(); ++i) {
    std::string_view old = items_[i].first, now = names[i];
    for (;;) {
      const std::size_t old_dot = old.rfind('.'), now_dot = now.rfind('.');
      if (old.substr(old_dot + 1) != now.substr(now_dot + 1)) break;  // npos + 1 is 0
      old = old.substr(0, old_dot == old.npos ? 0 : old_dot);
      now = now.substr(0, now_dot == now.npos ? 0 : now_dot);
      paths.emplace_back(old, now);
      if (old.empty() || now.empty()) break;
    }
  }
  const io::name_index index(paths, paths.size(), [](const auto& rule) { return rule.first; });
  metadata_type metadata =
      detail::renamed_metadata(metadata_, [&](const std::string& path) -> std::optional<std::string> {
        const std::size_t found = index.find(path);
        return found == io::name_index::none ? path : std::string(paths[found].second);
      });
  const std::size_t changed = name_items(std::move(names));
  metadata_ = std::move(metadata);
  return changed;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI
