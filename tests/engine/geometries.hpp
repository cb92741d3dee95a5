// SPDX-License-Identifier: Apache-2.0
/// \file
/// Windows that tests of convolution and pooling draw.
#pragma once

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>

#include <nnstruct/engine/window2d.hpp>

namespace nnstruct_test {

/// Numbers that are the same with every standard library.
class dice {
 public:
  explicit dice(unsigned seed) : generator_(seed) {}
  std::int64_t operator()(std::int64_t least, std::int64_t most) {
    return least + static_cast<std::int64_t>(generator_() % static_cast<std::uint32_t>(most - least + 1));
  }

 private:
  std::mt19937 generator_;
};

inline std::string text(const nnstruct::engine::window2d& w) {
  std::string out;
  for (const std::int64_t number : {w.input_h, w.input_w, w.kernel_h, w.kernel_w, w.stride_h, w.stride_w, w.padding_h,
                                    w.padding_w, w.dilation_h, w.dilation_w, w.output_h, w.output_w})
    out += std::to_string(number) + " ";
  return out;
}

struct extent {
  std::int64_t input, kernel, stride, padding, dilation, output;
};
inline nnstruct::engine::window2d window_of(const extent& h, const extent& w) {
  return {h.input,   w.input,   h.kernel,   w.kernel,   h.stride, w.stride,
          h.padding, w.padding, h.dilation, w.dilation, h.output, w.output};
}

inline extent extent_of_convolution(dice& random) {
  for (;;) {
    extent e{random(1, 13), random(1, 5), random(1, 3), random(0, 4), random(1, 3), 0};
    const std::int64_t room_for = e.input + 2 * e.padding - e.dilation * (e.kernel - 1) - 1;
    if (room_for < 0) continue;
    e.output = room_for / e.stride + 1;
    return e;
  }
}

inline extent extent_of_transposed(dice& random) {
  for (;;) {
    extent e{random(1, 9), random(1, 5), random(1, 3), random(0, 3), random(1, 3), 0};
    const std::int64_t more = random(0, std::max(e.stride, e.dilation) - 1);
    e.output = (e.input - 1) * e.stride - 2 * e.padding + e.dilation * (e.kernel - 1) + more + 1;
    if (e.output > 0) return e;
  }
}

/// As PyTorch takes them: padding at most half the kernel, and with ceil_mode windows that hang over.
inline extent extent_of_pool(dice& random, std::int64_t most_dilation) {
  for (;;) {
    extent e{random(1, 13), random(1, 5), random(1, 4), 0, random(1, most_dilation), 0};
    e.padding = random(0, e.kernel / 2);
    const std::int64_t room_for = e.input + 2 * e.padding - e.dilation * (e.kernel - 1) - 1;
    if (room_for < 0) continue;
    const bool ceil_mode = random(0, 1) == 1;
    e.output = (room_for + (ceil_mode ? e.stride - 1 : 0)) / e.stride + 1;
    if (ceil_mode && (e.output - 1) * e.stride >= e.input + e.padding) --e.output;
    return e;
  }
}

}  // namespace nnstruct_test
