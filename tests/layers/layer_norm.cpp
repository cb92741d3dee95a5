// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/layers/layer_norm.hpp>
#include <nnstruct/module/repr.hpp>

#include "support/catch.hpp"
#include "support/close.hpp"

namespace nn = nnstruct;
using namespace nnstruct_test;
using nn::dyn;

namespace {
template <std::int64_t... E> using tensor = nn::Tensor<float, E...>;

using nn::norm_options;
using nn::normalized_shape;
static_assert(nn::schema<nn::LayerNorm<normalized_shape{2, 5}>>[0].shape == nn::extent_list(2, 5));
static_assert(nn::schema<nn::LayerNorm<5, norm_options{.bias = false}>>.size() == 1);
static_assert(nn::schema<nn::LayerNorm<5, norm_options{.elementwise_affine = false}>>.empty());
static_assert(std::is_same_v<decltype(nn::LayerNorm<5>{}(tensor<dyn, dyn>())), tensor<dyn, dyn>>);

template <class Layer, class... X> void check(const std::string& name) {
  INFO(name);
  const auto layer = module_of<Layer>(name);
  ([&] { CHECK(is_close(layer(input_as<X>(name)), output_of(name))); }(), ...);
  CHECK(nn::repr(layer) == printed(name));
}
}  // namespace

TEST_CASE("LayerNorm computes and prints what PyTorch's does", "[layers]") {
  using X = tensor<3, 2, 5>;
  using Unknown = tensor<dyn, dyn, dyn>;
  check<nn::LayerNorm<5>, X, Unknown>("layer_norm");
  check<nn::LayerNorm<5, norm_options{.eps = 0.5}>, X>("layer_norm_eps");
  check<nn::LayerNorm<5, norm_options{.bias = false}>, X>("layer_norm_no_bias");
  check<nn::LayerNorm<5, norm_options{.elementwise_affine = false}>, X>("layer_norm_not_affine");
  check<nn::LayerNorm<normalized_shape{2, 5}>, X, Unknown, tensor<dyn, 2, dyn>>("layer_norm_two");
  check<nn::LayerNorm<normalized_shape{3, 2, 5}, norm_options{.eps = 1e-6, .elementwise_affine = false}>, X>(
      "layer_norm_all");
  check<nn::LayerNorm<4>, tensor<4>, tensor<dyn>>("layer_norm_1d");
  check<nn::LayerNorm<1>, tensor<dyn, 1>>("layer_norm_one");
  check<nn::LayerNorm<4>, tensor<dyn, 4>>("layer_norm_empty");
  check<nn::LayerNorm<7>, tensor<dyn, 7>>("layer_norm_far_from_zero");
}

TEST_CASE("the function layer_norm takes parameters and tensors, or none", "[layers]") {
  const auto x = input_as<tensor<dyn, 2, 5>>("layer_norm_function");
  const nn::StateDict state = state_of("layer_norm_function");
  const auto layer = module_of<nn::LayerNorm<5>>("layer_norm_function");
  CHECK(is_close(nn::layer_norm<5>(x, as<tensor<5>>(state["weight"]), as<tensor<5>>(state["bias"])),
                 output_of("layer_norm_function")));
  CHECK(is_close(nn::layer_norm<5>(x, layer.weight, layer.bias), output_of("layer_norm_function")));
  CHECK(is_close(nn::layer_norm<normalized_shape{2, 5}>(x, nn::none{}, nn::none{}, 0.5),
                 output_of("layer_norm_function_eps")));
}

TEST_CASE("an input of LayerNorm with other last extents is refused with both shapes", "[layers]") {
  const auto layer = module_of<nn::LayerNorm<normalized_shape{2, 5}>>("layer_norm_two");
  const auto error = thrown_by<nn::ShapeError>([&] { layer(tensor<3, dyn, 5>(4)); });
  CHECK(std::string(error.what()) ==
        printed("layer_norm_two") +
            " got an input whose last extents are not its normalized_shape: expected [3, 2, 5], found [3, 4, 5]");
  const auto function = thrown_by<nn::ShapeError>([&] { nn::layer_norm<5>(tensor<dyn>(4)); });
  CHECK(contains(function.what(),
                 "layer_norm() got an input whose last extents are not its normalized_shape: expected [5], found [4]"));
  CHECK(contains(thrown_by<nn::ShapeError>([&] { nn::LayerNorm<5>{}(tensor<5>()); }).what(), "the weight of"));
}
