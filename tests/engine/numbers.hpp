// SPDX-License-Identifier: Apache-2.0
/// \file
/// Numbers to compute with, and how the engine's results are compared with a definition written out in double.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include "support/catch.hpp"

namespace nnstruct_test {

template <class T = float> std::vector<T> random_numbers(std::int64_t count, unsigned seed) {
  std::mt19937 generator(seed);
  std::uniform_real_distribution<T> numbers(-1, 1);
  std::vector<T> out(static_cast<std::size_t>(count));
  for (T& number : out) number = numbers(generator);
  return out;
}

inline void check_close(const std::vector<float>& found, const std::vector<double>& expected) {
  REQUIRE(found.size() == expected.size());
  double largest = 0, farthest = 0;
  for (std::size_t i = 0; i < found.size(); ++i) {
    largest = std::max(largest, std::abs(expected[i]));
    farthest = std::max(farthest, std::abs(static_cast<double>(found[i]) - expected[i]));
  }
  CHECK(farthest <= 1e-5 * largest);
}

/// A row-major array that is read by indices, as double.
class array_view {
 public:
  array_view(const std::vector<float>& values, std::vector<std::int64_t> extents)
      : values_(values.data()), extents_(std::move(extents)) {}
  template <class... I> double operator()(I... indices) const {
    std::int64_t offset = 0;
    std::size_t i = 0;
    ((offset = offset * extents_[i++] + indices), ...);
    return static_cast<double>(values_[offset]);
  }

 private:
  const float* values_;
  std::vector<std::int64_t> extents_;
};

}  // namespace nnstruct_test
