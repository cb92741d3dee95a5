// SPDX-License-Identifier: Apache-2.0
/// \file
/// Definitions of text.hpp.
#pragma once

#include <algorithm>
#include <cstring>
#include <vector>

#include <nnstruct/format/pickle/text.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pickle::detail {

NNSTRUCT_DEFINE bool valid_utf8(std::string_view text) noexcept {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto continues = [&](std::size_t i) { return (byte(i) & 0xc0) == 0x80; };
  std::size_t i = 0;
  while (i < text.size()) {
    for (std::uint64_t eight = 0; i + 8 <= text.size(); i += 8) {  // ASCII, nearly always
      std::memcpy(&eight, text.data() + i, 8);
      if ((eight & 0x8080808080808080u) != 0) break;
    }
    if (i == text.size()) break;
    const unsigned lead = byte(i);
    const std::size_t length = lead < 0x80   ? 1
                               : lead < 0xc2 ? 0
                               : lead < 0xe0 ? 2
                               : lead < 0xf0 ? 3
                               : lead < 0xf5 ? 4
                                             : 0;
    if (length == 0 || text.size() - i < length) return false;
    for (std::size_t k = 1; k < length; ++k) {
      if (!continues(i + k)) return false;
    }
    if (lead == 0xe0 && byte(i + 1) < 0xa0) return false;  // longer than needed
    if (lead == 0xf0 && byte(i + 1) < 0x90) return false;
    if (lead == 0xf4 && byte(i + 1) >= 0x90) return false;  // beyond U+10FFFF
    i += length;
  }
  return true;
}

/// The value of `count` digits of base 8 or 16, or -1.
NNSTRUCT_DECLARE std::int64_t digits(std::string_view text, std::size_t count, unsigned base) noexcept {
  if (text.size() < count) return -1;
  std::int64_t result = 0;
  for (const char c : text.substr(0, count)) {
    const unsigned digit = c >= '0' && c <= '9'   ? static_cast<unsigned>(c - '0')
                           : c >= 'a' && c <= 'f' ? static_cast<unsigned>(c - 'a') + 10
                           : c >= 'A' && c <= 'F' ? static_cast<unsigned>(c - 'A') + 10
                                                  : 99;
    if (digit >= base) return -1;
    result = result * base + digit;
  }
  return result;
}

NNSTRUCT_DEFINE std::size_t unescape_string(std::string_view text, char* out) noexcept {
  constexpr std::string_view letters = "abfnrtv\\'\"";
  constexpr std::string_view meanings = "\a\b\f\n\r\t\v\\'\"";
  char* const begin = out;
  while (!text.empty()) {
    const char c = text.front();
    text.remove_prefix(1);
    if (c != '\\') {
      *out++ = c;
      continue;
    }
    if (text.empty()) return std::string_view::npos;
    const char escape = text.front();
    if (const std::size_t at = letters.find(escape); at != std::string_view::npos) {
      *out++ = meanings[at];
      text.remove_prefix(1);
    } else if (escape == 'x') {
      const std::int64_t code = digits(text.substr(1), 2, 16);
      if (code < 0) return std::string_view::npos;
      *out++ = static_cast<char>(code);
      text.remove_prefix(3);
    } else if (escape >= '0' && escape <= '7') {
      std::size_t length = 1;
      while (length < 3 && digits(text, length + 1, 8) >= 0) ++length;
      *out++ = static_cast<char>(digits(text, length, 8));
      text.remove_prefix(length);
    } else {
      *out++ = '\\';  // Python keeps the backslash of an escape it does not know
    }
  }
  return static_cast<std::size_t>(out - begin);
}

NNSTRUCT_DECLARE char* put_utf8(char* out, std::uint32_t code) noexcept {
  const auto tail = [&](unsigned shift) { *out++ = static_cast<char>(0x80 | ((code >> shift) & 0x3f)); };
  if (code < 0x80) {
    *out++ = static_cast<char>(code);
  } else if (code < 0x800) {
    *out++ = static_cast<char>(0xc0 | (code >> 6));
    tail(0);
  } else if (code < 0x10000) {
    *out++ = static_cast<char>(0xe0 | (code >> 12));
    tail(6), tail(0);
  } else {
    *out++ = static_cast<char>(0xf0 | (code >> 18));
    tail(12), tail(6), tail(0);
  }
  return out;
}

NNSTRUCT_DEFINE std::size_t unescape_unicode(std::string_view text, char* out) noexcept {
  char* const begin = out;
  while (!text.empty()) {
    const char c = text.front();
    text.remove_prefix(1);
    const char escape = c == '\\' && !text.empty() ? text.front() : '\0';
    if (escape == 'u' || escape == 'U') {
      const std::size_t length = escape == 'u' ? 4 : 8;
      const std::int64_t code = digits(text.substr(1), length, 16);
      if (code < 0 || code > 0x10ffff) return std::string_view::npos;
      out = put_utf8(out, static_cast<std::uint32_t>(code));
      text.remove_prefix(length + 1);
      continue;
    }
    out = put_utf8(out, static_cast<unsigned char>(c));  // Latin-1
    if (c == '\\' && !text.empty()) {                    // a backslash also shields a second one
      out = put_utf8(out, static_cast<unsigned char>(escape));
      text.remove_prefix(1);
    }
  }
  return static_cast<std::size_t>(out - begin);
}

NNSTRUCT_DEFINE std::string_view shortest_twos_complement(std::string_view bytes) noexcept {
  const auto negative = [&](std::size_t i) { return (static_cast<unsigned char>(bytes[i]) & 0x80) != 0; };
  while (!bytes.empty()) {
    const std::size_t last = bytes.size() - 1;
    const bool next_negative = last > 0 && negative(last - 1);
    if (bytes[last] != (next_negative ? '\xff' : '\0')) break;
    bytes.remove_suffix(1);
  }
  return bytes;
}

NNSTRUCT_DEFINE std::int64_t twos_complement_to_int64(std::string_view bytes) noexcept {
  const bool negative = !bytes.empty() && (static_cast<unsigned char>(bytes.back()) & 0x80) != 0;
  std::uint64_t result = negative ? ~std::uint64_t{0} : 0;
  for (std::size_t i = bytes.size(); i-- > 0;) result = result << 8 | static_cast<unsigned char>(bytes[i]);
  return static_cast<std::int64_t>(result);
}

NNSTRUCT_DEFINE std::string decimal_to_twos_complement(std::string_view decimal) {
  const bool negative = !decimal.empty() && decimal.front() == '-';
  if (negative || (!decimal.empty() && decimal.front() == '+')) decimal.remove_prefix(1);
  if (decimal.empty()) return {};
  std::vector<std::uint32_t> magnitude;  // little-endian
  while (!decimal.empty()) {             // nine digits at a time: the number so far times 10^9, plus them
    std::uint64_t factor = 1, carry = 0;
    for (const char c : decimal.substr(0, 9)) {
      if (c < '0' || c > '9') return {};
      factor *= 10;
      carry = carry * 10 + static_cast<unsigned>(c - '0');
    }
    decimal.remove_prefix(std::min<std::size_t>(decimal.size(), 9));
    for (std::uint32_t& limb : magnitude) {
      carry += limb * factor;
      limb = static_cast<std::uint32_t>(carry);
      carry >>= 32;
    }
    if (carry != 0) magnitude.push_back(static_cast<std::uint32_t>(carry));
  }
  magnitude.push_back(0);  // room for the sign
  std::string bytes;
  std::uint64_t carry = negative ? 1 : 0;  // the negative of a number is its complement plus one
  for (const std::uint32_t limb : magnitude) {
    carry += negative ? ~limb : limb;
    for (int shift = 0; shift < 32; shift += 8) bytes.push_back(static_cast<char>(carry >> shift));
    carry >>= 32;
  }
  bytes.resize(std::max<std::size_t>(shortest_twos_complement(bytes).size(), 1));  // empty means malformed
  return bytes;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pickle::detail
