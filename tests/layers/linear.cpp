// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/layers/linear.hpp>
#include <nnstruct/module/repr.hpp>

#include "support/catch.hpp"
#include "support/close.hpp"

namespace nn = nnstruct;
using namespace nnstruct_test;
using nn::dyn;

namespace {
using Linear = nn::Linear<5, 3>;
using WithoutBias = nn::Linear<5, 3, nn::linear_options{.bias = false}>;
template <std::int64_t... E> using tensor = nn::Tensor<float, E...>;

// Only the last extent changes, and it is known.
template <class X> using result = decltype(Linear{}(X()));
static_assert(std::is_same_v<result<tensor<5>>, tensor<3>>);
static_assert(std::is_same_v<result<tensor<4, 5>>, tensor<4, 3>>);
static_assert(std::is_same_v<result<tensor<dyn, 5>>, tensor<dyn, 3>>);
static_assert(std::is_same_v<result<tensor<dyn, 7, dyn>>, tensor<dyn, 7, 3>>);

template <class Layer, class... X> void check(const std::string& name) {
  INFO(name);
  const auto layer = module_of<Layer>(name);
  ([&] { CHECK(is_close(layer(input_as<X>(name)), output_of(name))); }(), ...);
  CHECK(nn::repr(layer) == printed(name));
}
}  // namespace

TEST_CASE("Linear computes and prints what PyTorch's does", "[layers]") {
  check<Linear, tensor<5>, tensor<dyn>>("linear_1d");
  check<Linear, tensor<4, 5>, tensor<dyn, 5>, tensor<dyn, dyn>>("linear_2d");
  check<Linear, tensor<dyn, 3, 5>>("linear_3d");
  check<Linear, tensor<dyn, 1, dyn, 5>>("linear_4d");
  check<WithoutBias, tensor<4, 5>>("linear_no_bias");
  check<nn::Linear<1, 1>, tensor<dyn, 1>>("linear_one_feature");
  check<Linear, tensor<0, 5>, tensor<dyn, 5>>("linear_empty_batch");
  check<nn::Linear<300, 7>, tensor<dyn, 300>>("linear_wide");
}

TEST_CASE("the function linear takes parameters and tensors", "[layers]") {
  const auto x = input_as<tensor<dyn, 5>>("linear_function");
  const nn::StateDict state = state_of("linear_function");
  const auto weight = as<tensor<3, 5>>(state["weight"]);
  const auto bias = as<tensor<3>>(state["bias"]);
  const auto layer = module_of<Linear>("linear_function");
  CHECK(is_close(nn::linear(x, weight, bias), output_of("linear_function")));
  CHECK(is_close(nn::linear(x, layer.weight, layer.bias), output_of("linear_function")));
  CHECK(is_close(nn::linear(x, layer.weight, bias), output_of("linear_function")));
  static_assert(std::is_same_v<decltype(nn::linear(x, weight, bias)), tensor<dyn, 3>>);

  const auto y = input_as<tensor<4, 5>>("linear_function_no_bias");
  const auto other = as<tensor<3, 5>>(state_of("linear_function_no_bias")["weight"]);
  CHECK(is_close(nn::linear(y, other), output_of("linear_function_no_bias")));
  CHECK(is_close(nn::linear(y, other, nn::none{}), output_of("linear_function_no_bias")));
}

TEST_CASE("an input of Linear whose last extent is wrong is refused with both shapes", "[layers]") {
  const auto layer = module_of<Linear>("linear_2d");
  const auto one = thrown_by<nn::ShapeError>([&] { layer(tensor<dyn>(6)); });
  CHECK(std::string(one.what()) ==
        printed("linear_2d") + " got an input whose last extent is not its in_features: expected [5], found [6]");
  const auto three = thrown_by<nn::ShapeError>([&] { layer(tensor<dyn, 7, dyn>(2, 4)); });
  CHECK(contains(three.what(), "expected [2, 7, 5], found [2, 7, 4]"));
  CHECK_THROWS_AS(nn::linear(tensor<dyn>(4), layer.weight), nn::ShapeError);
}

TEST_CASE("an empty parameter of Linear is named with the layer as PyTorch prints it", "[layers]") {
  Linear layer;
  const auto weight = thrown_by<nn::ShapeError>([&] { layer(tensor<4, 5>()); });
  CHECK(contains(weight.what(), "the weight of " + printed("linear_2d") + " has no values yet"));
  CHECK(contains(weight.what(), "nn::load"));
  CHECK(contains(weight.what(), "copy_ or fill_"));
  layer.weight.fill_(1);
  const auto bias = thrown_by<nn::ShapeError>([&] { layer(tensor<4, 5>()); });
  CHECK(contains(bias.what(), "the bias of " + printed("linear_2d")));
  layer.bias.fill_(1);
  CHECK(layer(tensor<4, 5>()).data()[11] == 1);

  CHECK_THROWS_AS(nn::linear(tensor<4, 5>(), WithoutBias{}.weight), nn::ShapeError);
}

TEST_CASE("a Linear without bias holds one parameter", "[layers]") {
  static_assert(nn::schema<WithoutBias>.size() == 1 && nn::schema<Linear>.size() == 2);
  CHECK(state_of("linear_no_bias").size() == 1);
}
