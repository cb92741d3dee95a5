// SPDX-License-Identifier: Apache-2.0
// The kernels behind the less common layers against their definitions, written out in double. (tests/layers compares
// them with PyTorch.)
#include <nnstruct/engine/reference.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "engine/numbers.hpp"
#include "support/catch.hpp"

namespace engine_reference_test {

namespace engine = nnstruct::engine::reference;
using namespace nnstruct_test;
using nnstruct::engine::window2d;

namespace {

std::vector<float> room(std::int64_t count) { return std::vector<float>(static_cast<std::size_t>(count), 99.0f); }

struct Transposed {
  std::int64_t batch, in, out, groups, height, width, kernel_h, kernel_w, stride, padding, output_padding, dilation;
};

constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN();
constexpr float infinity = std::numeric_limits<float>::infinity();

}  // namespace

TEST_CASE("conv_transpose2d spreads each pixel over its window, also where the product is done in blocks", "[engine]") {
  const Transposed cases[] = {
      {1, 1, 1, 1, 3, 4, 2, 2, 1, 0, 0, 1},
      {2, 4, 6, 2, 5, 4, 3, 2, 2, 1, 1, 1},
      {1, 3, 2, 1, 4, 5, 3, 3, 3, 2, 2, 2},
      {1, 300, 3, 1, 17, 18, 2, 3, 2, 0, 0, 1},  // 300 channels and 306 pixels: two blocks of both
  };
  for (const Transposed& c : cases) {
    INFO(c.in << " to " << c.out << " channels, " << c.groups << " groups, " << c.height << " x " << c.width);
    const auto extent = [&](std::int64_t size, std::int64_t kernel) {
      return (size - 1) * c.stride - 2 * c.padding + c.dilation * (kernel - 1) + c.output_padding + 1;
    };
    const std::int64_t h = extent(c.height, c.kernel_h), w = extent(c.width, c.kernel_w);
    const window2d window{c.height,  c.width,   c.kernel_h, c.kernel_w, c.stride, c.stride,
                          c.padding, c.padding, c.dilation, c.dilation, h,        w};
    const std::int64_t group_in = c.in / c.groups, group_out = c.out / c.groups;
    const auto x = random_numbers(c.batch * c.in * c.height * c.width, 1);
    const auto weight = random_numbers(c.in * group_out * c.kernel_h * c.kernel_w, 2);
    const auto bias = random_numbers(c.out, 3);
    const array_view X(x, {c.batch, c.in, c.height, c.width});
    const array_view W(weight, {c.in, group_out, c.kernel_h, c.kernel_w});
    for (const float* b : {bias.data(), static_cast<const float*>(nullptr)}) {
      std::vector<float> y = room(c.batch * c.out * h * w);
      engine::conv_transpose2d(window, c.batch, c.in, c.out, c.groups, x.data(), weight.data(), b, y.data());

      std::vector<double> expected(y.size());
      const auto at = [&](std::int64_t n, std::int64_t o, std::int64_t row, std::int64_t column) -> double& {
        return expected[static_cast<std::size_t>(((n * c.out + o) * h + row) * w + column)];
      };
      for (std::int64_t n = 0; n < c.batch; ++n)
        for (std::int64_t o = 0; o < c.out; ++o) {
          for (std::int64_t row = 0; row < h; ++row)
            for (std::int64_t column = 0; column < w; ++column) at(n, o, row, column) = b ? b[o] : 0.0;
          for (std::int64_t i = o / group_out * group_in; i < (o / group_out + 1) * group_in; ++i)
            for (std::int64_t ih = 0; ih < c.height; ++ih)
              for (std::int64_t iw = 0; iw < c.width; ++iw)
                for (std::int64_t kh = 0; kh < c.kernel_h; ++kh)
                  for (std::int64_t kw = 0; kw < c.kernel_w; ++kw) {
                    const std::int64_t row = ih * c.stride - c.padding + kh * c.dilation;
                    const std::int64_t column = iw * c.stride - c.padding + kw * c.dilation;
                    if (row < 0 || row >= h || column < 0 || column >= w) continue;
                    at(n, o, row, column) += X(n, i, ih, iw) * W(i, o % group_out, kh, kw);
                  }
        }
      check_close(y, expected);
    }
  }
}

TEST_CASE("avg_pool2d divides by what its options say", "[engine]") {
  // 3 x 4 padded by 1; the last window of each row hangs over the far padding by one.
  const auto x = random_numbers(2 * 3 * 4, 1);
  const array_view X(x, {2, 3, 4});
  const window2d window{3, 4, 2, 3, 2, 2, 1, 1, 1, 1, 2, 3};
  for (const bool count_include_pad : {true, false})
    for (const std::int64_t divisor : {0, 5}) {
      INFO("count_include_pad " << count_include_pad << ", divisor " << divisor);
      std::vector<float> y = room(2 * 2 * 3);
      engine::avg_pool2d(window, 2, count_include_pad, divisor, x.data(), y.data());
      std::vector<double> expected;
      for (std::int64_t p = 0; p < 2; ++p)
        for (std::int64_t oh = 0; oh < 2; ++oh)
          for (std::int64_t ow = 0; ow < 3; ++ow) {
            double sum = 0, in_image = 0, in_padding = 0;
            for (std::int64_t h = 2 * oh - 1; h < 2 * oh + 1; ++h)
              for (std::int64_t w = 2 * ow - 1; w < 2 * ow + 2; ++w) {
                if (h <= 3 && w <= 4) ++in_padding;
                if (h < 0 || h >= 3 || w < 0 || w >= 4) continue;
                ++in_image;
                sum += X(p, h, w);
              }
            expected.push_back(sum / (divisor != 0        ? static_cast<double>(divisor)
                                      : count_include_pad ? in_padding
                                                          : in_image));
          }
      check_close(y, expected);
    }
}

TEST_CASE("avg_pool2d gives 0 where a window sees padding alone", "[engine]") {
  const std::vector<float> x{7};
  std::vector<float> y = room(2);
  engine::avg_pool2d({1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 2}, 1, false, 0, x.data(), y.data());
  CHECK(y == std::vector<float>{0, 7});
}

TEST_CASE("adaptive_avg_pool2d takes parts that may overlap", "[engine]") {
  // Rows: 5 in 3 parts are [0, 2) [1, 4) [3, 5). Columns: 2 in 4 parts are each column twice.
  const auto x = random_numbers(2 * 5 * 2, 1);
  const array_view X(x, {2, 5, 2});
  std::vector<float> y = room(2 * 3 * 4);
  engine::adaptive_avg_pool2d(2, 5, 2, 3, 4, x.data(), y.data());
  const std::int64_t begin[] = {0, 1, 3}, end[] = {2, 4, 5}, column[] = {0, 0, 1, 1};
  std::vector<double> expected;
  for (std::int64_t p = 0; p < 2; ++p)
    for (int r = 0; r < 3; ++r)
      for (const std::int64_t c : column) {
        double sum = 0;
        for (std::int64_t h = begin[r]; h < end[r]; ++h) sum += X(p, h, c);
        expected.push_back(sum / static_cast<double>(end[r] - begin[r]));
      }
  check_close(y, expected);
}

TEST_CASE("batch_norm takes statistics, batch_norm_training makes them", "[engine]") {
  constexpr std::int64_t batch = 3, channels = 2, inner = 35;
  auto x = random_numbers(batch * channels * inner, 1);
  for (float& value : x) value += 100;  // sums in float would lose digits
  const auto weight = random_numbers(channels, 2), bias = random_numbers(channels, 3);
  std::vector<float> y = room(batch * channels * inner), mean = room(channels), variance = room(channels), again = y;
  const array_view X(x, {batch, channels, inner});

  for (const bool affine : {true, false}) {
    const float *w = affine ? weight.data() : nullptr, *b = affine ? bias.data() : nullptr;
    engine::batch_norm_training(batch, channels, inner, 0.25, x.data(), w, b, y.data(), mean.data(), variance.data());
    std::vector<double> means, variances, expected(y.size());
    for (std::int64_t c = 0; c < channels; ++c) {
      double sum = 0, squares = 0;
      for (std::int64_t n = 0; n < batch; ++n)
        for (std::int64_t i = 0; i < inner; ++i) sum += X(n, c, i);
      means.push_back(sum / (batch * inner));
      for (std::int64_t n = 0; n < batch; ++n)
        for (std::int64_t i = 0; i < inner; ++i) squares += std::pow(X(n, c, i) - means.back(), 2);
      variances.push_back(squares / (batch * inner));
      for (std::int64_t n = 0; n < batch; ++n)
        for (std::int64_t i = 0; i < inner; ++i)
          expected[static_cast<std::size_t>((n * channels + c) * inner + i)] =
              (X(n, c, i) - means.back()) / std::sqrt(variances.back() + 0.25) * (w ? double{w[c]} : 1) +
              (b ? double{b[c]} : 0);
    }
    check_close(y, expected);
    check_close(mean, means);
    check_close(variance, variances);
    engine::batch_norm(batch, channels, inner, 0.25, x.data(), mean.data(), variance.data(), w, b, again.data());
    for (std::size_t i = 0; i < y.size(); ++i) CHECK(std::abs(again[i] - y[i]) <= 1e-4f);
  }
}

TEST_CASE("layer_norm normalises each row", "[engine]") {
  constexpr std::int64_t rows = 4, size = 19;
  auto x = random_numbers(rows * size, 1);
  for (float& value : x) value += 100;
  const auto weight = random_numbers(size, 2), bias = random_numbers(size, 3);
  const array_view X(x, {rows, size});
  for (const float* w : {weight.data(), static_cast<const float*>(nullptr)})
    for (const float* b : {bias.data(), static_cast<const float*>(nullptr)}) {
      std::vector<float> y = room(rows * size);
      engine::layer_norm(rows, size, 0.5, x.data(), w, b, y.data());
      std::vector<double> expected;
      for (std::int64_t r = 0; r < rows; ++r) {
        double mean = 0, variance = 0;
        for (std::int64_t i = 0; i < size; ++i) mean += X(r, i) / size;
        for (std::int64_t i = 0; i < size; ++i) variance += std::pow(X(r, i) - mean, 2) / size;
        for (std::int64_t i = 0; i < size; ++i)
          expected.push_back((X(r, i) - mean) / std::sqrt(variance + 0.5) * (w ? double{w[i]} : 1) +
                             (b ? double{b[i]} : 0));
      }
      check_close(y, expected);
    }
}

TEST_CASE("functions of one element may write where they read, and keep NaN", "[engine]") {
  const auto check = [](auto function, auto definition) {
    std::vector<float> x{-100, -3, -1, -0.1f, 0, 1e-3f, 0.5f, 2, 100};
    std::vector<double> expected;
    for (const float value : x) expected.push_back(definition(static_cast<double>(value)));
    function(static_cast<std::int64_t>(x.size()), x.data(), x.data());
    check_close(x, expected);
    std::vector<float> special{not_a_number};
    function(1, special.data(), special.data());
    CHECK(std::isnan(special[0]));
  };
  check([](std::int64_t n, const float* x, float* y) { engine::leaky_relu(n, 0.2, x, y); },
        [](double x) { return x > 0 ? x : 0.2 * x; });
  check([](std::int64_t n, const float* x, float* y) { engine::elu(n, -1.5, x, y); },
        [](double x) { return x > 0 ? x : -1.5 * std::expm1(x); });
  check([](std::int64_t n, const float* x, float* y) { engine::hardtanh(n, -2, 0.25, x, y); },
        [](double x) { return std::min(std::max(x, -2.0), 0.25); });
  check([](std::int64_t n, const float* x, float* y) { engine::sigmoid(n, x, y); },
        [](double x) { return 1 / (1 + std::exp(-x)); });
  check([](std::int64_t n, const float* x, float* y) { engine::tanh(n, x, y); }, [](double x) { return std::tanh(x); });
  check([](std::int64_t n, const float* x, float* y) { engine::gelu(n, false, x, y); },
        [](double x) { return x * 0.5 * std::erfc(-x / std::sqrt(2.0)); });
  check(
      [](std::int64_t n, const float* x, float* y) { engine::gelu(n, true, x, y); },
      [](double x) { return 0.5 * x * (1 + std::tanh(std::sqrt(2 / std::acos(-1.0)) * (x + 0.044715 * x * x * x))); });
}

TEST_CASE("softmax and log_softmax go along the middle, and do not overflow", "[engine]") {
  constexpr std::int64_t outer = 2, n = 5, inner = 3;
  auto x = random_numbers(outer * n * inner, 1);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = i % 2 == 0 ? 1000 + 9 * x[i] : 1003 * x[i];
  std::vector<float> y = room(outer * n * inner), logarithms = y;
  engine::softmax(outer, n, inner, x.data(), y.data());
  engine::log_softmax(outer, n, inner, x.data(), logarithms.data());
  const array_view X(x, {outer, n, inner});
  std::vector<double> expected, expected_logarithms;
  for (std::int64_t o = 0; o < outer; ++o)
    for (std::int64_t k = 0; k < n; ++k)
      for (std::int64_t i = 0; i < inner; ++i) {
        double largest = X(o, 0, i), sum = 0;
        for (std::int64_t j = 1; j < n; ++j) largest = std::max(largest, X(o, j, i));
        for (std::int64_t j = 0; j < n; ++j) sum += std::exp(X(o, j, i) - largest);
        expected.push_back(std::exp(X(o, k, i) - largest) / sum);
        expected_logarithms.push_back(X(o, k, i) - largest - std::log(sum));
      }
  check_close(y, expected);
  check_close(logarithms, expected_logarithms);

  std::vector<float> special{-infinity, 0, -infinity, -infinity};
  engine::softmax(2, 2, 1, special.data(), special.data());
  CHECK((special[0] == 0 && special[1] == 1 && std::isnan(special[2]) && std::isnan(special[3])));
}

TEST_CASE("embedding copies the rows that are named", "[engine]") {
  const auto weight = random_numbers(4 * 3, 1);
  const std::vector<std::int64_t> indices{3, 0, 3};
  std::vector<float> y = room(9);
  engine::embedding(3, 3, indices.data(), weight.data(), y.data());
  for (std::size_t i = 0; i < 9; ++i) CHECK(y[i] == weight[static_cast<std::size_t>(indices[i / 3]) * 3 + i % 3]);
}

TEST_CASE("add writes a sum, also over one of its terms", "[engine]") {
  const auto a = random_numbers(9, 1), b = random_numbers(9, 2);
  std::vector<float> y = room(9), over = a;
  engine::add(9, a.data(), b.data(), y.data());
  engine::add(9, over.data(), b.data(), over.data());
  for (std::size_t i = 0; i < 9; ++i) CHECK((y[i] == a[i] + b[i] && over[i] == y[i]));
}

}  // namespace engine_reference_test
