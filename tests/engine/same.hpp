// SPDX-License-Identifier: Apache-2.0
/// \file
/// How what oneDNN computes is compared with what the reference engine does.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include <nnstruct/engine/onednn.hpp>

#include "engine/geometries.hpp"
#include "support/catch.hpp"

namespace nnstruct_test {

inline constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN();
inline constexpr float infinity = std::numeric_limits<float>::infinity();

inline std::vector<float> room(std::int64_t count) {
  return std::vector<float>(static_cast<std::size_t>(count), 99.0f);
}

/// Calls f(engine's functions..., y) for both and compares; infinities and NaN must be in the same places.
template <class F, class G>
void check_same(std::int64_t count, F computed_with_onednn, G computed_with_reference, double tolerance = 1e-5) {
  std::vector<float> found = room(count), expected = room(count);
  const auto before = nnstruct::engine::onednn::fallbacks();
  computed_with_onednn(found.data());
  computed_with_reference(expected.data());
  CHECK(nnstruct::engine::onednn::fallbacks() == before);
  double largest = 0;
  for (const float value : expected)
    if (std::isfinite(value)) largest = std::max(largest, std::abs(static_cast<double>(value)));
  for (std::size_t i = 0; i < found.size(); ++i) {
    const bool same = found[i] == expected[i] || (std::isnan(found[i]) && std::isnan(expected[i]));
    if (same || std::abs(static_cast<double>(found[i]) - static_cast<double>(expected[i])) <= tolerance * largest)
      continue;
    FAIL_CHECK("element " << i << " is " << found[i] << " and with the reference engine " << expected[i]);
    return;
  }
}

/// Some of the numbers become NaN and infinities.
inline std::vector<float> with_special(std::vector<float> numbers, dice& random) {
  for (float& number : numbers) {
    const std::int64_t what = random(0, 30);
    if (what == 0) number = not_a_number;
    if (what == 1) number = infinity;
    if (what >= 2 && what <= 6) number = -infinity;
  }
  return numbers;
}

}  // namespace nnstruct_test
