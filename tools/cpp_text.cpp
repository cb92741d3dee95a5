// SPDX-License-Identifier: Apache-2.0
#include "cpp_text.hpp"

#include <algorithm>
#include <iterator>
#include <limits>

namespace nnstruct_command {

namespace {

// Those of C++20 and the other words that cannot be names; sorted. cmake/nnstruct-checkpoint-schema.cmake has them too.
constexpr std::string_view keywords[] = {
    "alignas",     "alignof",  "and",        "and_eq",    "asm",       "auto",         "bitand",
    "bitor",       "bool",     "break",      "case",      "catch",     "char",         "char16_t",
    "char32_t",    "char8_t",  "class",      "co_await",  "co_return", "co_yield",     "compl",
    "concept",     "const",    "const_cast", "consteval", "constexpr", "constinit",    "continue",
    "decltype",    "default",  "delete",     "do",        "double",    "dynamic_cast", "else",
    "enum",        "explicit", "export",     "extern",    "false",     "float",        "for",
    "friend",      "goto",     "if",         "inline",    "int",       "long",         "mutable",
    "namespace",   "new",      "noexcept",   "not",       "not_eq",    "nullptr",      "operator",
    "or",          "or_eq",    "private",    "protected", "public",    "register",     "reinterpret_cast",
    "requires",    "return",   "short",      "signed",    "sizeof",    "static",       "static_assert",
    "static_cast", "struct",   "switch",     "template",  "this",      "thread_local", "throw",
    "true",        "try",      "typedef",    "typeid",    "typename",  "union",        "unsigned",
    "using",       "virtual",  "void",       "volatile",  "wchar_t",   "while",        "xor",
    "xor_eq",
};
static_assert(std::is_sorted(std::begin(keywords), std::end(keywords)));

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool is_word_char(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_';
}

}  // namespace

bool is_keyword(std::string_view word) noexcept {
  return std::binary_search(std::begin(keywords), std::end(keywords), word);
}

bool is_identifier(std::string_view name) noexcept {
  return !name.empty() && !is_digit(name.front()) && std::all_of(name.begin(), name.end(), is_word_char) &&
         !is_keyword(name);
}

bool is_qualified_name(std::string_view name) noexcept {
  for (;;) {
    const std::size_t colons = name.find("::");
    if (!is_identifier(name.substr(0, colons))) return false;
    if (colons == std::string_view::npos) return true;
    name.remove_prefix(colons + 2);
  }
}

std::string identifier_from(std::string_view text) {
  std::string name(text);
  std::replace_if(
      name.begin(), name.end(), [](char c) { return !is_word_char(c); }, '_');
  if (name.empty() || is_digit(name.front())) name.insert(0, 1, '_');
  if (is_keyword(name)) name += '_';
  return name;
}

std::string string_literal(std::string_view text) {
  std::string out = "\"";
  char before = '\0';
  for (char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n') {
      out += "\\n";
    } else if (byte < 0x20 || byte >= 0x7f) {
      const auto digit = [&](int shift) { return static_cast<char>('0' + ((byte >> shift) & 7)); };
      out.append({'\\', digit(6), digit(3), digit(0)});
    } else {
      // Two question marks may begin a trigraph, where the compiler still knows these.
      if (c == '"' || c == '\\' || (c == '?' && before == '?')) out += '\\';
      out += c;
    }
    before = c;
  }
  return out += '"';
}

std::string integer_literal(std::int64_t number) {
  if (number == std::numeric_limits<std::int64_t>::min()) return std::to_string(number + 1) + " - 1";
  return std::to_string(number);
}

}  // namespace nnstruct_command
