// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/layers/elu.hpp>
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

TEST_CASE("ELU computes and prints what PyTorch's does", "[layers]") {
  check<nn::ELU<>>("elu");
  check<nn::ELU<nn::elu_options{.alpha = -0.5}>>("elu_alpha");
}

TEST_CASE("ELU leaves its input alone, also where it prints inplace=True", "[layers]") {
  const nn::inplace<nn::ELU<>> layer;
  CHECK(nn::repr(layer) == printed("elu_inplace"));
  const auto x = input_as<tensor<3, 7>>("elu");
  CHECK(is_close(layer(x), output_of("elu")));
  CHECK(is_same(x, input_of("elu")));
}

TEST_CASE("the function elu takes its alpha", "[layers]") {
  const auto x = input_as<tensor<3, 7>>("elu");
  CHECK(is_close(nn::elu(x), output_of("elu")));
  CHECK(is_close(x | nn::elu, output_of("elu")));
  CHECK(is_close(nn::elu(x, -0.5), output_of("elu_alpha")));
}
