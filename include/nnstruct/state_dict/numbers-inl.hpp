// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <nnstruct/concat.hpp>
#include <nnstruct/io/name_index.hpp>
#include <nnstruct/state_dict/numbers.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

NNSTRUCT_DEFINE counted count_in(std::string_view name) {
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

/// Finds the names; see names_by_number.
NNSTRUCT_DECLARE class list_numbers {
 public:
  list_numbers(const schema_view& schema, span<const offered_tensor> items) : schema_(schema), items_(items) {}

  std::vector<std::string> names() const {
    std::vector<std::string> out;
    const auto here =
        numbers_in(schema_.entry_count, [&](std::size_t i) { return std::string_view(schema_.entries[i].key); });
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
      out.push_back(std::move(name));
    }
    return out;
  }

 private:
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
    for (const std::size_t i : io::order_of({texts.begin(), texts.end()}))
      if (sorted.empty() || texts[i] != sorted.back()) sorted.push_back(texts[i]);
    return sorted;
  }
  static std::size_t place_of(const std::vector<std::string>& texts, const std::string& text) {
    return static_cast<std::size_t>(std::lower_bound(texts.begin(), texts.end(), text) - texts.begin());
  }

  const schema_view& schema_;
  span<const offered_tensor> items_;
};

NNSTRUCT_DEFINE std::vector<std::string> names_by_number(const schema_view& schema, span<const offered_tensor> items) {
  return list_numbers(schema, items).names();
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
