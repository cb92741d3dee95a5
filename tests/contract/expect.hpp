// SPDX-License-Identifier: Apache-2.0
/// \file
/// What a test framework would give, without its compile time: a failed check is printed and remembered.
#pragma once

#include <string>

namespace contract {

/// Defined in main.cpp.
void expect(bool holds, const char* what, const char* file, int line);

/// The message of the exception; empty if there is none. Another one goes on to main, which fails.
template <class Exception, class Function> std::string thrown_by(Function function) {
  try {
    function();
  } catch (const Exception& error) { return error.what(); }
  return {};
}

inline bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// As PyTorch's allclose, for results of float.
inline bool close(double found, double expected) {
  const double difference = found < expected ? expected - found : found - expected;
  return difference <= 1e-5 + 1e-4 * (expected < 0 ? -expected : expected);
}

}  // namespace contract

#define EXPECT(...) ::contract::expect(static_cast<bool>(__VA_ARGS__), #__VA_ARGS__, __FILE__, __LINE__)
