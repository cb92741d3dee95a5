// SPDX-License-Identifier: Apache-2.0
/// \file
/// Bytes as they stand in the tables of tests/data: two digits each, a single - for none.
#pragma once

#include <string>
#include <string_view>

namespace nnstruct_test {

inline std::string unhex(std::string_view hex) {
  const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  std::string out;
  if (hex == "-") return out;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) out += static_cast<char>(digit(hex[i]) << 4 | digit(hex[i + 1]));
  return out;
}

}  // namespace nnstruct_test
