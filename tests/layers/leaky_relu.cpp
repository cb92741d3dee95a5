// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/layers/leaky_relu.hpp>
#include <nnstruct/module/repr.hpp>

#include "support/catch.hpp"
#include "support/close.hpp"
#include "support/elementwise.hpp"

namespace nn = nnstruct;
using namespace nnstruct_test;

namespace {
template <std::int64_t... E> using tensor = nn::Tensor<float, E...>;
}  // namespace

TEST_CASE("LeakyReLU computes and prints what PyTorch's does", "[layers]") {
  check_elementwise<nn::LeakyReLU<>>("leaky_relu");
  check_elementwise<nn::LeakyReLU<nn::leaky_relu_options{.negative_slope = 0.2}>>("leaky_relu_slope");
  check_elementwise<nn::LeakyReLU<nn::leaky_relu_options{.negative_slope = -1.5}>>("leaky_relu_negative_slope");
}

TEST_CASE("LeakyReLU leaves its input alone, also where it prints inplace=True", "[layers]") {
  const nn::inplace<nn::LeakyReLU<nn::leaky_relu_options{.negative_slope = 0.2}>> layer;
  CHECK(nn::repr(layer) == printed("leaky_relu_inplace"));
  const auto x = input_as<tensor<3, 7>>("leaky_relu_slope");
  CHECK(is_close(layer(x), output_of("leaky_relu_slope")));
  CHECK(is_same(x, input_of("leaky_relu_slope")));
}

TEST_CASE("the function leaky_relu takes its slope", "[layers]") {
  const auto x = input_as<tensor<3, 7>>("leaky_relu");
  CHECK(is_close(nn::leaky_relu(x), output_of("leaky_relu")));
  CHECK(is_close(x | nn::leaky_relu, output_of("leaky_relu")));
  CHECK(is_close(nn::leaky_relu(input_as<tensor<3, 7>>("leaky_relu_slope"), 0.2), output_of("leaky_relu_slope")));
}
