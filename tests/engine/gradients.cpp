// SPDX-License-Identifier: Apache-2.0
// The engine's gradients against PyTorch's (tests/data/make_gradients.py).
#include <nnstruct/engine/kernels.hpp>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include <nnstruct/checkpoint/load.hpp>
#include <nnstruct/state_dict/state_dict.hpp>
#include <nnstruct/tensor/any_tensor.hpp>

#include "support/catch.hpp"
#include "support/close.hpp"

namespace engine_gradients_test {

namespace engine = nnstruct::engine;
using namespace nnstruct_test;
using engine::window2d;

namespace {

/// The tensors of one case.
class recorded {
 public:
  explicit recorded(std::string name) : name_(std::move(name)) {}

  const std::string& name() const { return name_; }
  bool has(const std::string& key) const { return data().contains(name_ + "." + key); }
  const nnstruct::AnyTensor& operator[](const std::string& key) const { return data()[name_ + "." + key]; }
  /// The elements, null if there is no such tensor.
  const float* at(const std::string& key) const { return has(key) ? (*this)[key].values<float>() : nullptr; }
  std::int64_t extent(const std::string& key, std::size_t axis) const { return (*this)[key].shape.at(axis); }
  std::int64_t numel(const std::string& key) const { return (*this)[key].numel(); }

 private:
  static const nnstruct::StateDict& data() {
    static const auto read = nnstruct::load<nnstruct::StateDict>(NNSTRUCT_TEST_DATA "/gradients.pth");
    return read;
  }
  std::string name_;
};

/// backward(gradients) writes those of the named tensors that are not null: it is asked for all, and for each choice of
/// them.
template <class Backward> void check(const recorded& c, std::initializer_list<const char*> names, Backward backward) {
  for (unsigned choice = 1; choice < 1U << names.size(); ++choice) {
    std::vector<std::vector<float>> found(names.size());
    std::vector<float*> wanted(names.size());
    bool all_there = true;
    std::size_t i = 0;
    for (const char* name : names) {
      if ((choice >> i & 1U) != 0 && c.has(name)) {
        found[i].assign(static_cast<std::size_t>(c.numel(name)), 99.0f);
        wanted[i] = found[i].data();
      } else if ((choice >> i & 1U) != 0) {
        all_there = false;
      }
      ++i;
    }
    if (!all_there) continue;
    backward(wanted);
    i = 0;
    for (const char* name : names) {
      INFO(c.name() << ": d" << name << ", choice " << choice);
      const std::string gradient = std::string("d") + name;
      if (wanted[i] != nullptr) CHECK(is_close(wanted[i], c.at(gradient), c.numel(gradient)));
      ++i;
    }
  }
}

using gradients = const std::vector<float*>&;
using pair = std::int64_t[2];

/// The window between images x and y, if the kernel is that of the weight or given.
window2d window_of(const recorded& c, const pair& kernel, const pair& stride, const pair& padding,
                   const pair& dilation) {
  return {c.extent("x", 2), c.extent("x", 3), kernel[0],   kernel[1],   stride[0],        stride[1],
          padding[0],       padding[1],       dilation[0], dilation[1], c.extent("y", 2), c.extent("y", 3)};
}

void check_conv(bool transposed, const char* name, std::int64_t groups, const pair& stride, const pair& padding,
                const pair& dilation) {
  const recorded c(name);
  const window2d w = window_of(c, {c.extent("weight", 2), c.extent("weight", 3)}, stride, padding, dilation);
  const auto backward = [&](gradients d) {
    const auto call = [&](auto function) {
      function(w, c.extent("x", 0), c.extent("x", 1), c.extent("y", 1), groups, c.at("x"), c.at("weight"), c.at("dy"),
               d[0], d[1], d[2]);
    };
    if (transposed) call([](auto... a) { engine::conv_transpose2d_backward(a...); });
    else call([](auto... a) { engine::conv2d_backward(a...); });
  };
  check(c, {"x", "weight", "bias"}, backward);
}

std::int64_t planes(const recorded& c) { return c.extent("x", 0) * c.extent("x", 1); }

void check_max_pool(const char* name, const pair& kernel, const pair& stride, const pair& padding,
                    const pair& dilation) {
  const recorded c(name);
  check(c, {"x"}, [&](gradients d) {
    engine::max_pool2d_backward(window_of(c, kernel, stride, padding, dilation), planes(c), c.at("x"), c.at("dy"),
                                d[0]);
  });
}

void check_avg_pool(const char* name, const pair& kernel, const pair& stride, const pair& padding,
                    bool count_include_pad, std::int64_t divisor) {
  const recorded c(name);
  check(c, {"x"}, [&](gradients d) {
    engine::avg_pool2d_backward(window_of(c, kernel, stride, padding, {1, 1}), planes(c), count_include_pad, divisor,
                                c.at("dy"), d[0]);
  });
}

}  // namespace

TEST_CASE("gradients of linear and of matrix products are PyTorch's", "[engine]") {
  for (const char* name : {"linear", "linear_no_bias"}) {
    const recorded c(name);
    const std::int64_t out = c.extent("weight", 0), in = c.extent("weight", 1);
    check(c, {"x", "weight", "bias"}, [&](gradients d) {
      engine::linear_backward(c.numel("dy") / out, in, out, c.at("x"), c.at("weight"), c.at("dy"), d[0], d[1], d[2]);
    });
  }
  for (const char* name : {"matmul", "matmul_one_b"}) {
    const recorded c(name);
    const bool one_b = c["b"].shape.size() == 2;
    std::vector<float> y(static_cast<std::size_t>(c.numel("y")));
    engine::matmul(3, 4, 5, 6, one_b, c.at("a"), c.at("b"), y.data());
    CHECK(is_close(y.data(), c.at("y"), c.numel("y")));
    check(c, {"a", "b"}, [&](gradients d) {
      engine::matmul_backward(3, 4, 5, 6, one_b, c.at("a"), c.at("b"), c.at("dy"), d[0], d[1]);
    });
  }
}

TEST_CASE("gradients of convolutions are PyTorch's", "[engine]") {
  check_conv(false, "conv2d", 1, {1, 1}, {0, 0}, {1, 1});
  check_conv(false, "conv2d_no_bias", 1, {2, 2}, {1, 1}, {1, 1});
  check_conv(false, "conv2d_groups", 2, {1, 1}, {1, 1}, {1, 1});
  check_conv(false, "conv2d_depthwise", 4, {1, 1}, {2, 1}, {1, 1});
  check_conv(false, "conv2d_dilation", 1, {1, 2}, {2, 3}, {2, 3});
  check_conv(false, "conv2d_one_pixel", 1, {2, 2}, {0, 0}, {1, 1});
  check_conv(true, "conv_transpose2d", 1, {1, 1}, {0, 0}, {1, 1});
  check_conv(true, "conv_transpose2d_groups", 2, {2, 2}, {1, 1}, {1, 1});
  check_conv(true, "conv_transpose2d_output_padding", 1, {3, 3}, {0, 0}, {1, 2});
}

TEST_CASE("gradients of pooling are PyTorch's, also where numbers are equal or NaN", "[engine]") {
  check_max_pool("max_pool2d", {3, 3}, {2, 2}, {1, 1}, {1, 1});
  check_max_pool("max_pool2d_overlapping", {2, 3}, {1, 1}, {0, 0}, {1, 1});
  check_max_pool("max_pool2d_dilation", {2, 2}, {1, 1}, {0, 0}, {3, 2});
  check_max_pool("max_pool2d_ceil", {3, 3}, {2, 2}, {1, 1}, {1, 1});
  check_max_pool("max_pool2d_equal", {3, 3}, {2, 2}, {1, 1}, {1, 1});
  check_max_pool("max_pool2d_special", {3, 3}, {2, 2}, {1, 1}, {1, 1});
  check_avg_pool("avg_pool2d", {3, 3}, {2, 2}, {1, 1}, true, 0);
  check_avg_pool("avg_pool2d_exclude", {3, 3}, {2, 2}, {1, 1}, false, 0);
  check_avg_pool("avg_pool2d_ceil", {3, 3}, {2, 2}, {1, 1}, true, 0);
  check_avg_pool("avg_pool2d_divisor", {2, 2}, {1, 1}, {0, 0}, true, 3);
  for (const char* name :
       {"adaptive_avg_pool2d_one", "adaptive_avg_pool2d_equal_parts", "adaptive_avg_pool2d_overlapping"}) {
    const recorded c(name);
    check(c, {"x"}, [&](gradients d) {
      engine::adaptive_avg_pool2d_backward(planes(c), c.extent("x", 2), c.extent("x", 3), c.extent("y", 2),
                                           c.extent("y", 3), c.at("dy"), d[0]);
    });
  }
}

TEST_CASE("gradients of normalisations are PyTorch's", "[engine]") {
  for (const char* name : {"batch_norm", "batch_norm_plain", "batch_norm_1d", "batch_norm_eval"}) {
    const recorded c(name);
    const std::int64_t batch = c.extent("x", 0), channels = c.extent("x", 1), inner = c.numel("x") / batch / channels;
    std::vector<float> y(static_cast<std::size_t>(c.numel("x"))), mean(static_cast<std::size_t>(channels)),
        variance = mean;
    if (!c.has("mean"))
      engine::batch_norm_training(batch, channels, inner, 1e-5, c.at("x"), c.at("weight"), c.at("bias"), y.data(),
                                  mean.data(), variance.data());
    check(c, {"x", "weight", "bias"}, [&](gradients d) {
      if (c.has("mean"))
        engine::batch_norm_backward(batch, channels, inner, 1e-3, c.at("x"), c.at("mean"), c.at("variance"),
                                    c.at("weight"), c.at("dy"), d[0], d[1], d[2]);
      else
        engine::batch_norm_training_backward(batch, channels, inner, 1e-5, c.at("x"), mean.data(), variance.data(),
                                             c.at("weight"), c.at("dy"), d[0], d[1], d[2]);
    });
  }
  for (const char* name : {"layer_norm", "layer_norm_no_bias", "layer_norm_plain"}) {
    const recorded c(name);
    check(c, {"x", "weight", "bias"}, [&](gradients d) {
      engine::layer_norm_backward(c.extent("x", 0), c.extent("x", 1), 1e-5, c.at("x"), c.at("weight"), c.at("dy"), d[0],
                                  d[1], d[2]);
    });
  }
}

TEST_CASE("gradients of functions of one element are PyTorch's, also of numbers that are none", "[engine]") {
  const auto of_x = [](const char* name, auto backward) {
    const recorded c(name);
    check(c, {"x"}, [&](gradients d) { backward(c.numel("x"), c.at("x"), c.at("dy"), d[0]); });
  };
  const auto of_y = [](const char* name, auto backward) {
    const recorded c(name);
    check(c, {"x"}, [&](gradients d) { backward(c.numel("x"), c.at("y"), c.at("dy"), d[0]); });
  };
  using in = const float*;
  of_y("relu", [](std::int64_t n, in y, in dy, float* dx) { engine::relu_backward(n, y, dy, dx); });
  of_x("leaky_relu", [](std::int64_t n, in x, in dy, float* dx) { engine::leaky_relu_backward(n, 0.2, x, dy, dx); });
  of_x("elu", [](std::int64_t n, in x, in dy, float* dx) { engine::elu_backward(n, 1.5, x, dy, dx); });
  of_x("hardtanh", [](std::int64_t n, in x, in dy, float* dx) { engine::hardtanh_backward(n, -1, 2, x, dy, dx); });
  of_y("sigmoid", [](std::int64_t n, in y, in dy, float* dx) { engine::sigmoid_backward(n, y, dy, dx); });
  of_y("tanh", [](std::int64_t n, in y, in dy, float* dx) { engine::tanh_backward(n, y, dy, dx); });
  of_x("gelu", [](std::int64_t n, in x, in dy, float* dx) { engine::gelu_backward(n, false, x, dy, dx); });
  of_x("gelu_tanh", [](std::int64_t n, in x, in dy, float* dx) { engine::gelu_backward(n, true, x, dy, dx); });
}

TEST_CASE("gradients of softmax, sums, concatenations and embeddings are PyTorch's", "[engine]") {
  for (const char* name : {"softmax", "softmax_special", "log_softmax", "log_softmax_special"}) {
    const recorded c(name);
    const std::int64_t outer = c.extent("x", 0), n = c.extent("x", 1);
    check(c, {"x"}, [&](gradients d) {
      const auto call = [&](auto function) {
        function(outer, n, c.numel("x") / outer / n, c.at("y"), c.at("dy"), d[0]);
      };
      if (c.name().starts_with("log")) call([](auto... a) { engine::log_softmax_backward(a...); });
      else call([](auto... a) { engine::softmax_backward(a...); });
    });
  }
  const recorded sum("sum");
  check(sum, {"x"}, [&](gradients d) { engine::sum_backward(3, 4, 5, sum.at("dy"), d[0]); });
  const recorded cat("cat");  // [2, 3, 2] and [2, 1, 2]
  check(cat, {"a", "b"}, [&](gradients d) {
    if (d[0] != nullptr) engine::copy_rows(2, 6, cat.at("dy"), 8, d[0], 6);
    if (d[1] != nullptr) engine::copy_rows(2, 2, cat.at("dy") + 6, 8, d[1], 2);
  });
  for (const auto& [name, padding] :
       {std::pair<const char*, std::int64_t>{"embedding", -1}, {"embedding_padding", 3}}) {
    const recorded c(name);
    check(c, {"weight"}, [&, row = padding](gradients d) {
      engine::embedding_backward(c.numel("indices"), 4, 6, row, c["indices"].values<std::int64_t>(), c.at("dy"), d[0]);
    });
  }
}

}  // namespace engine_gradients_test
