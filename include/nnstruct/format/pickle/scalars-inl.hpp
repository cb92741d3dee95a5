// SPDX-License-Identifier: Apache-2.0
/// \file
/// Definitions of scalars.hpp.
#pragma once

#include <algorithm>
#include <charconv>
#include <string>
#include <system_error>

#include <nnstruct/format/pickle/scalars.hpp>
#include <nnstruct/format/pickle/text.hpp>
#include <nnstruct/over_limit.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pickle::detail {

/// True when all of the text was a number.
template <class Number> bool read_number(std::string_view text, Number& number) noexcept {
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && stop == text.data() + text.size();
}

NNSTRUCT_DEFINE value scalars::int_text(std::string_view line) {
  if (line == "00" || line == "01") return builder::boolean(line == "01");
  return decimal(line);
}

NNSTRUCT_DEFINE value scalars::long_text(std::string_view line) {
  if (line.ends_with('L')) line.remove_suffix(1);
  return decimal(line);
}

NNSTRUCT_DEFINE value scalars::decimal(std::string_view digits) {
  const std::string_view magnitude = digits.substr(digits.starts_with('-') ? 1 : 0);
  const bool octal_looking = magnitude.size() > 1 && magnitude[0] == '0';
  std::int64_t number = 0;
  if (!octal_looking && read_number(digits, number)) return builder::integer(number);
  if (magnitude.size() > digits_)  // the conversion takes time by the square of them
    in_.refuse(
        nnstruct::detail::over_limit(concat({"finds an integer of ", magnitude.size(), " digits"}), "digits", digits_),
        format_problem::limit);
  const std::string bytes = octal_looking ? std::string() : decimal_to_twos_complement(digits);
  if (bytes.empty()) in_.refuse("needs a decimal integer, found other text");
  std::copy(bytes.begin(), bytes.end(), build_.room(bytes.size()));
  return build_.text(kind::big_integer, build_.keep(bytes.size()));
}

NNSTRUCT_DEFINE value scalars::float_text(std::string_view line) {
  double number = 0;
  if (line.ends_with(')') || !read_number(line, number)) in_.refuse("needs a floating-point number, found other text");
  return builder::real(number);
}

NNSTRUCT_DEFINE value scalars::twos_complement(std::string_view bytes) {
  bytes = shortest_twos_complement(bytes);
  if (bytes.size() <= 8) return builder::integer(twos_complement_to_int64(bytes));
  return build_.text(kind::big_integer, bytes);
}

NNSTRUCT_DEFINE value scalars::utf8(std::string_view bytes) {
  if (!valid_utf8(bytes)) in_.refuse("needs text in UTF-8, found other bytes");
  return build_.text(kind::string, bytes);
}

NNSTRUCT_DEFINE value scalars::python2_text(std::string_view bytes) {
  return build_.text(valid_utf8(bytes) ? kind::string : kind::bytes, bytes);
}

NNSTRUCT_DEFINE value scalars::string_text(std::string_view line) {
  const bool quoted = line.size() >= 2 && (line[0] == '\'' || line[0] == '"') && line.back() == line[0];
  if (!quoted) in_.refuse("needs text in quotes");
  line = line.substr(1, line.size() - 2);
  if (line.find('\\') == std::string_view::npos) return python2_text(line);
  const std::size_t size = unescape_string(line, build_.room(line.size()));
  if (size == std::string_view::npos) in_.refuse("has a malformed escape in its text");
  return python2_text(build_.keep(size));
}

NNSTRUCT_DEFINE value scalars::unicode_text(std::string_view line) {
  const std::size_t size = unescape_unicode(line, build_.room(2 * line.size()));
  if (size == std::string_view::npos) in_.refuse("has a malformed escape in its text");
  return build_.text(kind::string, build_.keep(size));
}

NNSTRUCT_DEFINE std::uint32_t scalars::memo_id(std::string_view line) {
  std::uint32_t id = 0;
  if (!read_number(line, id)) in_.refuse("needs a memo number of at most 4294967295");
  return id;
}

NNSTRUCT_DEFINE std::uint64_t scalars::signed_length(std::uint64_t length) {
  if (length > 0x7fffffff) in_.refuse("has a negative length");
  return length;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pickle::detail
