// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/layers/gelu.hpp>
#include <nnstruct/module/repr.hpp>

#include "support/catch.hpp"
#include "support/close.hpp"

namespace nn = nnstruct;
using namespace nnstruct_test;
using nn::dyn;

namespace {
template <std::int64_t... E> using tensor = nn::Tensor<float, E...>;

template <class Layer> void check(const std::string& name) {
  const Layer layer;
  CHECK(nn::repr(layer) == printed(name));
  CHECK(is_close(layer(input_as<tensor<3, 7>>(name)), output_of(name)));
  CHECK(is_close(layer(input_as<tensor<dyn, dyn>>(name)), output_of(name)));
  CHECK(is_close(layer(input_as<tensor<dyn>>(name + "_special")), output_of(name + "_special")));
  CHECK(is_close(layer(input_as<tensor<>>(name + "_0d")), output_of(name + "_0d")));
  CHECK(is_close(layer(input_as<tensor<dyn, 4>>(name + "_empty")), output_of(name + "_empty")));
}
}  // namespace

using nn::gelu_approximation;

TEST_CASE("GELU computes and prints what PyTorch's does", "[layers]") {
  check<nn::GELU<>>("gelu");
  check<nn::GELU<nn::gelu_options{.approximate = gelu_approximation::tanh}>>("gelu_tanh");
}

TEST_CASE("the function gelu takes its approximation", "[layers]") {
  const auto x = input_as<tensor<3, 7>>("gelu_tanh");
  CHECK(is_close(nn::gelu(x, gelu_approximation::tanh), output_of("gelu_tanh")));
  CHECK(is_close(nn::gelu(input_as<tensor<3, 7>>("gelu")), output_of("gelu")));
  CHECK(is_close(input_as<tensor<3, 7>>("gelu") | nn::gelu, output_of("gelu")));
}
