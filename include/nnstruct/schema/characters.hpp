// SPDX-License-Identifier: Apache-2.0
/// \file
/// Copies, compares and searches text in few steps of a constant: compilers allow about a million of them, and count
/// every turn of a loop; clang has built-in functions that are one step.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include <nnstruct/config.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// Copies text to `to`, which then stands behind it.
constexpr void append(char*& to, std::string_view text) {
#ifdef __clang__
  __builtin_memcpy(to, text.data(), text.size());
#else
  const char* from = text.data();
  std::size_t left = text.size();
  char* at = to;
  for (; left >= 8; left -= 8, at += 8, from += 8) {
    at[0] = from[0];
    at[1] = from[1];
    at[2] = from[2];
    at[3] = from[3];
    at[4] = from[4];
    at[5] = from[5];
    at[6] = from[6];
    at[7] = from[7];
  }
  for (; left > 0; --left) *at++ = *from++;
#endif
  to += text.size();
}

/// The first `size` characters are equal.
constexpr bool same_characters(const char* a, const char* b, std::size_t size) {
#ifndef __clang__
  if (std::is_constant_evaluated()) {
    for (; size >= 8; size -= 8, a += 8, b += 8)
      if (a[0] != b[0] || a[1] != b[1] || a[2] != b[2] || a[3] != b[3] || a[4] != b[4] || a[5] != b[5] ||
          a[6] != b[6] || a[7] != b[7])
        return false;
    for (std::size_t i = 0; i < size; ++i)
      if (a[i] != b[i]) return false;
    return true;
  }
#endif
  return size == 0 || __builtin_memcmp(a, b, size) == 0;
}
constexpr bool same_text(std::string_view a, std::string_view b) {
  return a.size() == b.size() && same_characters(a.data(), b.data(), a.size());
}

/// Where c stands first; the size if it does not.
constexpr std::size_t find_character(std::string_view text, char c) {
#ifdef __clang__
  if (text.size() == 0) return 0;
  const char* found = __builtin_char_memchr(text.data(), c, text.size());
  return found ? static_cast<std::size_t>(found - text.data()) : text.size();
#else
  std::size_t i = 0;
  while (i < text.size() && text[i] != c) ++i;
  return i;
#endif
}

/// A number for a text, to find it by.
constexpr std::uint64_t hash_of(std::string_view text) {
  constexpr std::uint64_t prime = 0x100000001b3u;
  const char* c = text.data();
  std::size_t left = text.size();
  std::uint64_t hash = left;
  for (; left >= 4; left -= 4, c += 4)
    hash = ((((hash ^ static_cast<unsigned char>(c[0])) * prime ^ static_cast<unsigned char>(c[1])) * prime ^
             static_cast<unsigned char>(c[2])) *
                prime ^
            static_cast<unsigned char>(c[3])) *
           prime;
  for (; left > 0; --left, ++c) hash = (hash ^ static_cast<unsigned char>(*c)) * prime;
  return hash ^ hash >> 32;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
