// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/autograd/normalization.hpp>

#include <nnstruct/nnstruct.hpp>

#include "support/gradients.hpp"

namespace autograd_normalization_test {

namespace nn = nnstruct;
using namespace nnstruct_test;
using nn::dyn;
using nn::norm_options;

namespace {
template <std::int64_t... E> using tensor = nn::Tensor<float, E...>;
using Any = tensor<dyn, 3, dyn, dyn>;
}  // namespace

TEST_CASE("gradients of BatchNorm in training mode are PyTorch's, and so are its running statistics", "[autograd]") {
  check_trained<nn::BatchNorm2d<3>, nn::Batch<3, 3, 2>, Any, Any>("batch_norm2d");
  check_trained<nn::BatchNorm2d<3, norm_options{.momentum = nn::none{}}>, Any, Any, Any>("batch_norm2d_cumulative");
  check_trained<nn::BatchNorm2d<3, norm_options{.eps = 1e-2, .momentum = 0.3, .affine = false}>, Any, Any, Any>(
      "batch_norm2d_plain");
  check_trained<nn::BatchNorm2d<3, norm_options{.track_running_stats = false}>, Any, Any, Any>(
      "batch_norm2d_not_tracking");
  check_trained<nn::BatchNorm2d<3>, Any>("batch_norm2d_empty");
  check_trained<nn::BatchNorm1d<3>, tensor<dyn, 3>, tensor<5, 3>>("batch_norm1d");
  check_trained<nn::BatchNorm1d<3>, tensor<dyn, 3, dyn>, tensor<1, 3, 5>>("batch_norm1d_length");
}

TEST_CASE("gradients of BatchNorm in evaluation mode are PyTorch's", "[autograd]") {
  check_module<nn::BatchNorm2d<3>, nn::Batch<3, 3, 2>, Any>("batch_norm2d_eval", false);
  check_module<nn::BatchNorm1d<3, norm_options{.affine = false}>, tensor<dyn, 3>>("batch_norm1d_eval_plain", false);
  check_module<nn::BatchNorm2d<3>, nn::Batch<3, 3, 2>>("batch_norm2d_eval_empty", false);
}

TEST_CASE("gradients of LayerNorm are PyTorch's", "[autograd]") {
  check_module<nn::LayerNorm<5>, tensor<4, 5>, tensor<dyn, dyn>>("layer_norm");
  check_module<nn::LayerNorm<nn::normalized_shape{3, 4}>, tensor<dyn, 2, 3, 4>>("layer_norm_2d");
  check_module<nn::LayerNorm<5, norm_options{.eps = 1e-2, .bias = false}>, tensor<dyn, 5>>("layer_norm_no_bias");
  check_module<nn::LayerNorm<5, norm_options{.elementwise_affine = false}>, tensor<dyn, 5>>("layer_norm_plain");
  check_module<nn::LayerNorm<5>, tensor<dyn, 5>>("layer_norm_empty");
}

TEST_CASE("gradients of the functions batch_norm and layer_norm are PyTorch's", "[autograd]") {
  const auto check = [](const std::string& name, auto extent, auto call) {
    using values = tensor<decltype(extent)::value>;
    const auto weight = argument<values>(name, "weight"), bias = argument<values>(name, "bias");
    call(weight, bias);
    check_argument(weight, name, "weight");
    check_argument(bias, name, "bias");
  };
  using three = std::integral_constant<std::int64_t, 3>;
  using five = std::integral_constant<std::int64_t, 5>;
  check("batch_norm_function", three(), [](const auto& weight, const auto& bias) {
    check_through<tensor<dyn, 3, 2>>(
        "batch_norm_function", [&](const auto& x) { return nn::batch_norm(x, nn::none{}, nn::none{}, weight, bias); });
  });
  check("batch_norm_function_eval", three(), [](const auto& weight, const auto& bias) {
    const auto mean = argument<tensor<3>>("batch_norm_function_eval", "mean");
    const auto variance = argument<tensor<3>>("batch_norm_function_eval", "variance");
    check_through<tensor<dyn, 3>>("batch_norm_function_eval",
                                  [&](const auto& x) { return nn::batch_norm(x, mean, variance, weight, bias); });
  });
  check("layer_norm_function", five(), [](const auto& weight, const auto& bias) {
    check_through<tensor<dyn, 5>>("layer_norm_function",
                                  [&](const auto& x) { return nn::layer_norm<5>(x, weight, bias); });
  });
}

TEST_CASE("a tape keeps the running statistics that it was recorded with", "[autograd]") {
  const std::string name = "batch_norm2d_eval";
  nn::BatchNorm2d<3> layer;
  nn::load_state_dict(layer, autograd_part(name + ".state."));
  nn::eval(layer);
  check_through<Any>(name, [&](const Any& x) {
    const auto y = layer(x);
    nn::train(layer);
    Any other(2, 1, 1);
    nn::ones_(other);
    layer(other);  // the statistics change
    return y;
  });
  check_gradients_of(layer, name);
}

}  // namespace autograd_normalization_test
