// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <nnstruct/state_dict/numbers.hpp>
#include <nnstruct/state_dict/slips.hpp>

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

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
