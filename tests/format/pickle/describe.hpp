// SPDX-License-Identifier: Apache-2.0
/// \file
/// A document as text, in the very form that tests/data/make_pickles.py writes of what Python sees.
#pragma once

#include <bit>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <string_view>

#include <nnstruct/format/pickle/document.hpp>

#include "support/catch.hpp"
#include "support/hex.hpp"

namespace nnstruct_test {

namespace pickle = nnstruct::format::pickle;

inline std::string read_file(const std::string& name) {
  std::ifstream in(std::string(NNSTRUCT_TEST_DATA "/pickles/") + name, std::ios::binary);
  REQUIRE(in.good());
  return {std::istreambuf_iterator<char>(in), {}};
}

inline std::string hex(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) {
    char two[3];
    std::snprintf(two, sizeof two, "%02x", static_cast<unsigned>(static_cast<unsigned char>(c)));
    out += two;
  }
  return out;
}

class describer {
 public:
  explicit describer(const pickle::document& doc) : doc_(doc) {}

  std::string text() {
    walk(doc_.root(), 0);
    return out_;
  }

 private:
  void line(std::size_t depth, std::string_view text) { out_.append(depth, ' ').append(text).append("\n"); }

  static std::string quoted(std::string_view bytes) {
    std::string out = "\"";
    for (const char c : bytes) {
      const bool plain = c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
      out += plain ? std::string(1, c) : "\\x" + hex({&c, 1});
    }
    return out + "\"";
  }

  /// Numbers a mutable object when it comes first; afterwards only refers to it.
  bool number(std::size_t depth, std::string_view name, pickle::value v) {
    const auto [at, first] = numbers_.emplace(v.index(), numbers_.size());
    line(depth, std::string(name) + (first ? " #" : " @") + std::to_string(at->second));
    return first;
  }

  void items(pickle::value v, std::size_t depth) {
    for (const pickle::value item : doc_.items(v)) walk(item, depth);
  }
  void pairs(pickle::value v, std::size_t depth) {
    for (const auto& [key, mapped] : doc_.pairs(v)) walk(key, depth), walk(mapped, depth);
  }

  void call(pickle::value v, std::size_t depth) {
    const pickle::call_record& c = doc_.call(v);
    walk(c.callable, depth + 1);
    walk(c.args, depth + 1);
    if (doc_.kwargs(v).is(pickle::kind::dict)) line(depth + 1, "kwargs"), walk(doc_.kwargs(v), depth + 2);
    if (doc_.state(v) != nullptr) line(depth + 1, "state"), walk(*doc_.state(v), depth + 2);
    if (!doc_.items(v).empty()) line(depth + 1, "items"), items(v, depth + 2);
    if (!doc_.pairs(v).empty()) line(depth + 1, "pairs"), pairs(v, depth + 2);
  }

  void walk(pickle::value v, std::size_t depth) {
    using pickle::kind;
    switch (v.what()) {
      case kind::none: return line(depth, "None");
      case kind::boolean: return line(depth, v.boolean() ? "True" : "False");
      case kind::integer: return line(depth, "int " + std::to_string(v.integer()));
      case kind::big_integer: return line(depth, "bigint " + hex(v.text()));
      case kind::real: {
        char digits[17];
        std::snprintf(digits, sizeof digits, "%016llx",
                      static_cast<unsigned long long>(std::bit_cast<std::uint64_t>(v.real())));
        return line(depth, std::string("float ") + digits);
      }
      case kind::string: return line(depth, "str " + quoted(v.text()));
      case kind::bytes: return line(depth, "bytes " + quoted(v.text()));
      case kind::bytearray: return line(depth, "bytearray " + quoted(v.text()));
      case kind::tuple: return line(depth, "tuple"), items(v, depth + 1);
      case kind::frozenset: return line(depth, "frozenset"), items(v, depth + 1);
      case kind::list:
        if (number(depth, "list", v)) items(v, depth + 1);
        return;
      case kind::set:
        if (number(depth, "set", v)) items(v, depth + 1);
        return;
      case kind::dict:
        if (number(depth, "dict", v)) pairs(v, depth + 1);
        return;
      case kind::global:
        return line(depth, "global " + std::string(doc_.global(v).module) + " " + std::string(doc_.global(v).name));
      case kind::call:
        if (number(depth, "call", v)) call(v, depth);
        return;
      case kind::instance:
        if (number(depth, "instance", v)) call(v, depth);
        return;
      case kind::persistent_id: return line(depth, "persistent_id"), walk(doc_.persistent(v), depth + 1);
      case kind::back_reference: return walk(doc_.referred(v), depth);
    }
    line(depth, "a value of no kind");
  }

  const pickle::document& doc_;
  std::string out_;
  std::map<std::uint32_t, std::size_t> numbers_;
};

inline std::string describe(const pickle::document& doc) { return describer(doc).text(); }

}  // namespace nnstruct_test
