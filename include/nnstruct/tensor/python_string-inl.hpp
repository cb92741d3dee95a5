// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>

#include <nnstruct/tensor/python_string.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// What str.isprintable() denies, from tests/data/make_python_strings.py: controls, formats, surrogates, private use,
/// and spaces other than the common one.
struct code_range {
  std::uint32_t first, last;
};
inline constexpr code_range unprintable[] = {
    {0x0, 0x1f},        {0x7f, 0xa0},       {0xad, 0xad},       {0x600, 0x605},     {0x61c, 0x61c},
    {0x6dd, 0x6dd},     {0x70f, 0x70f},     {0x890, 0x891},     {0x8e2, 0x8e2},     {0x1680, 0x1680},
    {0x180e, 0x180e},   {0x2000, 0x200f},   {0x2028, 0x202f},   {0x205f, 0x206f},   {0x3000, 0x3000},
    {0xd800, 0xf8ff},   {0xfeff, 0xfeff},   {0xfff9, 0xfffb},   {0x110bd, 0x110bd}, {0x110cd, 0x110cd},
    {0x13430, 0x13438}, {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0001, 0xe007f}, {0xf0000, 0x10fffd},
};

NNSTRUCT_DECLARE bool is_printable(std::uint32_t code) noexcept {
  for (const code_range& range : unprintable)
    if (code <= range.last) return code < range.first;
  return true;
}

/// The code point at the start of a text in UTF-8 (lone surrogates too, as Python's pickles have them) and its bytes;
/// 0 bytes if there is none.
struct decoded {
  std::uint32_t code;
  std::size_t bytes;
};
NNSTRUCT_DECLARE decoded first_code_point(std::string_view text) noexcept {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned lead = byte(0);
  const std::size_t bytes = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
  if (bytes == 0 || bytes > text.size()) return {lead, 0};
  std::uint32_t code = bytes == 1 ? lead : lead & (0x7fu >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return {lead, 0};
    code = code << 6 | (byte(i) & 0x3fu);
  }
  const std::uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  if (code < least[bytes] || code > 0x10ffff) return {lead, 0};
  return {code, bytes};
}

NNSTRUCT_DEFINE std::string python_repr(std::string_view text) {
  const bool single = text.find('\'') == std::string_view::npos || text.find('"') != std::string_view::npos;
  const char quote = single ? '\'' : '"';
  std::string out(1, quote);
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    const auto [code, bytes] = first_code_point(text.substr(i));
    if (c == quote || c == '\\') out.append(1, '\\').append(1, c);
    else if (c == '\n') out += "\\n";
    else if (c == '\r') out += "\\r";
    else if (c == '\t') out += "\\t";
    else if (bytes != 0 && is_printable(code)) out.append(text.substr(i, bytes));
    else {
      char escape[11];
      std::snprintf(escape, sizeof escape, code <= 0xff ? "\\x%02x" : code <= 0xffff ? "\\u%04x" : "\\U%08x", code);
      out += escape;
    }
    i += bytes == 0 ? 1 : bytes;
  }
  return out += quote;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
