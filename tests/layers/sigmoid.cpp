// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/layers/sigmoid.hpp>
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

TEST_CASE("Sigmoid computes and prints what PyTorch's does", "[layers]") { check<nn::Sigmoid>("sigmoid"); }

TEST_CASE("the function sigmoid is called or piped, and leaves its input alone", "[layers]") {
  const auto x = input_as<tensor<3, 7>>("sigmoid");
  CHECK(is_close(nn::sigmoid(x), output_of("sigmoid")));
  CHECK(is_close(x | nn::sigmoid, output_of("sigmoid")));
  CHECK(is_same(x, input_of("sigmoid")));
}
