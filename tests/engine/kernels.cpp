// SPDX-License-Identifier: Apache-2.0
// The engine's kernels against their definitions, written out in double. (tests/layers compares them with PyTorch.)
#include <nnstruct/engine/kernels.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "engine/numbers.hpp"
#include "support/catch.hpp"

namespace engine_kernels_test {

namespace engine = nnstruct::engine;
using namespace nnstruct_test;

namespace {

struct Convolution {
  std::int64_t batch, in, out, groups, height, width, kernel_h, kernel_w, stride, padding, dilation;
};

}  // namespace

TEST_CASE("the engine is the one that the tests are built for", "[engine]") {
  CHECK(nnstruct::engine_name == NNSTRUCT_TEST_ENGINE);
}

TEST_CASE("linear is a matrix product and a bias", "[engine]") {
  constexpr std::int64_t rows = 6, in = 257, out = 5;
  const auto x = random_numbers(rows * in, 1), weight = random_numbers(out * in, 2), bias = random_numbers(out, 3);
  for (const float* b : {bias.data(), static_cast<const float*>(nullptr)}) {
    std::vector<float> y(rows * out, 99.0f);
    engine::linear(rows, in, out, x.data(), weight.data(), b, y.data());
    std::vector<double> expected;
    for (std::size_t r = 0; r < rows; ++r)
      for (std::size_t o = 0; o < out; ++o) {
        double sum = b ? static_cast<double>(bias[o]) : 0;
        for (std::size_t i = 0; i < in; ++i) sum += static_cast<double>(x[r * in + i]) * weight[o * in + i];
        expected.push_back(sum);
      }
    check_close(y, expected);
  }
}

TEST_CASE("conv2d is the cross-correlation of each group, also where the product is done in blocks", "[engine]") {
  const Convolution cases[] = {
      {1, 1, 1, 1, 4, 4, 3, 3, 1, 0, 1},
      {2, 4, 6, 2, 7, 9, 3, 2, 2, 1, 1},
      {1, 3, 3, 3, 8, 8, 3, 3, 1, 2, 2},
      {1, 20, 2, 1, 30, 30, 3, 3, 1, 1, 1},  // 180 taps and 900 positions: several blocks of both
  };
  for (const Convolution& c : cases) {
    INFO(c.in << " to " << c.out << " channels, " << c.groups << " groups, " << c.height << " x " << c.width);
    const std::int64_t h = (c.height + 2 * c.padding - c.dilation * (c.kernel_h - 1) - 1) / c.stride + 1;
    const std::int64_t w = (c.width + 2 * c.padding - c.dilation * (c.kernel_w - 1) - 1) / c.stride + 1;
    const engine::window2d window{c.height,  c.width,   c.kernel_h, c.kernel_w, c.stride, c.stride,
                                  c.padding, c.padding, c.dilation, c.dilation, h,        w};
    const std::int64_t group_in = c.in / c.groups, group_out = c.out / c.groups;
    const auto x = random_numbers(c.batch * c.in * c.height * c.width, 4);
    const auto weight = random_numbers(c.out * group_in * c.kernel_h * c.kernel_w, 5);
    const auto bias = random_numbers(c.out, 6);
    std::vector<float> y(static_cast<std::size_t>(c.batch * c.out * h * w), 99.0f);
    engine::conv2d(window, c.batch, c.in, c.out, c.groups, x.data(), weight.data(), bias.data(), y.data());

    std::vector<double> expected;
    for (std::int64_t n = 0; n < c.batch; ++n)
      for (std::int64_t o = 0; o < c.out; ++o)
        for (std::int64_t oh = 0; oh < h; ++oh)
          for (std::int64_t ow = 0; ow < w; ++ow) {
            double sum = bias[static_cast<std::size_t>(o)];
            for (std::int64_t i = 0; i < group_in; ++i)
              for (std::int64_t kh = 0; kh < c.kernel_h; ++kh)
                for (std::int64_t kw = 0; kw < c.kernel_w; ++kw) {
                  const std::int64_t ih = oh * c.stride - c.padding + kh * c.dilation;
                  const std::int64_t iw = ow * c.stride - c.padding + kw * c.dilation;
                  if (ih < 0 || ih >= c.height || iw < 0 || iw >= c.width) continue;
                  const std::int64_t channel = n * c.in + o / group_out * group_in + i;
                  sum += static_cast<double>(x[static_cast<std::size_t>((channel * c.height + ih) * c.width + iw)]) *
                         weight[static_cast<std::size_t>(((o * group_in + i) * c.kernel_h + kh) * c.kernel_w + kw)];
                }
            expected.push_back(sum);
          }
    check_close(y, expected);
  }
}

TEST_CASE("max_pool2d: padding is never the largest, NaN is", "[engine]") {
  constexpr float nan = std::numeric_limits<float>::quiet_NaN();
  const std::vector<float> x{-5, -4, -3, nan, -1, -2};
  const engine::window2d window{2, 3, 2, 2, 1, 1, 1, 1, 1, 1, 3, 4};
  std::vector<float> y(12);
  engine::max_pool2d(window, 1, x.data(), y.data());
  const std::vector<float> expected{-5, -4, -3, -3, nan, nan, -1, -2, nan, nan, -1, -2};
  for (std::size_t i = 0; i < y.size(); ++i) {
    INFO(i);
    CHECK((y[i] == expected[i] || (std::isnan(y[i]) && std::isnan(expected[i]))));
  }
}

TEST_CASE("relu may write where it reads, and keeps NaN", "[engine]") {
  std::vector<float> x{-1, 2, -0.0f, std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()};
  engine::relu(static_cast<std::int64_t>(x.size()), x.data(), x.data());
  CHECK(x[0] == 0);
  CHECK(x[1] == 2);
  CHECK(x[2] == 0);
  CHECK(std::isnan(x[3]));
  CHECK(std::isinf(x[4]));
}

}  // namespace engine_kernels_test
