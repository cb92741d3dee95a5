// SPDX-License-Identifier: Apache-2.0
// Every gradient of the reference engine against central differences of what it is the gradient of, in double.
#include <nnstruct/engine/class_labels.hpp>
#include <nnstruct/engine/reference.hpp>
#include <nnstruct/engine/reference_backward.hpp>
#include <nnstruct/engine/reference_losses.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/geometries.hpp"
#include "engine/numbers.hpp"
#include "support/catch.hpp"

namespace engine_finite_differences_test {

namespace engine = nnstruct::engine::reference;
using namespace nnstruct_test;
using nnstruct::engine::window2d;

namespace {

using numbers = std::vector<double>;

numbers drawn(std::int64_t count, unsigned seed = 1) { return random_numbers<double>(count, seed); }
numbers room(std::int64_t count) { return numbers(static_cast<std::size_t>(count), 99.0); }

/// forward(inputs, y) computes `outputs` numbers from the inputs, backward(inputs, dy, gradients) the gradients of a
/// random sum of them. Of large inputs only some elements are compared. If null gradients are allowed, each gradient
/// must come out the same when it is computed alone.
template <class Forward, class Backward>
void check_gradients(std::vector<numbers> inputs, std::int64_t outputs, Forward forward, Backward backward,
                     bool null_allowed = true) {
  const numbers dy = drawn(outputs, 77);
  std::vector<numbers> gradients;
  std::vector<double*> wanted;
  for (const numbers& input : inputs) gradients.emplace_back(input.size(), 99.0);
  for (numbers& gradient : gradients) wanted.push_back(gradient.data());
  backward(inputs, dy.data(), wanted);

  dice random(9);
  for (std::size_t k = 0; k < inputs.size(); ++k) {
    const auto size = static_cast<std::int64_t>(inputs[k].size());
    double largest = 0;
    for (const double value : gradients[k]) largest = std::max(largest, std::abs(value));
    for (std::int64_t i = 0; i < std::min<std::int64_t>(size, 60); ++i) {
      const auto at = static_cast<std::size_t>(size <= 60 ? i : random(0, size - 1));
      constexpr double step = 1e-5;
      const double value = inputs[k][at];
      numbers above = room(outputs), below = room(outputs);
      inputs[k][at] = value + step;
      forward(inputs, above.data());
      inputs[k][at] = value - step;
      forward(inputs, below.data());
      inputs[k][at] = value;
      double difference = 0;
      for (std::size_t o = 0; o < dy.size(); ++o) difference += dy[o] * (above[o] - below[o]);
      difference /= 2 * step;
      if (std::abs(gradients[k][at] - difference) <= 1e-7 * std::max(largest, 1e-2)) continue;
      FAIL_CHECK("element " << at << " of the gradient of input " << k << " is " << gradients[k][at]
                            << ", the difference " << difference);
      break;
    }

    if (!null_allowed) continue;
    numbers alone(inputs[k].size(), 99.0);
    std::vector<double*> one(inputs.size(), nullptr);
    one[k] = alone.data();
    backward(inputs, dy.data(), one);
    CHECK(alone == gradients[k]);
  }
}

/// For functions of one tensor with one gradient.
template <class Forward, class Backward>
void check_gradient(numbers x, std::int64_t outputs, Forward forward, Backward backward) {
  check_gradients(
      {std::move(x)}, outputs, [&](const std::vector<numbers>& in, double* y) { forward(in[0].data(), y); },
      [&](const std::vector<numbers>& in, const double* dy, const std::vector<double*>& d) {
        numbers y = room(outputs);
        forward(in[0].data(), y.data());
        backward(in[0].data(), y.data(), dy, d[0]);
      },
      false);
}

using tensors = const std::vector<numbers>&;
using gradients_of = const std::vector<double*>&;

void check_convolution(bool transposed, const window2d& w, std::int64_t batch, std::int64_t in, std::int64_t out,
                       std::int64_t groups) {
  INFO((transposed ? "transposed " : "") << text(w) << "batch " << batch << " in " << in << " out " << out << " groups "
                                         << groups);
  check_gradients(
      {drawn(batch * in * w.input_h * w.input_w, 1), drawn(in * out / groups * w.kernel_h * w.kernel_w, 2),
       drawn(out, 3)},
      batch * out * w.output_h * w.output_w,
      [&](tensors t, double* y) {
        const auto forward = transposed ? engine::conv_transpose2d<double> : engine::conv2d<double>;
        forward(w, batch, in, out, groups, t[0].data(), t[1].data(), t[2].data(), y);
      },
      [&](tensors t, const double* dy, gradients_of d) {
        const auto backward = transposed ? engine::conv_transpose2d_backward<double> : engine::conv2d_backward<double>;
        backward(w, batch, in, out, groups, t[0].data(), t[1].data(), dy, d[0], d[1], d[2]);
      });
}

}  // namespace

TEST_CASE("gradients of linear", "[engine]") {
  for (const std::int64_t rows : {1, 3, 8, 300})
    for (const std::int64_t in : {1, 7, 261}) {
      const std::int64_t out = 5;
      INFO(rows << " x " << in);
      check_gradients(
          {drawn(rows * in, 1), drawn(out * in, 2), drawn(out, 3)}, rows * out,
          [&](tensors t, double* y) { engine::linear(rows, in, out, t[0].data(), t[1].data(), t[2].data(), y); },
          [&](tensors t, const double* dy, gradients_of d) {
            engine::linear_backward(rows, in, out, t[0].data(), t[1].data(), dy, d[0], d[1], d[2]);
          });
    }
}

TEST_CASE("gradients of matrix products", "[engine]") {
  for (const bool one_b : {false, true})
    for (const std::int64_t m : {1, 5})
      for (const std::int64_t k : {3, 270}) {
        const std::int64_t batch = 3, n = 9;
        INFO((one_b ? "one b, " : "") << m << " x " << k);
        check_gradients(
            {drawn(batch * m * k, 1), drawn((one_b ? 1 : batch) * k * n, 2)}, batch * m * n,
            [&](tensors t, double* y) { engine::matmul(batch, m, k, n, one_b, t[0].data(), t[1].data(), y); },
            [&](tensors t, const double* dy, gradients_of d) {
              engine::matmul_backward(batch, m, k, n, one_b, t[0].data(), t[1].data(), dy, d[0], d[1]);
            });
      }
}

TEST_CASE("gradients of convolutions, plain and transposed", "[engine]") {
  dice random(1);
  for (int i = 0; i < 40; ++i) {
    const std::int64_t groups = random(1, 3), batch = random(1, 2);
    const bool transposed = i % 2 == 1;
    const window2d w = transposed ? window_of(extent_of_transposed(random), extent_of_transposed(random))
                                  : window_of(extent_of_convolution(random), extent_of_convolution(random));
    check_convolution(transposed, w, batch, groups * random(1, 3), groups * random(1, 4), groups);
  }
  // Several blocks of taps and of positions.
  check_convolution(false, {17, 18, 3, 3, 1, 1, 1, 1, 1, 1, 17, 18}, 2, 30, 3, 1);
  check_convolution(true, {17, 18, 3, 2, 1, 1, 1, 1, 1, 1, 17, 17}, 2, 3, 50, 1);
  check_convolution(true, {17, 18, 1, 1, 1, 1, 0, 0, 1, 1, 17, 18}, 1, 260, 30, 1);
}

TEST_CASE("gradients of pooling", "[engine]") {
  dice random(2);
  for (int i = 0; i < 30; ++i) {
    const bool largest = i % 2 == 0;
    const std::int64_t planes = random(1, 4), dilation = largest ? 3 : 1;
    const window2d w = window_of(extent_of_pool(random, dilation), extent_of_pool(random, dilation));
    INFO((largest ? "max " : "avg ") << text(w) << "planes " << planes);
    const numbers x = drawn(planes * w.input_h * w.input_w);
    const std::int64_t outputs = planes * w.output_h * w.output_w;
    if (largest)
      check_gradient(
          x, outputs, [&](const double* from, double* y) { engine::max_pool2d(w, planes, from, y); },
          [&](const double* from, const double*, const double* dy, double* dx) {
            engine::max_pool2d_backward(w, planes, from, dy, dx);
          });
    else
      for (const bool count_include_pad : {false, true})
        for (const std::int64_t divisor : {0, 3})
          check_gradient(
              x, outputs,
              [&](const double* from, double* y) {
                engine::avg_pool2d(w, planes, count_include_pad, divisor, from, y);
              },
              [&](const double*, const double*, const double* dy, double* dx) {
                engine::avg_pool2d_backward(w, planes, count_include_pad, divisor, dy, dx);
              });
  }
  for (int i = 0; i < 12; ++i) {
    const std::int64_t planes = random(1, 4), h = random(1, 9), w = random(1, 9), to_h = random(1, 6),
                       to_w = random(1, 6);
    INFO(h << " x " << w << " to " << to_h << " x " << to_w);
    check_gradient(
        drawn(planes * h * w), planes * to_h * to_w,
        [&](const double* x, double* y) { engine::adaptive_avg_pool2d(planes, h, w, to_h, to_w, x, y); },
        [&](const double*, const double*, const double* dy, double* dx) {
          engine::adaptive_avg_pool2d_backward(planes, h, w, to_h, to_w, dy, dx);
        });
  }
}

TEST_CASE("gradients of normalisations", "[engine]") {
  for (const std::int64_t inner : {1, 7}) {
    const std::int64_t batch = 5, channels = 3, count = batch * channels * inner;
    const double eps = 0.01;
    INFO("inner " << inner);
    const numbers x = drawn(count, 1), weight = drawn(channels, 2), bias = drawn(channels, 3),
                  mean = drawn(channels, 4), variance{0.3, 1.2, 0.01};
    check_gradients(
        {x, weight, bias}, count,
        [&](tensors t, double* y) {
          engine::batch_norm(batch, channels, inner, eps, t[0].data(), mean.data(), variance.data(), t[1].data(),
                             t[2].data(), y);
        },
        [&](tensors t, const double* dy, gradients_of d) {
          engine::batch_norm_backward(batch, channels, inner, eps, t[0].data(), mean.data(), variance.data(),
                                      t[1].data(), dy, d[0], d[1], d[2]);
        });
    const auto train = [&](tensors t, const double* weights, double* y, numbers& m, numbers& v) {
      engine::batch_norm_training(batch, channels, inner, eps, t[0].data(), weights, t.back().data(), y, m.data(),
                                  v.data());
    };
    check_gradients(
        {x, weight, bias}, count,
        [&](tensors t, double* y) {
          numbers m = room(channels), v = m;
          train(t, t[1].data(), y, m, v);
        },
        [&](tensors t, const double* dy, gradients_of d) {
          numbers m = room(channels), v = m, y = room(count);
          train(t, t[1].data(), y.data(), m, v);
          engine::batch_norm_training_backward(batch, channels, inner, eps, t[0].data(), m.data(), v.data(),
                                               t[1].data(), dy, d[0], d[1], d[2]);
        });
    check_gradients(
        {x, bias}, count,
        [&](tensors t, double* y) {
          numbers m = room(channels), v = m;
          train(t, nullptr, y, m, v);
        },
        [&](tensors t, const double* dy, gradients_of d) {
          numbers m = room(channels), v = m, y = room(count);
          train(t, nullptr, y.data(), m, v);
          engine::batch_norm_training_backward(batch, channels, inner, eps, t[0].data(), m.data(), v.data(), nullptr,
                                               dy, d[0], nullptr, d[1]);
        });
  }
  for (const std::int64_t size : {2, 19}) {
    const std::int64_t rows = 4;
    INFO("size " << size);
    const numbers x = drawn(rows * size, 1), weight = drawn(size, 2), bias = drawn(size, 3);
    check_gradients(
        {x, weight, bias}, rows * size,
        [&](tensors t, double* y) { engine::layer_norm(rows, size, 0.01, t[0].data(), t[1].data(), t[2].data(), y); },
        [&](tensors t, const double* dy, gradients_of d) {
          engine::layer_norm_backward(rows, size, 0.01, t[0].data(), t[1].data(), dy, d[0], d[1], d[2]);
        });
    check_gradients(
        {x}, rows * size,
        [&](tensors t, double* y) { engine::layer_norm(rows, size, 0.01, t[0].data(), nullptr, nullptr, y); },
        [&](tensors t, const double* dy, gradients_of d) {
          engine::layer_norm_backward(rows, size, 0.01, t[0].data(), nullptr, dy, d[0], nullptr, nullptr);
        });
  }
}

TEST_CASE("gradients of functions of one element", "[engine]") {
  constexpr std::int64_t count = 53;
  numbers x = drawn(count);
  for (double& value : x) value *= 4;
  const auto check = [&](auto forward, auto backward) {
    check_gradient(x, count, forward, backward);
    // The gradient may be written over dy.
    numbers y = room(count), dy = drawn(count, 5), dx = room(count);
    forward(x.data(), y.data());
    backward(x.data(), y.data(), dy.data(), dx.data());
    backward(x.data(), y.data(), dy.data(), dy.data());
    CHECK(dy == dx);
  };
  using in = const double*;
  check([](in v, double* y) { engine::relu(count, v, y); },
        [](in, in y, in dy, double* dx) { engine::relu_backward(count, y, dy, dx); });
  for (const double slope : {0.2, -1.0, 0.0})
    check([&](in v, double* y) { engine::leaky_relu(count, slope, v, y); },
          [&](in v, in, in dy, double* dx) { engine::leaky_relu_backward(count, slope, v, dy, dx); });
  for (const double alpha : {1.0, -0.7})
    check([&](in v, double* y) { engine::elu(count, alpha, v, y); },
          [&](in v, in, in dy, double* dx) { engine::elu_backward(count, alpha, v, dy, dx); });
  check([](in v, double* y) { engine::hardtanh(count, -1.5, 2, v, y); },
        [](in v, in, in dy, double* dx) { engine::hardtanh_backward(count, -1.5, 2, v, dy, dx); });
  check([](in v, double* y) { engine::hardtanh(count, -1.5, 2, v, y); },
        [](in, in y, in dy, double* dx) { engine::hardtanh_backward(count, -1.5, 2, y, dy, dx); });
  check([](in v, double* y) { engine::sigmoid(count, v, y); },
        [](in, in y, in dy, double* dx) { engine::sigmoid_backward(count, y, dy, dx); });
  check([](in v, double* y) { engine::tanh(count, v, y); },
        [](in, in y, in dy, double* dx) { engine::tanh_backward(count, y, dy, dx); });
  for (const bool approximation : {false, true})
    check([&](in v, double* y) { engine::gelu(count, approximation, v, y); },
          [&](in v, in, in dy, double* dx) { engine::gelu_backward(count, approximation, v, dy, dx); });
  check([](in v, double* y) { engine::scale(count, -1.7, v, y); },
        [](in, in, in dy, double* dx) { engine::scale(count, -1.7, dy, dx); });
}

TEST_CASE("gradients of softmax, log_softmax and sums", "[engine]") {
  for (const std::int64_t inner : {1, 3, 70}) {
    const std::int64_t outer = 2, n = 5, count = outer * n * inner;
    INFO("inner " << inner);
    using in = const double*;
    check_gradient(
        drawn(count), count, [&](in x, double* y) { engine::softmax(outer, n, inner, x, y); },
        [&](in, in y, in dy, double* dx) { engine::softmax_backward(outer, n, inner, y, dy, dx); });
    check_gradient(
        drawn(count), count, [&](in x, double* y) { engine::log_softmax(outer, n, inner, x, y); },
        [&](in, in y, in dy, double* dx) { engine::log_softmax_backward(outer, n, inner, y, dy, dx); });
    check_gradient(
        drawn(count), outer * inner, [&](in x, double* y) { engine::sum(outer, n, inner, x, y); },
        [&](in, in, in dy, double* dx) { engine::sum_backward(outer, n, inner, dy, dx); });
  }
}

TEST_CASE("gradients of products and differences of elements, and of embeddings", "[engine]") {
  constexpr std::int64_t count = 11;
  check_gradients(
      {drawn(count, 1), drawn(count, 2)}, count,
      [](tensors t, double* y) { engine::mul(count, t[0].data(), t[1].data(), y); },
      [](tensors t, const double* dy, gradients_of d) {
        engine::mul(count, t[1].data(), dy, d[0]);
        engine::mul(count, t[0].data(), dy, d[1]);
      },
      false);
  check_gradients(
      {drawn(count, 1), drawn(count, 2)}, count,
      [](tensors t, double* y) { engine::sub(count, t[0].data(), t[1].data(), y); },
      [](tensors, const double* dy, gradients_of d) {
        std::copy_n(dy, count, d[0]);
        engine::scale(count, -1, dy, d[1]);
      },
      false);

  const std::vector<std::int64_t> indices{3, 0, 3, 1, 3};  // row 2 is not named
  check_gradient(
      drawn(4 * 3), 5 * 3, [&](const double* weight, double* y) { engine::embedding(5, 3, indices.data(), weight, y); },
      [&](const double*, const double*, const double* dy, double* dweight) {
        engine::embedding_backward(5, 3, 4, -1, indices.data(), dy, dweight);
      });
  const numbers dy = drawn(5 * 3);
  numbers all = room(4 * 3), without = all;
  engine::embedding_backward(5, 3, 4, -1, indices.data(), dy.data(), all.data());
  engine::embedding_backward(5, 3, 4, 3, indices.data(), dy.data(), without.data());
  std::fill(all.end() - 3, all.end(), 0.0);
  CHECK(without == all);
}

TEST_CASE("gradients of losses of labels and of probabilities", "[engine]") {
  const std::vector<std::int64_t> labels{0, 3, -7, 1, 1, 2, 0, -7, 3, 3, 2, 0};  // -7 are ignored
  for (const std::int64_t inner : {1, 6})
    for (const double smoothing : {0.0, 0.3, 1.0})
      for (const bool weighted : {false, true}) {
        const std::int64_t positions = 12, batch = positions / inner, classes = 4, count = positions * classes;
        INFO("inner " << inner << " smoothing " << smoothing << " weighted " << weighted);
        const nnstruct::engine::class_labels c{batch, classes, inner, labels.data(), -7, smoothing};
        const numbers weights = drawn(classes, 5);
        const double* const weight = weighted ? weights.data() : nullptr;
        using in = const double*;
        check_gradient(
            drawn(count), positions, [&](in x, double* y) { engine::nll_loss(c, x, weight, y); },
            [&](in, in, in dy, double* dx) { engine::nll_loss_backward(c, weight, dy, dx); });
        check_gradients(
            {drawn(count, 1), drawn(count, 2)}, positions,
            [&](tensors t, double* y) {
              engine::soft_nll_loss(batch, classes, inner, smoothing, t[0].data(), t[1].data(), weight, y);
            },
            [&](tensors t, const double* dy, gradients_of d) {
              engine::soft_nll_loss_backward(batch, classes, inner, smoothing, t[0].data(), t[1].data(), weight, dy,
                                             d[0], d[1]);
            });
      }
}

TEST_CASE("gradients of losses of elements", "[engine]") {
  constexpr std::int64_t count = 23;
  const std::vector<numbers> inputs{drawn(count, 1), drawn(count, 2)};
  check_gradients(
      inputs, count, [](tensors t, double* y) { engine::mse_loss(count, t[0].data(), t[1].data(), y); },
      [](tensors t, const double* dy, gradients_of d) {
        engine::mse_loss_backward(count, t[0].data(), t[1].data(), dy, d[0], d[1]);
      });
  for (const double beta : {0.0, 0.4, 1.0})
    check_gradients(
        inputs, count, [&](tensors t, double* y) { engine::smooth_l1_loss(count, beta, t[0].data(), t[1].data(), y); },
        [&](tensors t, const double* dy, gradients_of d) {
          engine::smooth_l1_loss_backward(count, beta, t[0].data(), t[1].data(), dy, d[0], d[1]);
        });
  const numbers weights = drawn(count, 3), positive_weights = drawn(count, 4);
  for (const double* const weight : {weights.data(), static_cast<const double*>(nullptr)})
    for (const double* const positive : {positive_weights.data(), static_cast<const double*>(nullptr)})
      check_gradients(
          inputs, count,
          [&](tensors t, double* y) {
            engine::binary_cross_entropy_with_logits(count, t[0].data(), t[1].data(), weight, positive, y);
          },
          [&](tensors t, const double* dy, gradients_of d) {
            engine::binary_cross_entropy_with_logits_backward(count, t[0].data(), t[1].data(), weight, positive, dy,
                                                              d[0], d[1]);
          });
}

TEST_CASE("rows are copied from and to where they are", "[engine]") {
  const std::vector<float> a{1, 2, 3, 4}, b{5, 6, 7, 8, 9, 10};  // [2, 1, 2] and [2, 3, 1] beside each other
  std::vector<float> y(10), back(6);
  engine::copy_rows(2, 2, a.data(), 2, y.data(), 5);
  engine::copy_rows(2, 3, b.data(), 3, y.data() + 2, 5);
  CHECK(y == std::vector<float>{1, 2, 5, 6, 7, 3, 4, 8, 9, 10});
  engine::copy_rows(2, 3, y.data() + 2, 5, back.data(), 3);
  CHECK(back == b);
}

}  // namespace engine_finite_differences_test
