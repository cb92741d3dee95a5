// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/format/pytorch/python_literal.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch {

/// Reads one value from the front of a text.
NNSTRUCT_DECLARE class literal_reader {
 public:
  explicit literal_reader(std::string_view text) : text_(text) {}

  Value run() {
    Value out = value(0);
    if (!rest().empty()) fail("the end");
    return out;
  }

 private:
  static constexpr int deepest = 64;

  [[noreturn]] void fail(std::string_view expected) const {
    throw Error(concat(
        {"expected ", expected, " at character ", at_, " of what is to be a value as Python writes it: ", text_}));
  }

  std::string_view rest() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
    return text_.substr(at_);
  }
  bool take(std::string_view token) {
    if (!rest().starts_with(token)) return false;
    at_ += token.size();
    return true;
  }
  void need(std::string_view token) {
    if (!take(token)) fail(concat({"\"", token, "\""}));
  }

  Value value(int depth) {
    if (depth > deepest) fail("fewer values in values");
    if (take("None")) return {};
    if (take("True")) return true;
    if (take("False")) return false;
    if (take("nan")) return std::numeric_limits<double>::quiet_NaN();
    if (take("inf")) return std::numeric_limits<double>::infinity();
    if (take("-inf")) return -std::numeric_limits<double>::infinity();
    if (take("torch.Size(")) {
      need("[");
      Value out = value_access::size(items(depth, "]").first);
      need(")");
      return out;
    }
    if (take("[")) return Value::list(items(depth, "]").first);
    if (take("(")) {
      auto [values, comma] = items(depth, ")");
      if (values.size() == 1 && !comma) return std::move(values[0]);  // in parentheses
      return Value::tuple(std::move(values));
    }
    if (take("{")) return dictionary(depth);
    const std::string_view next = rest();
    if (next.starts_with('\'') || next.starts_with('"')) return string();
    return number();
  }

  /// Up to what closes them. \returns them, and whether a comma stands behind the last
  std::pair<std::vector<Value>, bool> items(int depth, std::string_view close) {
    std::vector<Value> out;
    bool comma = true;
    while (!take(close)) {
      if (!comma) fail(concat({"\",\" or \"", close, "\""}));
      out.push_back(value(depth + 1));
      comma = take(",");
    }
    return {std::move(out), comma};
  }

  Value dictionary(int depth) {
    std::vector<Value::pair> out;
    for (bool comma = true; !take("}"); comma = take(",")) {
      if (!comma) fail("\",\" or \"}\"");
      Value key = value(depth + 1);
      need(":");
      out.emplace_back(std::move(key), value(depth + 1));
    }
    return Value::dict(std::move(out));
  }

  Value number() {
    const std::string_view from = rest();
    const std::string_view digits = from.substr(0, from.find_first_not_of("+-0123456789.eE"));
    const char* const end = digits.data() + digits.size();
    if (digits.find_first_not_of("0123456789", digits.starts_with('-')) == digits.npos) {
      std::int64_t integer = 0;
      const auto [stop, error] = std::from_chars(digits.data(), end, integer);
      if (error != std::errc::invalid_argument) at_ += digits.size();
      if (error == std::errc::result_out_of_range) return value_access::text(Value::kind::big_integer, digits);
      if (error == std::errc()) return integer;
    } else {
      double real = 0;
      const auto [stop, error] = std::from_chars(digits.data(), end, real);
      if (error == std::errc() && stop == end) {
        at_ += digits.size();
        return real;
      }
    }
    fail("a value");
  }

  Value string() {
    const char quote = text_[at_++];
    std::string out;
    while (at_ < text_.size() && text_[at_] != quote) {
      if (text_[at_] != '\\') {
        out += text_[at_++];
        continue;
      }
      ++at_;
      const char c = at_ < text_.size() ? text_[at_] : '\0';
      constexpr std::string_view names = "\\'\"nrt", meant = "\\'\"\n\r\t";
      if (const std::size_t which = names.find(c); which != names.npos) {
        out += meant[which];
        ++at_;
      } else {
        add_code_point(out, c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0);
      }
    }
    if (at_ == text_.size()) fail("the end of a string");
    ++at_;
    return value_access::string(out, false);
  }

  /// The hexadecimal digits of `\xe9`, behind the backslash, as UTF-8.
  void add_code_point(std::string& out, std::size_t digits) {
    const std::string_view text = text_.substr(std::min(at_ + 1, text_.size()), digits);
    std::uint32_t code = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), code, 16);
    if (digits == 0 || text.size() != digits || error != std::errc() || stop != text.data() + digits || code > 0x10ffff)
      fail("a character behind a backslash");
    at_ += 1 + digits;
    const auto add = [&](std::uint32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
    const auto six_bits = [&](int shift) { add(0x80 | (code >> shift & 0x3f)); };
    if (code < 0x80) return add(code);
    if (code < 0x800) return add(0xc0 | code >> 6), six_bits(0);
    if (code < 0x10000) return add(0xe0 | code >> 12), six_bits(6), six_bits(0);
    add(0xf0 | code >> 18), six_bits(12), six_bits(6), six_bits(0);
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

NNSTRUCT_DEFINE Value value_of_literal(std::string_view text) { return literal_reader(text).run(); }

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
