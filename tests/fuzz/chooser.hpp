// SPDX-License-Identifier: Apache-2.0
/// \file
/// Bytes as a row of choices.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

#include "fuzz/targets.hpp"

namespace fuzz {

/// Takes choices from the bytes; once they are over, every choice is 0.
class chooser {
 public:
  explicit chooser(bytes input) : left_(input) {}

  std::uint8_t byte() {
    if (left_.empty()) return 0;
    const auto out = static_cast<std::uint8_t>(left_.front());
    left_ = left_.subspan(1);
    return out;
  }
  std::size_t below(std::size_t count) { return byte() % count; }
  std::uint64_t word() {
    std::uint64_t out = 0;
    for (int i = 0; i < 8; ++i) out = out << 8 | byte();
    return out;
  }
  double number() {
    const std::uint64_t bits = word();
    double out;
    std::memcpy(&out, &bits, sizeof out);
    return out;
  }
  std::string text() {
    std::string out(below(12), '\0');
    for (char& c : out) c = static_cast<char>(byte());
    return out;
  }
  bool over() const { return left_.empty(); }

 private:
  bytes left_;
};

}  // namespace fuzz
