// SPDX-License-Identifier: Apache-2.0
/// \file
/// Patterns for keys, and the names that options give to keys: in constants and at run time alike.
#pragma once

#include <cstddef>
#include <string_view>

#include <nnstruct/config.hpp>
#include <nnstruct/schema/characters.hpp>
#include <nnstruct/state_dict/options.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

constexpr bool begins_with(std::string_view text, std::string_view beginning) {
  return text.size() >= beginning.size() && same_characters(text.data(), beginning.data(), beginning.size());
}

/// Where `wanted` stands in `text` first, at `from` or behind it; npos if it does not.
constexpr std::size_t find_text(std::string_view text, std::string_view wanted, std::size_t from) {
  const char *const begin = text.data(), *const pattern = wanted.data();
  const std::size_t size = wanted.size();
  if (size == 0) return from;
  const char* at = begin + from;
  for (std::size_t left = text.size() - from; left >= size; --left, ++at)
    if (*at == *pattern && same_characters(at, pattern, size)) return static_cast<std::size_t>(at - begin);
  return std::string_view::npos;
}

struct no_stars {
  constexpr void push_back(std::string_view) noexcept {}
};

/// The pattern fits the whole key; `stars` gets what each `*` stands for, as short as can be, from the left. What is
/// between two `*` takes the first place where it fits, since a later one would not help what follows; what is behind
/// the last `*` stands at the key's end.
template <class Stars> constexpr bool match_pattern(std::string_view pattern, std::string_view key, Stars& stars) {
  std::size_t star = find_character(pattern, '*');
  if (star == pattern.size()) return same_text(pattern, key);
  if (!begins_with(key, {pattern.data(), star})) return false;
  std::size_t done = star;  // characters of the key
  for (;;) {
    const std::string_view rest(pattern.data() + star + 1, pattern.size() - star - 1);
    const std::size_t piece = find_character(rest, '*');
    if (piece == rest.size()) {
      if (key.size() - done < piece || !same_characters(key.data() + key.size() - piece, rest.data(), piece))
        return false;
      stars.push_back({key.data() + done, key.size() - piece - done});
      return true;
    }
    const std::size_t place = find_text(key, {rest.data(), piece}, done);
    if (place == std::string_view::npos) return false;
    stars.push_back({key.data() + done, place - done});
    done = place + piece;
    star += 1 + piece;
  }
}

/// The pattern fits the whole key; a `*` stands for any characters.
constexpr bool fits_pattern(std::string_view pattern, std::string_view key) {
  no_stars nothing;
  return match_pattern(pattern, key, nothing);
}

constexpr std::size_t count_stars(std::string_view pattern) {
  std::size_t count = 0;
  for (char c : pattern) count += c == '*';
  return count;
}
/// Each `*` of the new name is what one of the old name stands for: there are enough of these.
constexpr bool can_rename(std::string_view from, std::string_view to) { return count_stars(to) <= count_stars(from); }

/// Calls `out` with the pieces of what a key becomes that fits `from`: the `*`s of `to` are, in order, what those of
/// `from` stand for. False if it does not fit. `stars` is an empty list.
template <class Stars, class Out>
constexpr bool rename_to(std::string_view from, std::string_view to, std::string_view key, Stars& stars,
                         const Out& out) {
  if (!match_pattern(from, key, stars)) return false;
  for (std::size_t number = 0;; ++number) {
    const std::size_t star = find_character(to, '*');
    out(std::string_view(to.data(), star));
    if (star == to.size()) return true;
    out(stars[number]);
    to = {to.data() + star + 1, to.size() - star - 1};
  }
}

/// The key without the prefix, if it begins with it.
constexpr std::string_view without_prefix(std::string_view prefix, std::string_view key) {
  return begins_with(key, prefix) ? std::string_view(key.data() + prefix.size(), key.size() - prefix.size()) : key;
}
/// The same for the path of a module: the prefix without its dot becomes the root.
constexpr std::string_view path_without_prefix(std::string_view prefix, std::string_view path) {
  if (!prefix.empty() && prefix[prefix.size() - 1] == '.' && path.size() == prefix.size() - 1 &&
      begins_with(prefix, path))
    return {};
  return without_prefix(prefix, path);
}

/// The options' filter lets this key of a file take part.
constexpr bool takes_part(const LoadOptions& options, std::string_view key) {
  if (options.filter.empty()) return true;
  for (const text& pattern : options.filter)
    if (fits_pattern(pattern, key)) return true;
  return false;
}

/// Which rule renames the key: the first that fits it, or their number. (No pointer: g++ with UBSan takes no test of
/// one against null in a constant.)
constexpr std::size_t rule_for(const rename_rules& rules, std::string_view key) {
  std::size_t number = 0;
  while (number < rules.length && !fits_pattern(rules.items[number].from, key)) ++number;
  return number;
}

/// What a path is whose keys began with `PATH.` and begin with `name` now: keeps the old one if they begin with no path
/// any more.
struct path_of_keys {
  std::string_view path;
  bool exists;
};
constexpr path_of_keys path_of_beginning(std::string_view name) {
  if (name.empty()) return {name, true};
  if (name[name.size() - 1] != '.' || name.size() == 1) return {{}, false};
  return {{name.data(), name.size() - 1}, true};
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
