// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <nnstruct/concat.hpp>
#include <nnstruct/state_dict/numbers.hpp>
#include <nnstruct/state_dict/renaming_rules.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

NNSTRUCT_DEFINE std::vector<renaming_part> parts_of(const paired_names& names, std::size_t count) {
  constexpr std::size_t most_parts = 1000;
  std::vector<renaming_part> parts;
  for (std::size_t i = 0; i < count; ++i) {
    const auto& pair = names.pairs[i];
    const std::string_view from = names.items[pair.offered].key, to = names.entry_key(pair.entry);
    std::size_t same = 0;
    for (std::size_t n = 1; n < std::min(from.size(), to.size()) && from[from.size() - n] == to[to.size() - n]; ++n)
      if (from[from.size() - n] == '.') same = n;
    renaming_part one{from.substr(0, from.size() - same), to.substr(0, to.size() - same), same == 0, true, {}};
    const auto place = std::find(parts.begin(), parts.end(), one);
    renaming_part& into = place == parts.end() ? parts.emplace_back(std::move(one)) : *place;
    into.sure &= i < names.sure;
    into.rest.emplace_back(to.substr(to.size() - same), pair.entry);
    if (parts.size() > most_parts) return {};
  }
  return parts;
}

NNSTRUCT_DEFINE std::size_t common_beginning(std::string_view from, std::string_view to) {
  std::size_t path = 0;
  for (std::size_t i = 0; i < std::min(from.size(), to.size()) && from[i] == to[i]; ++i)
    if (from[i] == '.') path = i + 1;
  return path;
}

/// With `*` for each number between dots: of too many rules, those that differ only there become one.
NNSTRUCT_DECLARE std::string without_numbers(std::string_view path) {
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

NNSTRUCT_DEFINE std::vector<std::pair<std::string, std::string>> rules_of(const paired_names& names,
                                                                          std::size_t count) {
  constexpr std::size_t most_rules = decltype(LoadOptions::rename)::capacity;
  std::vector<std::pair<std::string, std::string>> rules;
  const std::vector<renaming_part> parts = parts_of(names, count);
  for (const bool one_by_one : {true, false}) {
    rules.clear();
    for (const renaming_part& one : parts) {
      if (one.from.find('*') != one.from.npos || one.to.find('*') != one.to.npos) return {};
      const std::size_t path = one_by_one ? 0 : common_beginning(one.from, one.to);
      const std::string around = without_numbers(one.from.substr(0, path));
      const std::string_view rest = one.whole ? "" : ".*";
      std::pair<std::string, std::string> rule(concat({around, one.from.substr(path), rest}),
                                               concat({around, one.to.substr(path), rest}));
      if (std::find(rules.begin(), rules.end(), rule) != rules.end()) continue;
      // The first rule that fits counts: that of a part before that of what is around it.
      std::size_t place = rules.size();
      while (place > 0 && rules[place - 1].first.size() < rule.first.size()) --place;
      rules.emplace_back();
      for (std::size_t i = rules.size() - 1; i > place; --i) rules[i].swap(rules[i - 1]);
      rules[place] = std::move(rule);
    }
    if (rules.size() <= most_rules) break;
  }
  if (rules.size() > most_rules) rules.clear();
  return rules;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
