// SPDX-License-Identifier: Apache-2.0
// What an engine keeps of a call must not keep a weight: a pointer that data() gave before the first forward writes
// what the next forward sees.
#include <nnstruct/layers/conv2d.hpp>
#include <nnstruct/layers/linear.hpp>

#include <algorithm>
#include <string>

#include "support/catch.hpp"
#include "support/close.hpp"

namespace nn = nnstruct;
using namespace nnstruct_test;

namespace {
template <class Layer, class X> void check(const std::string& name) {
  INFO(name);
  Layer layer;
  layer.weight.fill_(0.5f);
  layer.bias.fill_(0.25f);
  float* const weight = layer.weight.data();
  float* const bias = layer.bias.data();
  const X x = input_as<X>(name);
  CHECK_FALSE(is_close(layer(x), output_of(name)));

  const nn::StateDict state = state_of(name);
  std::copy_n(state["weight"].template values<float>(), layer.weight.numel(), weight);
  std::copy_n(state["bias"].template values<float>(), layer.bias.numel(), bias);
  CHECK(is_close(layer(x), output_of(name)));
  const Layer copy = layer;  // of its own since somebody holds a pointer
  std::fill_n(weight, layer.weight.numel(), 0.5f);
  std::fill_n(bias, layer.bias.numel(), 0.25f);
  CHECK_FALSE(is_close(layer(x), output_of(name)));
  CHECK(is_close(copy(x), output_of(name)));
}
}  // namespace

TEST_CASE("a weight changed through data() between two forwards is seen by the next one", "[layers]") {
  check<nn::Conv2d<3, 6, 5>, nn::Batch<3, 12, 10>>("conv2d_plain");
  check<nn::Conv2d<16, 3, 3>, nn::Batch<16, 26, 26>>("conv2d_many_taps");
  check<nn::Conv2d<4, 4, 3, nn::conv_options{.padding = 1, .groups = 4}>, nn::Batch<4, 7, 6>>("conv2d_depthwise");
  check<nn::Linear<5, 3>, nn::Tensor<float, 4, 5>>("linear_2d");
  check<nn::Linear<300, 7>, nn::Tensor<float, 3, 300>>("linear_wide");
}
