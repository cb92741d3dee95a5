// SPDX-License-Identifier: Apache-2.0
// The oneDNN engine computes what the reference engine does, over many geometries and for numbers that are none; both
// are compared with PyTorch in tests/layers. What oneDNN refuses would be counted.
#ifdef NNSTRUCT_ENGINE_ONEDNN
#include <nnstruct/engine/onednn.hpp>

#include <algorithm>
#include <cstdint>
#include <vector>

#include <nnstruct/engine/kernels.hpp>
#include <nnstruct/engine/reference.hpp>

#include "engine/geometries.hpp"
#include "engine/numbers.hpp"
#include "engine/same.hpp"
#include "support/catch.hpp"

namespace onednn = nnstruct::engine::onednn;
namespace reference = nnstruct::engine::reference;
using namespace nnstruct_test;
using nnstruct::engine::window2d;

TEST_CASE("oneDNN's convolutions, plain and transposed, are the reference's", "[engine]") {
  dice random(1);
  for (int i = 0; i < 150; ++i) {
    const std::int64_t batch = random(0, 3), groups = random(0, 2) == 0 ? random(1, 9) : 1;
    const std::int64_t in = groups * random(1, 9), out = groups * random(1, 9);
    const bool transposed = i % 2 == 1;
    const window2d w = transposed ? window_of(extent_of_transposed(random), extent_of_transposed(random))
                                  : window_of(extent_of_convolution(random), extent_of_convolution(random));
    INFO((transposed ? "transposed " : "")
         << text(w) << "batch " << batch << " in " << in << " out " << out << " groups " << groups);
    const auto x = random_numbers(batch * in * w.input_h * w.input_w, 1);
    const auto weight = random_numbers(in * out / groups * w.kernel_h * w.kernel_w, 2), bias = random_numbers(out, 3);
    const float* const b = random(0, 1) == 0 ? nullptr : bias.data();
    const std::int64_t count = batch * out * w.output_h * w.output_w;
    if (transposed)
      check_same(
          count, [&](float* y) { onednn::conv_transpose2d(w, batch, in, out, groups, x.data(), weight.data(), b, y); },
          [&](float* y) { reference::conv_transpose2d(w, batch, in, out, groups, x.data(), weight.data(), b, y); });
    else
      check_same(
          count, [&](float* y) { onednn::conv2d(w, batch, in, out, groups, x.data(), weight.data(), b, y); },
          [&](float* y) { reference::conv2d(w, batch, in, out, groups, x.data(), weight.data(), b, y); });
  }
}

TEST_CASE("oneDNN's products of matrices are the reference's", "[engine]") {
  dice random(2);
  for (int i = 0; i < 40; ++i) {
    const std::int64_t rows = random(0, 5), in = random(1, 300), out = random(1, 90);
    INFO(rows << " x " << in << " x " << out);
    const auto x = random_numbers(rows * in, 1), weight = random_numbers(out * in, 2), bias = random_numbers(out, 3);
    const float* const b = random(0, 1) == 0 ? nullptr : bias.data();
    check_same(
        rows * out, [&](float* y) { onednn::linear(rows, in, out, x.data(), weight.data(), b, y); },
        [&](float* y) { reference::linear(rows, in, out, x.data(), weight.data(), b, y); });
  }
}

TEST_CASE("more shapes than a thread keeps are computed rightly, again and again", "[engine]") {
  const auto x = random_numbers(600, 1), weight = random_numbers(600, 2);
  for (int round = 0; round < 2; ++round)
    for (std::int64_t in = 1; in <= 600; ++in)
      check_same(
          1, [&](float* y) { onednn::linear(1, in, 1, x.data(), weight.data(), nullptr, y); },
          [&](float* y) { reference::linear(1, in, 1, x.data(), weight.data(), nullptr, y); }, 1e-4);
}

TEST_CASE("oneDNN's pooling is the reference's, also of NaN, of infinities and of padding alone", "[engine]") {
  dice random(3);
  for (int i = 0; i < 150; ++i) {
    const bool largest = i % 2 == 0, special = i % 4 >= 2;
    const std::int64_t planes = random(0, 20), dilation = largest ? 3 : 1;
    const window2d w = window_of(extent_of_pool(random, dilation), extent_of_pool(random, dilation));
    INFO((largest ? "max " : "avg ") << text(w) << "planes " << planes);
    auto x = random_numbers(planes * w.input_h * w.input_w, 1);
    if (special) x = with_special(x, random);
    const std::int64_t count = planes * w.output_h * w.output_w;
    if (largest)
      check_same(
          count, [&](float* y) { onednn::max_pool2d(w, planes, x.data(), y); },
          [&](float* y) { reference::max_pool2d(w, planes, x.data(), y); }, 0);
    else
      for (const bool count_include_pad : {false, true})
        for (const std::int64_t divisor : {0, 3})
          check_same(
              count, [&](float* y) { onednn::avg_pool2d(w, planes, count_include_pad, divisor, x.data(), y); },
              [&](float* y) { reference::avg_pool2d(w, planes, count_include_pad, divisor, x.data(), y); });
  }
}

TEST_CASE("a window of oneDNN's pooling that sees padding alone", "[engine]") {
  const window2d w{1, 1, 2, 2, 1, 1, 1, 1, 2, 2, 1, 1};  // pixels -1 and 1 of an image of one
  const std::vector<float> x{5, -7};
  check_same(
      2, [&](float* y) { onednn::max_pool2d(w, 2, x.data(), y); },
      [&](float* y) { reference::max_pool2d(w, 2, x.data(), y); });
}

TEST_CASE("oneDNN's adaptive pooling is the reference's, and no part gets anything of another", "[engine]") {
  dice random(4);
  for (int i = 0; i < 60; ++i) {
    const std::int64_t planes = random(0, 9), h = random(1, 14), w = random(1, 14), to_h = random(1, 8),
                       to_w = random(1, 8);
    INFO(planes << " planes " << h << " x " << w << " to " << to_h << " x " << to_w);
    auto x = random_numbers(planes * h * w, 1);
    if (i % 2 == 1) x = with_special(x, random);
    check_same(
        planes * to_h * to_w, [&](float* y) { onednn::adaptive_avg_pool2d(planes, h, w, to_h, to_w, x.data(), y); },
        [&](float* y) { reference::adaptive_avg_pool2d(planes, h, w, to_h, to_w, x.data(), y); });
  }
}

TEST_CASE("oneDNN's normalisations are the reference's", "[engine]") {
  dice random(5);
  for (int i = 0; i < 60; ++i) {
    const std::int64_t batch = random(1, 5), channels = random(1, 40), inner = random(0, 1) == 0 ? 1 : random(2, 60);
    INFO(batch << " x " << channels << " x " << inner);
    const std::int64_t count = batch * channels * inner;
    const double eps = i % 3 == 0 ? 1e-5 : 1e-2;
    auto x = random_numbers(count, 1);
    for (float& value : x) value += 3;
    const auto weight = random_numbers(std::max(channels, inner), 2),
               bias = random_numbers(std::max(channels, inner), 3);
    const auto mean = random_numbers(channels, 4);
    auto variance = random_numbers(channels, 5);
    for (float& value : variance) value += 1.5f;
    const float* const s = random(0, 1) == 0 ? nullptr : weight.data();
    const float* const b = random(0, 1) == 0 ? nullptr : bias.data();
    check_same(
        count,
        [&](float* y) {
          onednn::batch_norm(batch, channels, inner, eps, x.data(), mean.data(), variance.data(), s, b, y);
        },
        [&](float* y) {
          reference::batch_norm(batch, channels, inner, eps, x.data(), mean.data(), variance.data(), s, b, y);
        });
    if (batch * inner > 2)  // behind the output, the statistics
      check_same(
          count + 2 * channels,
          [&](float* y) {
            onednn::batch_norm_training(batch, channels, inner, eps, x.data(), s, b, y, y + count,
                                        y + count + channels);
          },
          [&](float* y) {
            reference::batch_norm_training(batch, channels, inner, eps, x.data(), s, b, y, y + count,
                                           y + count + channels);
          });
    check_same(
        count, [&](float* y) { onednn::layer_norm(batch * channels, inner, eps, x.data(), s, b, y); },
        [&](float* y) { reference::layer_norm(batch * channels, inner, eps, x.data(), s, b, y); });
  }
}

TEST_CASE("oneDNN's functions of one element and of rows are the reference's", "[engine]") {
  dice random(6);
  for (int i = 0; i < 40; ++i) {
    const std::int64_t outer = random(0, 4), n = random(1, 40), inner = random(0, 1) == 0 ? 1 : random(2, 20);
    const std::int64_t count = outer * n * inner;
    INFO(outer << " x " << n << " x " << inner);
    auto x = random_numbers(count, 1);
    for (float& value : x) value *= static_cast<float>(random(1, 20));
    if (i % 2 == 1) x = with_special(x, random);
    check_same(
        count, [&](float* y) { onednn::softmax(outer, n, inner, x.data(), y); },
        [&](float* y) { reference::softmax(outer, n, inner, x.data(), y); });
    check_same(
        count, [&](float* y) { onednn::log_softmax(outer, n, inner, x.data(), y); },
        [&](float* y) { reference::log_softmax(outer, n, inner, x.data(), y); });
    for (const double slope : {0.0, 0.01, 1.5, -1.0})
      check_same(
          count, [&](float* y) { onednn::leaky_relu(count, slope, x.data(), y); },
          [&](float* y) { reference::leaky_relu(count, slope, x.data(), y); });
    check_same(
        count, [&](float* y) { onednn::sigmoid(count, x.data(), y); },
        [&](float* y) { reference::sigmoid(count, x.data(), y); });
    check_same(
        count, [&](float* y) { onednn::tanh(count, x.data(), y); },
        [&](float* y) { reference::tanh(count, x.data(), y); });
    for (const bool approximation : {false, true})
      check_same(
          count, [&](float* y) { onednn::gelu(count, approximation, x.data(), y); },
          [&](float* y) { reference::gelu(count, approximation, x.data(), y); });
  }
}
#endif

namespace engine_onednn_test {}  // namespace engine_onednn_test
