// SPDX-License-Identifier: Apache-2.0
// The oneDNN engine's gradients are the reference's, over many geometries and for every choice of those that are
// wanted.
#ifdef NNSTRUCT_ENGINE_ONEDNN
#include <nnstruct/engine/onednn_backward.hpp>

#include <algorithm>
#include <cstdint>
#include <vector>

#include <nnstruct/engine/reference.hpp>
#include <nnstruct/engine/reference_backward.hpp>

#include "engine/geometries.hpp"
#include "engine/numbers.hpp"
#include "engine/same.hpp"
#include "support/catch.hpp"

namespace onednn = nnstruct::engine::onednn;
namespace reference = nnstruct::engine::reference;
using namespace nnstruct_test;
using nnstruct::engine::window2d;

namespace {

/// Both are called with pointers to three gradients that are so long; every choice of them is wanted once.
template <class F, class G>
void check_same_gradients(std::int64_t dx, std::int64_t dweight, std::int64_t dbias, F computed_with_onednn,
                          G computed_with_reference) {
  const std::int64_t sizes[] = {dx, dweight, dbias};
  for (unsigned choice = 1; choice < 8; ++choice) {
    INFO("choice " << choice);
    std::vector<float> found[3], expected[3];
    float *to_found[3] = {}, *to_expected[3] = {};
    for (unsigned k = 0; k < 3; ++k)
      if ((choice >> k & 1U) != 0) {
        found[k] = expected[k] = room(sizes[k]);
        to_found[k] = found[k].data(), to_expected[k] = expected[k].data();
      }
    const auto before = onednn::fallbacks();
    computed_with_onednn(to_found[0], to_found[1], to_found[2]);
    CHECK(onednn::fallbacks() == before);
    computed_with_reference(to_expected[0], to_expected[1], to_expected[2]);
    for (unsigned k = 0; k < 3; ++k)
      check_same(
          static_cast<std::int64_t>(found[k].size()), [&](float* y) { std::copy(found[k].begin(), found[k].end(), y); },
          [&](float* y) { std::copy(expected[k].begin(), expected[k].end(), y); });
  }
}

}  // namespace

TEST_CASE("oneDNN's gradients of convolutions, plain and transposed, are the reference's", "[engine]") {
  dice random(1);
  for (int i = 0; i < 60; ++i) {
    const std::int64_t batch = random(0, 3), groups = random(0, 2) == 0 ? random(1, 9) : 1;
    const std::int64_t in = groups * random(1, 9), out = groups * random(1, 9);
    const bool transposed = i % 2 == 1;
    const window2d w = transposed ? window_of(extent_of_transposed(random), extent_of_transposed(random))
                                  : window_of(extent_of_convolution(random), extent_of_convolution(random));
    INFO((transposed ? "transposed " : "")
         << text(w) << "batch " << batch << " in " << in << " out " << out << " groups " << groups);
    const std::int64_t x_count = batch * in * w.input_h * w.input_w;
    const std::int64_t weight_count = in * out / groups * w.kernel_h * w.kernel_w;
    const auto x = random_numbers(x_count, 1), weight = random_numbers(weight_count, 2),
               dy = random_numbers(batch * out * w.output_h * w.output_w, 3);
    check_same_gradients(
        x_count, weight_count, out,
        [&](float* dx, float* dweight, float* dbias) {
          const auto backward = [&](auto... a) {
            transposed ? onednn::conv_transpose2d_backward(a...) : onednn::conv2d_backward(a...);
          };
          backward(w, batch, in, out, groups, x.data(), weight.data(), dy.data(), dx, dweight, dbias);
        },
        [&](float* dx, float* dweight, float* dbias) {
          const auto backward =
              transposed ? reference::conv_transpose2d_backward<float> : reference::conv2d_backward<float>;
          backward(w, batch, in, out, groups, x.data(), weight.data(), dy.data(), dx, dweight, dbias);
        });
  }
}

TEST_CASE("oneDNN's products of matrices and their gradients are the reference's", "[engine]") {
  dice random(2);
  for (int i = 0; i < 40; ++i) {
    const std::int64_t rows = random(0, 5), in = random(1, 300), out = random(1, 90);
    INFO(rows << " x " << in << " x " << out);
    const auto x = random_numbers(rows * in, 1), weight = random_numbers(out * in, 2),
               dy = random_numbers(rows * out, 3);
    check_same_gradients(
        rows * in, out * in, out,
        [&](float* dx, float* dweight, float* dbias) {
          onednn::linear_backward(rows, in, out, x.data(), weight.data(), dy.data(), dx, dweight, dbias);
        },
        [&](float* dx, float* dweight, float* dbias) {
          reference::linear_backward(rows, in, out, x.data(), weight.data(), dy.data(), dx, dweight, dbias);
        });
  }
  for (int i = 0; i < 40; ++i) {
    const std::int64_t batch = random(0, 4), m = random(1, 40), k = random(1, 300), n = random(1, 40);
    const bool one_b = random(0, 1) == 1;
    INFO((one_b ? "one b, " : "") << batch << " x " << m << " x " << k << " x " << n);
    const std::int64_t b_count = (one_b ? 1 : batch) * k * n;
    const auto a = random_numbers(batch * m * k, 1), b = random_numbers(b_count, 2),
               dy = random_numbers(batch * m * n, 3);
    check_same(
        batch * m * n, [&](float* y) { onednn::matmul(batch, m, k, n, one_b, a.data(), b.data(), y); },
        [&](float* y) { reference::matmul(batch, m, k, n, one_b, a.data(), b.data(), y); });
    check_same_gradients(
        batch * m * k, b_count, 0,
        [&](float* da, float* db, float*) {
          onednn::matmul_backward(batch, m, k, n, one_b, a.data(), b.data(), dy.data(), da, db);
        },
        [&](float* da, float* db, float*) {
          reference::matmul_backward(batch, m, k, n, one_b, a.data(), b.data(), dy.data(), da, db);
        });
  }
}

TEST_CASE("oneDNN's gradients of pooling are the reference's, also of numbers that are none, or equal", "[engine]") {
  dice random(3);
  for (int i = 0; i < 200; ++i) {
    const bool largest = i % 2 == 0, special = i % 4 >= 2, equal = i % 8 >= 4;
    const std::int64_t planes = random(0, 20), dilation = largest ? 3 : 1;
    const window2d w = window_of(extent_of_pool(random, dilation), extent_of_pool(random, dilation));
    INFO((largest ? "max " : "avg ") << text(w) << "planes " << planes);
    const std::int64_t count = planes * w.input_h * w.input_w;
    auto x = random_numbers(count, 1), dy = random_numbers(planes * w.output_h * w.output_w, 2);
    for (float& value : x)
      if (equal) value = static_cast<float>(random(-1, 0));
    if (special) x = with_special(x, random);
    if (special && !largest) dy = with_special(dy, random);
    if (largest)
      check_same(
          count, [&](float* dx) { onednn::max_pool2d_backward(w, planes, x.data(), dy.data(), dx); },
          [&](float* dx) { reference::max_pool2d_backward(w, planes, x.data(), dy.data(), dx); });
    else
      for (const bool count_include_pad : {false, true})
        for (const std::int64_t divisor : {0, 3})
          check_same(
              count,
              [&](float* dx) { onednn::avg_pool2d_backward(w, planes, count_include_pad, divisor, dy.data(), dx); },
              [&](float* dx) { reference::avg_pool2d_backward(w, planes, count_include_pad, divisor, dy.data(), dx); });
  }
  for (int i = 0; i < 60; ++i) {
    const std::int64_t planes = random(0, 9), h = random(1, 14), w = random(1, 14), to_h = random(1, 8),
                       to_w = random(1, 8);
    INFO(planes << " planes " << h << " x " << w << " to " << to_h << " x " << to_w);
    const auto dy = random_numbers(planes * to_h * to_w, 1);
    check_same(
        planes * h * w,
        [&](float* dx) { onednn::adaptive_avg_pool2d_backward(planes, h, w, to_h, to_w, dy.data(), dx); },
        [&](float* dx) { reference::adaptive_avg_pool2d_backward(planes, h, w, to_h, to_w, dy.data(), dx); });
  }
}

TEST_CASE("the gradient of a window of oneDNN's pooling that sees padding alone", "[engine]") {
  const window2d w{1, 1, 2, 2, 1, 1, 1, 1, 2, 2, 1, 1};  // pixels -1 and 1 of an image of one
  const std::vector<float> x{5, -7}, dy{1, 2};
  check_same(
      2, [&](float* dx) { onednn::max_pool2d_backward(w, 2, x.data(), dy.data(), dx); },
      [&](float* dx) { std::fill_n(dx, 2, 0.0f); });
}

TEST_CASE("oneDNN's gradients of normalisations are the reference's", "[engine]") {
  dice random(5);
  for (int i = 0; i < 60; ++i) {
    const std::int64_t batch = random(1, 5), channels = random(1, 40), inner = random(0, 1) == 0 ? 1 : random(2, 60);
    INFO(batch << " x " << channels << " x " << inner);
    const std::int64_t count = batch * channels * inner;
    const double eps = 1e-2;
    auto x = random_numbers(count, 1);
    for (float& value : x) value += 3;
    const auto weight = random_numbers(std::max(channels, inner), 2), dy = random_numbers(count, 3);
    auto mean = random_numbers(channels, 4), variance = random_numbers(channels, 5);
    for (float& value : variance) value += 1.5f;
    const float* const s = random(0, 1) == 0 ? nullptr : weight.data();
    check_same_gradients(
        count, channels, channels,
        [&](float* dx, float* dweight, float* dbias) {
          onednn::batch_norm_backward(batch, channels, inner, eps, x.data(), mean.data(), variance.data(), s, dy.data(),
                                      dx, dweight, dbias);
        },
        [&](float* dx, float* dweight, float* dbias) {
          reference::batch_norm_backward(batch, channels, inner, eps, x.data(), mean.data(), variance.data(), s,
                                         dy.data(), dx, dweight, dbias);
        });
    if (batch * inner > 2) {
      std::vector<float> y = room(count);
      reference::batch_norm_training(batch, channels, inner, eps, x.data(), s, nullptr, y.data(), mean.data(),
                                     variance.data());
      check_same_gradients(
          count, channels, channels,
          [&](float* dx, float* dweight, float* dbias) {
            onednn::batch_norm_training_backward(batch, channels, inner, eps, x.data(), mean.data(), variance.data(), s,
                                                 dy.data(), dx, dweight, dbias);
          },
          [&](float* dx, float* dweight, float* dbias) {
            reference::batch_norm_training_backward(batch, channels, inner, eps, x.data(), mean.data(), variance.data(),
                                                    s, dy.data(), dx, dweight, dbias);
          });
    }
    if (inner > 2)
      check_same_gradients(
          count, inner, inner,
          [&](float* dx, float* dweight, float* dbias) {
            onednn::layer_norm_backward(batch * channels, inner, eps, x.data(), s, dy.data(), dx, dweight, dbias);
          },
          [&](float* dx, float* dweight, float* dbias) {
            reference::layer_norm_backward(batch * channels, inner, eps, x.data(), s, dy.data(), dx, dweight, dbias);
          });
  }
}

TEST_CASE("oneDNN's gradients of functions of one element and of rows are the reference's", "[engine]") {
  dice random(6);
  for (int i = 0; i < 40; ++i) {
    const std::int64_t outer = random(0, 4), n = random(1, 40), inner = random(0, 1) == 0 ? 1 : random(2, 20);
    const std::int64_t count = outer * n * inner;
    INFO(outer << " x " << n << " x " << inner);
    auto x = random_numbers(count, 1);
    for (float& value : x) value *= static_cast<float>(random(1, 20));
    if (i % 2 == 1) x = with_special(x, random);
    auto dy = random_numbers(count, 2);
    if (i % 4 == 3) dy = with_special(dy, random);
    std::vector<float> y = room(count);
    const auto check = [&](const std::vector<float>& from, auto with_onednn, auto with_reference) {
      check_same(
          count, [&](float* dx) { with_onednn(from.data(), dy.data(), dx); },
          [&](float* dx) { with_reference(from.data(), dy.data(), dx); });
    };
    using in = const float*;
    reference::softmax(outer, n, inner, x.data(), y.data());
    check(
        y, [&](in a, in d, float* dx) { onednn::softmax_backward(outer, n, inner, a, d, dx); },
        [&](in a, in d, float* dx) { reference::softmax_backward(outer, n, inner, a, d, dx); });
    reference::log_softmax(outer, n, inner, x.data(), y.data());
    check(
        y, [&](in a, in d, float* dx) { onednn::log_softmax_backward(outer, n, inner, a, d, dx); },
        [&](in a, in d, float* dx) { reference::log_softmax_backward(outer, n, inner, a, d, dx); });
    reference::sigmoid(count, x.data(), y.data());
    check(
        y, [&](in a, in d, float* dx) { onednn::sigmoid_backward(count, a, d, dx); },
        [&](in a, in d, float* dx) { reference::sigmoid_backward(count, a, d, dx); });
    reference::tanh(count, x.data(), y.data());
    check(
        y, [&](in a, in d, float* dx) { onednn::tanh_backward(count, a, d, dx); },
        [&](in a, in d, float* dx) { reference::tanh_backward(count, a, d, dx); });
    dy = random_numbers(count, 3);  // where gelu is almost 0, its product with infinity is one of two
    for (const bool approximation : {false, true})
      check(
          x, [&](in a, in d, float* dx) { onednn::gelu_backward(count, approximation, a, d, dx); },
          [&](in a, in d, float* dx) { reference::gelu_backward(count, approximation, a, d, dx); });
  }
}
#endif

namespace engine_onednn_backward_test {}  // namespace engine_onednn_backward_test
