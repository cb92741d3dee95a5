// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <limits>

#include <nnstruct/concat.hpp>
#include <nnstruct/format/pickle/text.hpp>
#include <nnstruct/format/safetensors/json.hpp>
#include <nnstruct/over_limit.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::safetensors {

NNSTRUCT_DEFINE bool is_unicode(std::string_view text) noexcept {
  for (std::size_t i = 0; i + 1 < text.size(); ++i)  // surrogates are the bytes ED A0 to ED BF
    if (static_cast<unsigned char>(text[i]) == 0xed && static_cast<unsigned char>(text[i + 1]) >= 0xa0) return false;
  return pickle::detail::valid_utf8(text);
}

NNSTRUCT_DEFINE void json_reader::refuse(std::size_t at, std::string_view what, format_problem problem) const {
  file_place place = place_;
  place.offset = place.offset.value_or(0) + at;
  throw FormatError(problem, place, what);
}

NNSTRUCT_DEFINE void json_reader::over_limit(std::string_view found, std::string_view name, std::uint64_t limit) const {
  file_place place = place_;
  place.offset = place.offset.value_or(0) + at_;
  throw FormatError(format_problem::limit, place, nnstruct::detail::over_limit(found, name, limit));
}

NNSTRUCT_DEFINE char json_reader::peek() {
  while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r'))
    ++at_;
  return at_ < text_.size() ? text_[at_] : '\0';
}

NNSTRUCT_DEFINE bool json_reader::take(char token) {
  if (peek() != token || at_ == text_.size()) return false;
  ++at_;
  return true;
}

NNSTRUCT_DEFINE void json_reader::expect(char token) {
  if (!take(token)) refuse(concat({"expected '", token, "' of JSON; the file is damaged"}));
}

NNSTRUCT_DEFINE unsigned json_reader::unicode_escape() {
  unsigned value = 0;
  for (int i = 0; i < 4; ++i, ++at_) {
    const char c = at_ < text_.size() ? text_[at_] : '\0';
    const int digit = c >= '0' && c <= '9'   ? c - '0'
                      : c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                             : -1;
    if (digit < 0) refuse("expected four hexadecimal digits after \\u");
    value = value << 4 | static_cast<unsigned>(digit);
  }
  return value;
}

NNSTRUCT_DEFINE std::string json_reader::string() {
  expect('"');
  const std::size_t begin = at_;
  std::string out;
  for (;;) {
    if (at_ == text_.size()) refuse(begin, "a string of JSON does not end; the file is damaged");
    const char c = text_[at_++];
    if (c == '"') break;
    if (static_cast<unsigned char>(c) < 0x20) refuse(at_ - 1, "a control character in a string of JSON");
    if (c != '\\') {
      out += c;
      continue;
    }
    const char escape = at_ < text_.size() ? text_[at_++] : '\0';
    switch (escape) {
      case '"':
      case '\\':
      case '/': out += escape; continue;
      case 'b': out += '\b'; continue;
      case 'f': out += '\f'; continue;
      case 'n': out += '\n'; continue;
      case 'r': out += '\r'; continue;
      case 't': out += '\t'; continue;
      case 'u': break;
      default: refuse(at_ - 1, "an unknown escape in a string of JSON");
    }
    unsigned code = unicode_escape();
    if (code >= 0xd800 && code < 0xe000) {
      if (code >= 0xdc00 || !text_.substr(at_).starts_with("\\u"))
        refuse("half of a surrogate pair in a string of JSON");
      at_ += 2;
      const unsigned low = unicode_escape();
      if (low < 0xdc00 || low >= 0xe000) refuse("half of a surrogate pair in a string of JSON");
      code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
    }
    if (code < 0x80) {
      out += static_cast<char>(code);
    } else if (code < 0x800) {
      out += static_cast<char>(0xc0 | code >> 6);
      out += static_cast<char>(0x80 | (code & 0x3f));
    } else if (code < 0x10000) {
      out += static_cast<char>(0xe0 | code >> 12);
      out += static_cast<char>(0x80 | (code >> 6 & 0x3f));
      out += static_cast<char>(0x80 | (code & 0x3f));
    } else {
      out += static_cast<char>(0xf0 | code >> 18);
      out += static_cast<char>(0x80 | (code >> 12 & 0x3f));
      out += static_cast<char>(0x80 | (code >> 6 & 0x3f));
      out += static_cast<char>(0x80 | (code & 0x3f));
    }
  }
  if (!is_unicode(out)) refuse(begin, "a string of JSON is no UTF-8; the file is damaged");
  return out;
}

NNSTRUCT_DEFINE std::int64_t json_reader::integer() {
  peek();
  const std::size_t begin = at_;
  std::int64_t value = 0;
  for (; at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9'; ++at_) {
    const int digit = text_[at_] - '0';
    if (value > (std::numeric_limits<std::int64_t>::max() - digit) / 10)
      refuse(begin, "a number does not fit 64 bits; the file is damaged");
    value = value * 10 + digit;
  }
  const bool follows = at_ < text_.size() && (text_[at_] == '.' || text_[at_] == 'e' || text_[at_] == 'E');
  if (at_ == begin || follows || (at_ - begin > 1 && text_[begin] == '0'))
    refuse(begin, "expected a number of decimal digits; the file is damaged");
  return value;
}

NNSTRUCT_DEFINE void json_reader::skip_scalar() {
  for (std::string_view word : {"true", "false", "null"})
    if (text_.substr(at_, word.size()) == word) {
      at_ += word.size();
      return;
    }
  const std::size_t begin = at_;
  const auto next_is = [&](std::string_view any) { return at_ < text_.size() && any.find(text_[at_]) != any.npos; };
  const auto digits = [&] {
    const std::size_t first = at_;
    while (next_is("0123456789")) ++at_;
    if (at_ == first) refuse(begin, "expected a value of JSON; the file is damaged");
  };
  if (next_is("-")) ++at_;
  if (next_is("0")) ++at_;
  else digits();
  if (next_is(".")) ++at_, digits();
  if (next_is("eE")) {
    ++at_;
    if (next_is("+-")) ++at_;
    digits();
  }
}

NNSTRUCT_DEFINE void json_reader::skip() {
  std::string open;  // brackets
  do {
    const char next = peek();
    if (next == '{' || next == '[') {
      expect(next);
      if (open.size() >= nesting_) over_limit(concat({"JSON of ", open.size() + 1, " levels"}), "nesting", nesting_);
      open += next == '{' ? '}' : ']';
      if (take(open.back())) {
        open.pop_back();
      } else {
        if (next == '{') string(), expect(':');
        continue;
      }
    } else if (next == '"') {
      string();
    } else {
      skip_scalar();
    }
    while (!open.empty()) {
      if (take(',')) {
        if (open.back() == '}') string(), expect(':');
        break;
      }
      expect(open.back());
      open.pop_back();
    }
  } while (!open.empty());
}

NNSTRUCT_DEFINE void json_reader::end() {
  if (peek() != '\0' || at_ != text_.size()) refuse("something stands behind the end of the JSON text");
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::safetensors
