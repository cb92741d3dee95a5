// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <charconv>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>

#include <nnstruct/concat.hpp>
#include <nnstruct/tensor/python_float.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

NNSTRUCT_DEFINE std::string python_float(double value) {
  if (std::isnan(value)) return "nan";
  std::string out = std::signbit(value) ? "-" : "";
  if (std::isinf(value)) return concat({out, "inf"});

  // The digits are the standard library's, `d.ddde-xx`; where the point stands is Python's affair.
  char text[32];
  const char* const end = std::to_chars(text, text + sizeof text, std::abs(value), std::chars_format::scientific).ptr;
  std::string digits;
  const char* at = text;
  for (; *at != 'e'; ++at)
    if (*at != '.') digits += *at;
  const std::string exponent(at, end);  // two digits at least, as in Python
  const int power = std::stoi(exponent.substr(1));

  if (power < -4 || power >= 16) {
    const std::string_view first(digits.data(), 1), rest = std::string_view(digits).substr(1);
    return concat({out, first, rest.empty() ? "" : ".", rest, exponent});
  }
  if (power < 0) return concat({out, "0.", std::string(static_cast<std::size_t>(-power - 1), '0'), digits});
  const std::size_t whole = static_cast<std::size_t>(power) + 1;
  if (digits.size() <= whole) return concat({out, digits, std::string(whole - digits.size(), '0'), ".0"});
  return concat({out, std::string_view(digits).substr(0, whole), ".", std::string_view(digits).substr(whole)});
}

NNSTRUCT_DEFINE std::string rounded_float(double value, char style, int precision) {
  const std::chars_format format = style == 'f'   ? std::chars_format::fixed
                                   : style == 'e' ? std::chars_format::scientific
                                                  : std::chars_format::general;
  std::string text(static_cast<std::size_t>(precision) + 320, '\0');  // a sign, a point, and 309 digits before it
  text.resize(static_cast<std::size_t>(
      std::to_chars(text.data(), text.data() + text.size(), value, format, precision).ptr - text.data()));
  return text;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
