// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <vector>

#include <nnstruct/error.hpp>
#include <nnstruct/state_dict/pattern.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// Matches, and tells what each `*` stands for. Only the last `*` met is ever lengthened: to lengthen an earlier one
/// would not help, since it took the first place where what follows it fits. So a match takes
/// size of pattern x size of key steps at most.
NNSTRUCT_INLINE bool match_pattern(std::string_view pattern, std::string_view key,
                                   std::vector<std::string_view>* stars) {
  constexpr std::size_t none = static_cast<std::size_t>(-1);
  std::size_t p = 0, k = 0, after_star = none, star_begin = 0, star_end = 0;
  const auto star_is_done = [&] {
    if (stars && after_star != none) stars->push_back(key.substr(star_begin, star_end - star_begin));
  };
  for (;;) {
    if (p < pattern.size() && pattern[p] == '*') {
      star_is_done();
      after_star = ++p;
      star_begin = star_end = k;
    } else if (p < pattern.size() && k < key.size() && pattern[p] == key[k]) {
      ++p, ++k;
    } else if (p == pattern.size() && k == key.size()) {
      star_is_done();
      return true;
    } else if (after_star != none && star_end < key.size()) {
      p = after_star;
      k = ++star_end;
    } else {
      return false;
    }
  }
}

NNSTRUCT_INLINE bool fits_pattern(std::string_view pattern, std::string_view key) {
  return match_pattern(pattern, key, nullptr);
}

NNSTRUCT_INLINE std::optional<std::string> renamed_by(std::string_view from, std::string_view to,
                                                      std::string_view key) {
  if (std::count(to.begin(), to.end(), '*') > std::count(from.begin(), from.end(), '*'))
    throw Error("cannot rename \"" + std::string(from) + "\" to \"" + std::string(to) +
                "\": each * of the new name is what one of the old name stands for, and there are too few");
  std::vector<std::string_view> stars;
  if (!match_pattern(from, key, &stars)) return std::nullopt;
  std::string name;
  std::size_t star = 0;
  for (char c : to) c == '*' ? name.append(stars[star++]) : name.append(1, c);
  return name;
}

NNSTRUCT_INLINE std::string beginning_of_keys(std::string_view path) {
  return path.empty() ? std::string() : std::string(path) + '.';
}

NNSTRUCT_INLINE std::optional<std::string> renamed_path(std::string_view from, std::string_view to,
                                                        std::string_view path) {
  const std::string old = beginning_of_keys(path);
  std::string name = renamed_by(from, to, old).value_or(old);
  if (name.empty()) return name;
  if (name.back() != '.' || name.size() == 1) return std::nullopt;
  name.pop_back();
  return name;
}

NNSTRUCT_INLINE std::optional<std::string_view> without_prefix(std::string_view prefix, std::string_view key) {
  if (!key.starts_with(prefix)) return std::nullopt;
  return key.substr(prefix.size());
}

NNSTRUCT_INLINE std::optional<std::string_view> path_without_prefix(std::string_view prefix, std::string_view path) {
  if (prefix.ends_with('.') && path == prefix.substr(0, prefix.size() - 1)) return std::string_view();
  return without_prefix(prefix, path);
}

NNSTRUCT_INLINE std::string renamed_by(const rename_rules& rules, std::string_view key) {
  for (const auto& [from, to] : rules)
    if (auto name = renamed_by(from, to, key)) return *name;
  return std::string(key);
}

NNSTRUCT_INLINE std::string renamed_path(const rename_rules& rules, std::string_view path) {
  for (const auto& [from, to] : rules)
    if (fits_pattern(from, beginning_of_keys(path))) return renamed_path(from, to, path).value_or(std::string(path));
  return std::string(path);
}

NNSTRUCT_INLINE bool takes_part(const LoadOptions& options, std::string_view key) {
  return options.filter.empty() || std::any_of(options.filter.begin(), options.filter.end(),
                                               [&](const text& pattern) { return fits_pattern(pattern, key); });
}

NNSTRUCT_INLINE std::string name_of_key(const LoadOptions& options, std::string_view key) {
  return renamed_by(options.rename, without_prefix(options.strip_prefix, key).value_or(key));
}

NNSTRUCT_INLINE std::string name_of_path(const LoadOptions& options, std::string_view path) {
  return renamed_path(options.rename, path_without_prefix(options.strip_prefix, path).value_or(path));
}

[[noreturn]] NNSTRUCT_INLINE void throw_two_keys(std::string_view name, std::string_view first,
                                                 std::string_view second) {
  throw Error("two keys of the state_dict would become \"" + std::string(name) + "\": \"" + std::string(first) +
              "\" and \"" + std::string(second) + "\"; rename one of them otherwise, or leave it out");
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
