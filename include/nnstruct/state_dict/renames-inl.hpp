// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <nnstruct/io/name_index.hpp>
#include <nnstruct/state_dict/entry_match.hpp>
#include <nnstruct/state_dict/numbers.hpp>
#include <nnstruct/state_dict/renames.hpp>
#include <nnstruct/state_dict/renaming_choice.hpp>
#include <nnstruct/state_dict/renaming_rules.hpp>
#include <nnstruct/state_dict/reparametrized.hpp>
#include <nnstruct/state_dict/slips.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// Finds the renaming; see find_renaming.
NNSTRUCT_DECLARE class renaming_finder {
 public:
  renaming_finder(const schema_view& schema, span<const offered_tensor> items, span<const std::size_t> filled)
      : schema_(schema), items_(items), filled_(filled), target_(items.size(), none), paired_{schema, items, {}, 0} {}

  renaming find() {
    if (items_.size() > most_keys || schema_.entry_count > most_keys) return {};
    take_names(names_by_number(schema_, items_));
    by_number_ = paired_.pairs.size();
    find_left();
    take_slips();
    paired_.sure = paired_.pairs.size();
    find_left();
    if (!is_left_empty()) {
      if (pair_behind_paths() || pair_modules() || pair_in_order()) find_left();
      if (!is_left_empty()) return slips_alone();
    }
    const std::size_t count = paired_.pairs.size();
    renaming out = renaming_of(count);
    if (out.rules.empty() || !is_without_choice(paired_, kept())) return slips_alone();
    out.by_number = by_number_ == count;
    out.by_slip = by_number_ == 0 && paired_.sure == count;
    return out;
  }

 private:
  static constexpr std::size_t none = io::name_index::none, most_keys = 10'000, most_slips = 64, longest = 256;

  std::string_view entry_key(std::size_t entry) const { return paired_.entry_key(entry); }
  bool fits(std::size_t entry, std::size_t item) const {
    return items_[item].other_type.empty() && same_shape(schema_.entries[entry].shape, items_[item].shape);
  }

  void take(std::size_t entry, std::size_t item) {
    target_[item] = entry;
    taken_[entry] = true;
    if (entry_key(entry) != items_[item].key) paired_.pairs.push_back({entry, item});
  }

  void take_names(const std::vector<std::string>& names) {
    taken_.assign(schema_.entry_count, false);
    const io::name_index entries(schema_.entries, schema_.entry_count,
                                 [](const schema_entry& entry) { return entry.key; });
    for (std::size_t i = 0; i < items_.size(); ++i) {
      const std::size_t entry = entries.find(names[i]);
      if (entry != none && !taken_[entry] && fits(entry, i)) take(entry, i);
    }
  }

  /// What is on either side alone; entries that need not be there only if they are needed to pair up.
  void find_left() {
    left_entries_.clear(), left_items_.clear();
    for (std::size_t i = 0; i < items_.size(); ++i)
      if (target_[i] == none) left_items_.push_back(i);
    std::size_t needed = 0;
    const auto need_not_be = [&](std::size_t i) {
      return std::find(filled_.begin(), filled_.end(), i) != filled_.end();
    };
    for (std::size_t i = 0; i < schema_.entry_count; ++i)
      if (!taken_[i]) left_entries_.push_back(i), needed += !need_not_be(i);
    if (left_entries_.size() != left_items_.size() && needed != left_entries_.size())
      std::erase_if(left_entries_, need_not_be);
  }
  bool is_left_empty() const { return left_entries_.empty() && left_items_.empty(); }

  /// A value that a weight is computed from is not the weight: its name must not be cut short.
  static bool is_part_of_weight(std::string_view from, std::string_view to) {
    if (!parse_parametrization(from).name.empty() && parse_parametrization(to).name.empty()) return true;
    const std::string_view name = split(from).name, other = split(to).name;
    if (name == other) return false;
    for (const std::string_view suffix : {"_g", "_v", "_u", "_orig", "_mask"})
      if (name.ends_with(suffix)) return true;
    return false;
  }

  void take_slips() {
    if (left_entries_.size() > most_slips || left_items_.size() > most_slips) return;
    const auto alike = [&](std::size_t entry, std::size_t item) {
      return items_[item].key.size() <= longest && entry_key(entry).size() <= longest && fits(entry, item) &&
             is_slip(entry_key(entry), items_[item].key);
    };
    const auto only_one = [&](std::size_t count, const auto& is_alike) {
      std::size_t found = none;
      for (std::size_t i = 0; i < count; ++i)
        if (is_alike(i)) {
          if (found != none) return none;
          found = i;
        }
      return found;
    };
    for (const std::size_t item : left_items_) {
      const auto entry = only_one(schema_.entry_count, [&](std::size_t i) { return alike(i, item); });
      if (entry == none || taken_[entry] || is_part_of_weight(items_[item].key, entry_key(entry))) continue;
      if (only_one(items_.size(), [&](std::size_t i) { return alike(entry, i); }) == item) take(entry, item);
    }
  }

  bool take_all(const std::vector<match_result::pair>& found) {
    for (const auto& [entry, item] : found)
      if (!fits(entry, item) || is_part_of_weight(items_[item].key, entry_key(entry))) return false;
    for (const auto& [entry, item] : found) take(entry, item);
    return true;
  }

  /// The path that all names have in common, with its dot.
  template <class Name> static std::string_view common_path(std::size_t count, Name name) {
    std::string_view path = split(name(0)).path;
    for (std::size_t i = 1; i < count; ++i)
      while (!name(i).starts_with(path)) path = split(path.substr(0, path.size() - 1)).path;
    return path;
  }

  /// All that is left stands behind one path on each side, and goes on with the same names there.
  bool pair_behind_paths() {
    if (left_entries_.size() != left_items_.size()) return false;
    const std::size_t count = left_items_.size();
    const std::string_view from = common_path(count, [&](std::size_t i) { return items_[left_items_[i]].key; });
    const std::string_view to = common_path(count, [&](std::size_t i) { return entry_key(left_entries_[i]); });
    const io::name_index rest(left_items_, count, [&](std::size_t i) { return items_[i].key.substr(from.size()); });
    std::vector<match_result::pair> found;
    for (const std::size_t entry : left_entries_) {
      const std::size_t item = rest.find(entry_key(entry).substr(to.size()));
      if (item == none) return false;
      found.push_back({entry, left_items_[item]});
    }
    return take_all(found);
  }

  /// Modules in order, and in each the same names in any order: some formats sort them.
  bool pair_modules() {
    if (left_entries_.size() != left_items_.size()) return false;
    const auto sort = [](auto& modules, std::size_t count, const auto& key_of) {
      std::vector<std::string_view> paths;
      for (std::size_t i = 0; i < count; ++i) paths.push_back(split(key_of(i)).path);
      const io::name_index by_path(paths, count, [](std::string_view path) { return path; });
      std::vector<std::size_t> number(count);
      for (std::size_t i = 0; i < count; ++i) {
        const std::size_t first = by_path.find(paths[i]);
        if (first == i) number[i] = modules.size(), modules.emplace_back();
        modules[number[first]].push_back(i);
      }
    };
    std::vector<std::vector<std::size_t>> entries, items;
    sort(entries, left_entries_.size(), [&](std::size_t i) { return entry_key(left_entries_[i]); });
    sort(items, left_items_.size(), [&](std::size_t i) { return items_[left_items_[i]].key; });
    if (entries.size() != items.size()) return false;
    std::vector<match_result::pair> found;
    for (std::size_t module = 0; module < entries.size(); ++module) {
      if (entries[module].size() != items[module].size()) return false;
      const io::name_index names(items[module], items[module].size(),
                                 [&](std::size_t i) { return split(items_[left_items_[i]].key).name; });
      for (const std::size_t i : entries[module]) {
        const std::size_t item = names.find(split(entry_key(left_entries_[i])).name);
        if (item == none) return false;
        found.push_back({left_entries_[i], left_items_[items[module][item]]});
      }
    }
    return take_all(found);
  }

  /// The keys themselves, in order.
  bool pair_in_order() {
    if (left_entries_.size() != left_items_.size()) return false;
    std::vector<match_result::pair> found;
    for (std::size_t i = 0; i < left_items_.size(); ++i) found.push_back({left_entries_[i], left_items_[i]});
    return take_all(found);
  }

  /// Entries that have their names.
  std::vector<std::size_t> kept() const {
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < items_.size(); ++i)
      if (target_[i] != none && entry_key(target_[i]) == items_[i].key) out.push_back(target_[i]);
    return out;
  }

  /// Of the first pairs.
  renaming renaming_of(std::size_t count) const {
    const auto first = paired_.pairs.begin();
    return {rules_of(paired_, count), {first, first + static_cast<std::ptrdiff_t>(count)}};
  }

  /// Only what is misspelled.
  renaming slips_alone() const {
    if (by_number_ != 0) return {};
    renaming out = renaming_of(paired_.sure);
    out.by_slip = true;
    return out;
  }

  const schema_view& schema_;
  span<const offered_tensor> items_;
  span<const std::size_t> filled_;
  std::vector<std::size_t> target_;  // by item: the entry
  std::vector<bool> taken_;          // by entry
  paired_names paired_;
  std::size_t by_number_ = 0;  // pairs that have another number
  std::vector<std::size_t> left_entries_, left_items_;
};

NNSTRUCT_DEFINE renaming find_renaming(const schema_view& schema, span<const offered_tensor> items,
                                       span<const std::size_t> filled) {
  return renaming_finder(schema, items, filled).find();
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
