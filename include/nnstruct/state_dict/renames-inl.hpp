// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <nnstruct/concat.hpp>
#include <nnstruct/state_dict/entry_match.hpp>
#include <nnstruct/state_dict/name_index.hpp>
#include <nnstruct/state_dict/renames.hpp>
#include <nnstruct/state_dict/reparametrized.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// Rows of the recurrence along a band of 2 * most + 1 diagonals: no more than these can matter.
NNSTRUCT_DEFINE std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t most) {
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > most) return most + 1;
  std::vector<std::size_t> rows[3];  // of a's prefixes by one character more each
  for (auto& row : rows) row.assign(b.size() + 1, most + 1);
  for (std::size_t j = 0; j <= std::min(b.size(), most); ++j) rows[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    const auto &before = rows[(i - 1) % 3], &twice_before = rows[(i + 1) % 3];
    auto& row = rows[i % 3];
    const std::size_t begin = i > most ? i - most : 0, end = std::min(b.size(), i + most);
    if (end < b.size()) row[end + 1] = most + 1;
    if (begin > 0) row[begin - 1] = most + 1;
    for (std::size_t j = begin; j <= end; ++j) {
      std::size_t least = before[j] + 1;
      if (j > 0) {
        least = std::min({least, row[j - 1] + 1, before[j - 1] + (a[i - 1] != b[j - 1])});
        if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
          least = std::min(least, twice_before[j - 2] + 1);
      }
      row[j] = std::min(least, most + 1);
    }
  }
  return rows[a.size() % 3][b.size()];
}

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool is_upper(char c) noexcept { return c >= 'A' && c <= 'Z'; }
constexpr bool is_letter(char c) noexcept { return is_upper(c) || (c >= 'a' && c <= 'z'); }

/// The part of a key between two dots, taken apart.
struct name_words {
  std::string letters;  // lower case, without underlines; a number is one '#'
  std::string counts;   // what tells one from another in a row: numbers, and letters that stand alone
};
NNSTRUCT_DECLARE name_words words_of(std::string_view name) {
  name_words out;
  for (std::size_t i = 0; i < name.size();) {
    std::size_t end = i + 1;
    if (is_digit(name[i])) {
      while (end < name.size() && is_digit(name[end])) ++end;
      out.letters += '#';
      out.counts.append(name.substr(i, end - i)) += ' ';
    } else if (is_letter(name[i])) {
      while (end < name.size() && is_letter(name[end])) ++end;
      for (const char c : name.substr(i, end - i)) out.letters += is_upper(c) ? static_cast<char>(c + ('a' - 'A')) : c;
      if (end - i == 1) (out.counts += name[i]) += ' ';
    } else if (name[i] != '_') {
      out.letters += name[i];
    }
    i = end;
  }
  return out;
}

/// How long the word is, between underlines, by which two names differ; 0 if more than one word differs.
NNSTRUCT_DECLARE std::size_t differing_letters(std::string_view a, std::string_view b) {
  std::size_t found = 0;
  for (;;) {
    const std::size_t a_end = std::min(a.find('_'), a.size()), b_end = std::min(b.find('_'), b.size());
    if (a.substr(0, a_end) != b.substr(0, b_end)) {
      if (found != 0) return 0;
      found = std::min(a_end, b_end);
    }
    if ((a_end == a.size()) != (b_end == b.size())) return 0;
    if (a_end == a.size()) return found;
    a.remove_prefix(a_end + 1), b.remove_prefix(b_end + 1);
  }
}

NNSTRUCT_DECLARE bool is_slip_of_name(std::string_view a, std::string_view b) {
  constexpr std::size_t shortest = 5;
  const name_words one = words_of(a), other = words_of(b);
  if (one.counts != other.counts) return false;
  if (one.letters == other.letters) return true;
  if (std::min(one.letters.size(), other.letters.size()) < shortest) return false;
  // Names that begin otherwise may be other words, as short ones may: `actor` and `factor`, `net_AB` and `net_BA`.
  if (one.letters.front() != other.letters.front() || differing_letters(a, b) < shortest) return false;
  if (edit_distance(one.letters, other.letters, 1) != 1) return false;
  if (one.letters.size() != other.letters.size()) return true;
  std::size_t differing = 0;  // two that changed places, or one that is another
  for (std::size_t i = 0; i < one.letters.size(); ++i) differing += one.letters[i] != other.letters[i];
  return differing == 2;
}

NNSTRUCT_DEFINE bool is_slip(std::string_view a, std::string_view b) {
  bool found = false;
  for (;;) {
    const std::size_t a_end = std::min(a.find('.'), a.size()), b_end = std::min(b.find('.'), b.size());
    const std::string_view one = a.substr(0, a_end), other = b.substr(0, b_end);
    if (one != other && (found || !is_slip_of_name(one, other))) return false;
    found |= one != other;
    if ((a_end == a.size()) != (b_end == b.size())) return false;
    if (a_end == a.size()) return found;
    a.remove_prefix(a_end + 1), b.remove_prefix(b_end + 1);
  }
}

/// Texts with each number as `#`, and the numbers.
struct counted {
  std::string text;
  std::vector<std::uint64_t> numbers;
};
NNSTRUCT_DECLARE counted count_in(std::string_view name) {
  counted out;
  for (std::size_t i = 0; i < name.size();) {
    if (!is_digit(name[i])) {
      out.text += name[i++];
      continue;
    }
    std::uint64_t number = 0;
    for (; i < name.size() && is_digit(name[i]); ++i) number = number * 10 + static_cast<std::uint64_t>(name[i] - '0');
    out.text += '#';
    out.numbers.push_back(number);
  }
  return out;
}

/// Finds the renaming; see find_renaming.
NNSTRUCT_DECLARE class renaming_finder {
 public:
  renaming_finder(const schema_view& schema, span<const offered_tensor> items, span<const std::size_t> filled)
      : schema_(schema), items_(items), filled_(filled), target_(items.size(), none) {}

  renaming find() {
    if (items_.size() > most_keys || schema_.entry_count > most_keys) return {};
    count_lists();
    take_names();
    by_number_ = pairs_.size();
    find_left();
    take_slips();
    sure_ = pairs_.size();
    find_left();
    if (!is_left_empty()) {
      if (pair_behind_paths() || pair_modules() || pair_in_order()) find_left();
      if (!is_left_empty()) return slips_alone();
    }
    renaming out = rules_of(0, pairs_.size());
    if (out.rules.empty() || !is_without_choice()) return slips_alone();
    out.by_number = by_number_ == pairs_.size();
    out.by_slip = by_number_ == 0 && sure_ == pairs_.size();
    return out;
  }

 private:
  static constexpr std::size_t none = name_index::none, most_keys = 10'000, most_slips = 64, longest = 256;

  std::string_view entry_key(std::size_t entry) const { return schema_.entries[entry].key; }
  bool fits(std::size_t entry, std::size_t item) const {
    return items_[item].other_type.empty() && same_shape(schema_.entries[entry].shape, items_[item].shape);
  }

  /// Calls f(begin, end) for each number of a name that may count a list's elements.
  template <class F> static void for_each_number(std::string_view key, F f) {
    for (std::size_t i = 0; i < key.size(); ++i) {
      if (!is_digit(key[i])) continue;
      std::size_t end = i;
      while (end < key.size() && is_digit(key[end])) ++end;
      const bool plain = end - i <= 9 && (end - i == 1 || key[i] != '0');
      if (plain && (end == key.size() || key[end] == '.') && !f(i, end)) return;
      i = end;
    }
  }
  /// A text for each number, which stands after those of smaller numbers of the same list.
  static std::string list_text(std::string_view list) { return concat({list, '\0'}); }
  static std::string number_text(std::string_view list, std::string_view digits) {
    return concat({list, '\0', static_cast<char>(digits.size()), digits});
  }
  /// The texts of all keys, each once.
  template <class Key> static std::vector<std::string> numbers_in(std::size_t count, Key key_of) {
    std::vector<std::string> texts, sorted;
    for (std::size_t i = 0; i < count; ++i) {
      const std::string_view key = key_of(i);
      for_each_number(key, [&](std::size_t begin, std::size_t end) {
        texts.push_back(number_text(key.substr(0, begin), key.substr(begin, end - begin)));
        return true;
      });
    }
    for (const std::size_t i : order_of({texts.begin(), texts.end()}))
      if (sorted.empty() || texts[i] != sorted.back()) sorted.push_back(texts[i]);
    return sorted;
  }
  static std::size_t place_of(const std::vector<std::string>& texts, const std::string& text) {
    return static_cast<std::size_t>(std::lower_bound(texts.begin(), texts.end(), text) - texts.begin());
  }

  /// Names by number: the outermost list of a key that both sides have, as long as each other, but counted otherwise.
  void count_lists() {
    const auto here = numbers_in(schema_.entry_count, [&](std::size_t i) { return entry_key(i); });
    const auto there = numbers_in(items_.size(), [&](std::size_t i) { return items_[i].key; });
    std::string list;  // the one that the last number was in
    std::size_t from = 0, to = 0;
    bool same = false, as_long = false;
    for (const offered_tensor& item : items_) {
      const std::string_view key = item.key;
      std::string name(key);
      for_each_number(key, [&](std::size_t begin, std::size_t end) {
        const std::string_view path = key.substr(0, begin);
        if (std::string text = list_text(path); text != list || from == there.size()) {
          list = std::move(text);
          from = place_of(there, list), to = place_of(here, list);
          const std::string behind = concat({path, '\1'});
          const std::size_t count = place_of(there, behind) - from;
          as_long = place_of(here, behind) - to == count;
          same = as_long;
          for (std::size_t i = 0; i < count && same; ++i) same = there[from + i] == here[to + i];
        }
        if (same) return true;
        if (as_long) {
          const std::size_t place = place_of(there, number_text(path, key.substr(begin, end - begin)));
          name = concat({path, std::string_view(here[to + place - from]).substr(list.size() + 1), key.substr(end)});
        }
        return false;
      });
      names_.push_back(std::move(name));
    }
  }

  void take(std::size_t entry, std::size_t item) {
    target_[item] = entry;
    taken_[entry] = true;
    if (entry_key(entry) != items_[item].key) pairs_.push_back({entry, item});
  }

  void take_names() {
    taken_.assign(schema_.entry_count, false);
    const name_index entries(schema_.entries, schema_.entry_count, [](const schema_entry& entry) { return entry.key; });
    for (std::size_t i = 0; i < items_.size(); ++i) {
      const std::size_t entry = entries.find(names_[i]);
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
    const name_index rest(left_items_, count, [&](std::size_t i) { return items_[i].key.substr(from.size()); });
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
      const name_index by_path(paths, count, [](std::string_view path) { return path; });
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
      const name_index names(items[module], items[module].size(),
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

  //
  // Rules
  //

  /// What one rule renames: `from.*` becomes `to.*`, or one key another if they have nothing in common at their ends.
  struct part {
    std::string_view from, to;
    bool whole;                                                  // keys
    bool sure;                                                   // by number or slip
    std::vector<std::pair<std::string_view, std::size_t>> rest;  // of the entries' keys, and the entries
    bool operator==(const part& other) const { return from == other.from && to == other.to && whole == other.whole; }
  };
  std::vector<part> parts_of(std::size_t first, std::size_t end) const {
    std::vector<part> parts;
    for (std::size_t i = first; i < end; ++i) {
      const auto& pair = pairs_[i];
      const std::string_view from = items_[pair.offered].key, to = entry_key(pair.entry);
      std::size_t same = 0;
      for (std::size_t n = 1; n < std::min(from.size(), to.size()) && from[from.size() - n] == to[to.size() - n]; ++n)
        if (from[from.size() - n] == '.') same = n;
      part one{from.substr(0, from.size() - same), to.substr(0, to.size() - same), same == 0, true, {}};
      const auto place = std::find(parts.begin(), parts.end(), one);
      part& into = place == parts.end() ? parts.emplace_back(std::move(one)) : *place;
      into.sure &= i < sure_;
      into.rest.emplace_back(to.substr(to.size() - same), pair.entry);
      if (parts.size() > most_parts) return {};
    }
    return parts;
  }

  /// The path at the beginning of both, with its dot.
  static std::size_t common_beginning(std::string_view from, std::string_view to) {
    std::size_t path = 0;
    for (std::size_t i = 0; i < std::min(from.size(), to.size()) && from[i] == to[i]; ++i)
      if (from[i] == '.') path = i + 1;
    return path;
  }

  /// Of too many rules those become one that differ only in the number of a list around them.
  static std::string without_numbers(std::string_view path) {
    std::string out;
    for (std::size_t i = 0; i < path.size();) {
      std::size_t end = std::min(path.find('.', i), path.size());
      const std::string_view name = path.substr(i, end - i);
      out += std::all_of(name.begin(), name.end(), is_digit) ? std::string_view("*") : name;
      if (end < path.size()) out += path[end++];
      i = end;
    }
    return out;
  }

  renaming rules_of(std::size_t first, std::size_t end) const {
    constexpr std::size_t most_rules = decltype(LoadOptions::rename)::capacity;
    renaming out;
    const std::vector<part> parts = parts_of(first, end);
    for (const bool one_by_one : {true, false}) {
      out.rules.clear();
      for (const part& one : parts) {
        if (one.from.find('*') != one.from.npos || one.to.find('*') != one.to.npos) return {};
        const std::size_t path = one_by_one ? 0 : common_beginning(one.from, one.to);
        const std::string around = without_numbers(one.from.substr(0, path));
        const std::string_view rest = one.whole ? "" : ".*";
        std::pair<std::string, std::string> rule(concat({around, one.from.substr(path), rest}),
                                                 concat({around, one.to.substr(path), rest}));
        if (std::find(out.rules.begin(), out.rules.end(), rule) != out.rules.end()) continue;
        // The first rule that fits counts: that of a part before that of what is around it.
        std::size_t place = out.rules.size();
        while (place > 0 && out.rules[place - 1].first.size() < rule.first.size()) --place;
        out.rules.emplace_back();
        for (std::size_t i = out.rules.size() - 1; i > place; --i) out.rules[i].swap(out.rules[i - 1]);
        out.rules[place] = std::move(rule);
      }
      if (out.rules.size() <= most_rules) break;
    }
    if (out.rules.size() > most_rules) out.rules.clear();
    out.pairs.assign(pairs_.begin() + static_cast<std::ptrdiff_t>(first),
                     pairs_.begin() + static_cast<std::ptrdiff_t>(end));
    return out;
  }

  /// Only what is misspelled.
  renaming slips_alone() const {
    if (by_number_ != 0) return {};
    renaming out = rules_of(0, sure_);
    out.by_slip = true;
    return out;
  }

  //
  // Choices
  //

  /// Numbers tell which of two is which: both are counted on both sides, in the same order.
  static bool are_counted(std::string_view from, std::string_view to, std::string_view other_from,
                          std::string_view other_to) {
    const counted a = count_in(from), b = count_in(other_from), x = count_in(to), y = count_in(other_to);
    return a.text == b.text && x.text == y.text && a.numbers != b.numbers && x.numbers != y.numbers &&
           (a.numbers < b.numbers) == (x.numbers < y.numbers);
  }

  bool same_rest(const part& a, const part& b) const {
    return std::equal(
        a.rest.begin(), a.rest.end(), b.rest.begin(), b.rest.end(), [&](const auto& one, const auto& other) {
          return one.first == other.first && schema_.entries[one.second].shape == schema_.entries[other.second].shape;
        });
  }

  /// A key that has its name has the same shape in the same module.
  bool has_like_key(const part& one, const std::vector<std::size_t>& kept) const {
    const std::size_t entry = one.rest.front().second;
    const auto [path, name] = split(one.to);
    return std::any_of(kept.begin(), kept.end(), [&, path = path, name = name](std::size_t other) {
      const auto [other_path, other_name] = split(entry_key(other));
      return other_path == path && schema_.entries[other].shape == schema_.entries[entry].shape &&
             !are_counted(split(one.from).name, name, other_name, other_name);
    });
  }

  /// A part that has its name has the same keys and shapes, and is in the same module: all of these are behind `path`.
  bool has_like_module(const part& one, std::size_t path, const std::vector<std::size_t>& kept,
                       const name_index& kept_keys) const {
    const std::string_view module = one.to.substr(0, path), first_rest = one.rest.front().first;
    return std::any_of(kept.begin(), kept.end(), [&](std::size_t entry) {
      const std::string_view key = entry_key(entry);
      if (!key.starts_with(module) || !key.ends_with(first_rest) || key.size() <= module.size() + first_rest.size())
        return false;
      const std::string_view name = key.substr(module.size(), key.size() - module.size() - first_rest.size());
      const bool same = std::all_of(one.rest.begin(), one.rest.end(), [&](const auto& rest) {
        const std::size_t found = kept_keys.find(concat({module, name, rest.first}));
        return found != none && schema_.entries[kept[found]].shape == schema_.entries[rest.second].shape;
      });
      return same && !are_counted(one.from.substr(path), one.to.substr(path), name, name);
    });
  }

  /// A module with renamed keys.
  struct module_pair {
    std::string shapes;  // two modules of one text can take each other's place
    std::string from, to;
    std::size_t number;  // of the part
  };
  void add_modules(std::vector<module_pair>& out, const part& one, std::size_t number) const {
    struct key_pair {
      std::string_view to;
      std::string from, shape;
    };
    std::vector<key_pair> keys;
    for (const auto& [rest, entry] : one.rest) {
      const std::string from = one.whole ? std::string(one.from) : concat({one.from, rest});
      std::string shape;
      for (const std::int64_t extent : schema_.entries[entry].shape) shape += concat({extent, ","});
      keys.push_back({split(entry_key(entry)).path, std::string(split(from).path), std::move(shape)});
    }
    std::sort(keys.begin(), keys.end(), [](const key_pair& a, const key_pair& b) {
      return a.to == b.to ? a.shape.compare(b.shape) < 0 : a.to.compare(b.to) < 0;
    });
    for (std::size_t i = 0; i < keys.size(); ++i) {
      if (i == 0 || keys[i].to != keys[i - 1].to) out.push_back({{}, keys[i].from, std::string(keys[i].to), number});
      out.back().shapes += concat({keys[i].shape, ";"});
    }
  }

  /// Nothing that has been paired by shape alone could be something else as well.
  bool is_without_choice() const {
    const std::vector<part> parts = parts_of(0, pairs_.size());
    std::vector<module_pair> modules;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (parts[i].sure) continue;
      // `log_weight` or `weight_scale` of a weight's shape is computed from it, or the other way round.
      const std::string_view name = split(parts[i].to).name;
      if (parts[i].whole && (name == "weight" || name == "bias")) return false;
      add_modules(modules, parts[i], i);
    }
    std::sort(modules.begin(), modules.end(),
              [](const module_pair& a, const module_pair& b) { return a.shapes.compare(b.shapes) < 0; });
    constexpr std::size_t most_alike = 64;
    for (std::size_t i = 1; i < modules.size(); ++i)
      for (std::size_t j = i; j-- > 0 && modules[j].shapes == modules[i].shapes;) {
        if (i - j > most_alike) return false;
        if (modules[j].number != modules[i].number &&
            !are_counted(modules[j].from, modules[j].to, modules[i].from, modules[i].to))
          return false;
      }
    std::vector<std::size_t> kept;  // entries that have their names
    for (std::size_t i = 0; i < items_.size(); ++i)
      if (target_[i] != none && entry_key(target_[i]) == items_[i].key) kept.push_back(target_[i]);
    const name_index kept_keys(kept, kept.size(), [&](std::size_t entry) { return entry_key(entry); });
    for (const part& one : parts) {
      if (one.sure) continue;
      const std::size_t path = common_beginning(one.from, one.to);
      const std::string_view module = one.to.substr(0, path), from = one.from.substr(path), to = one.to.substr(path);
      if (count_in(from).text == count_in(to).text) return false;  // only as a whole list
      for (const part& other : parts) {
        if (&other == &one || other.whole != one.whole || !same_rest(one, other)) continue;
        if (common_beginning(other.from, other.to) != path || !other.to.starts_with(module)) continue;
        if (!are_counted(from, to, other.from.substr(path), other.to.substr(path))) return false;
      }
      if (one.whole ? has_like_key(one, kept) : has_like_module(one, path, kept, kept_keys)) return false;
    }
    return true;
  }

  static constexpr std::size_t most_parts = 1000;

  const schema_view& schema_;
  span<const offered_tensor> items_;
  span<const std::size_t> filled_;
  std::vector<std::string> names_;         // of items, by number
  std::vector<std::size_t> target_;        // by item: the entry
  std::vector<bool> taken_;                // by entry
  std::vector<match_result::pair> pairs_;  // that have other names: by number, misspelled, by shape
  std::size_t by_number_ = 0, sure_ = 0;   // where the second and the third begin
  std::vector<std::size_t> left_entries_, left_items_;
};

NNSTRUCT_DEFINE renaming find_renaming(const schema_view& schema, span<const offered_tensor> items,
                                       span<const std::size_t> filled) {
  return renaming_finder(schema, items, filled).find();
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
