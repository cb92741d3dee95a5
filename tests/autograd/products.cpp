// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/autograd/products.hpp>

#include <nnstruct/nnstruct.hpp>

#include "support/gradients.hpp"

namespace autograd_products_test {

namespace nn = nnstruct;
using namespace nnstruct_test;
using nn::conv_options;
using nn::dyn;

namespace {
template <std::int64_t... E> using tensor = nn::Tensor<float, E...>;

constexpr conv_options options{.stride = {2, 1}, .padding = {1, 2}, .dilation = {3, 2}, .groups = 2, .bias = false};
constexpr conv_options transposed{
    .stride = {2, 3}, .padding = 1, .output_padding = {1, 0}, .dilation = {1, 2}, .groups = 2, .bias = false};

/// call(x, weight, bias) with all three as tensors; and with weight and bias as parameters.
template <class X, class Weight, class Bias, class P, class Q, class Call>
void check_function(const std::string& name, Call call) {
  const auto weight = argument<Weight>(name, "weight");
  const auto bias = argument<Bias>(name, "bias");
  check_through<X>(name, [&](const X& x) { return call(x, weight, bias); });
  check_argument(weight, name, "weight");
  check_argument(bias, name, "bias");

  P learned_weight;
  Q learned_bias;
  learned_weight.copy_(weight), learned_bias.copy_(bias);
  check_through<X>(name, [&](const X& x) { return call(x, learned_weight, learned_bias); });
  CHECK(is_close(learned_weight.grad(), autograd_data()[name + ".grad.weight"]));
  CHECK(is_close(learned_bias.grad(), autograd_data()[name + ".grad.bias"]));

  const P& constant_weight = learned_weight;
  const auto before = learned_weight.grad();
  check_through<X>(name, [&](const X& x) { return call(x, constant_weight, learned_bias); });
  CHECK(is_same(learned_weight.grad(), before));
}

template <class A, class B> void check_matmul(const std::string& name) {
  const auto b = argument<B>(name, "b");
  check_through<A>(name, [&](const A& a) { return nn::matmul(a, b); });
  check_argument(b, name, "b");
}
}  // namespace

TEST_CASE("gradients of Linear are PyTorch's", "[autograd]") {
  check_module<nn::Linear<5, 3>, tensor<4, 5>, tensor<dyn, dyn>>("linear");
  check_module<nn::Linear<5, 3>, tensor<5>>("linear_1d");
  check_module<nn::Linear<5, 3>, tensor<dyn, 3, 5>>("linear_3d");
  check_module<nn::Linear<5, 3, nn::linear_options{.bias = false}>, tensor<dyn, 5>>("linear_no_bias");
  check_module<nn::Linear<5, 3>, tensor<dyn, 5>>("linear_empty");
}

TEST_CASE("gradients of convolutions are PyTorch's", "[autograd]") {
  check_module<nn::Conv2d<3, 4, 3>, nn::Batch<3, 6, 5>, tensor<dyn, dyn, dyn, dyn>>("conv2d");
  check_module<nn::Conv2d<2, 4, nn::pair{2, 3}, options>, nn::Batch<2, 7, 6>>("conv2d_options");
  check_module<nn::Conv2d<4, 4, 3, conv_options{.padding = 1, .groups = 4}>, nn::Batch<4, 5, 4>>("conv2d_depthwise");
  check_module<nn::Conv2d<3, 4, 1, conv_options{.stride = 2}>, nn::Batch<3, 5, 4>>("conv2d_one_pixel");
  check_module<nn::Conv2d<3, 2, 3, conv_options{.padding = 1}>, tensor<3, 4, 5>>("conv2d_unbatched");
  check_module<nn::Conv2d<3, 4, 3>, nn::Batch<3, 6, 5>>("conv2d_empty");
  check_module<nn::ConvTranspose2d<3, 2, 3>, nn::Batch<3, 4, 3>>("conv_transpose2d");
  check_module<nn::ConvTranspose2d<4, 6, nn::pair{3, 2}, transposed>, nn::Batch<4, 3, 4>>("conv_transpose2d_options");
  check_module<nn::ConvTranspose2d<3, 2, 3>, nn::Batch<3, 4, 3>>("conv_transpose2d_empty");
}

TEST_CASE("gradients of functional forms flow to tensors and to parameters", "[autograd]") {
  check_function<tensor<dyn, 5>, tensor<3, 5>, tensor<3>, nn::Parameter<float, 3, 5>, nn::Parameter<float, 3>>(
      "linear_function", [](const auto& x, auto& w, auto& b) { return nn::linear(x, w, b); });
  check_function<nn::Batch<2, 5, 6>, tensor<3, 2, 3, 3>, tensor<3>, nn::Parameter<float, 3, 2, 3, 3>,
                 nn::Parameter<float, 3>>("conv2d_function", [](const auto& x, auto& w, auto& b) {
    return nn::conv2d<conv_options{.stride = 2, .padding = 1}>(x, w, b);
  });
  check_function<nn::Batch<2, 3, 3>, tensor<2, 3, 2, 2>, tensor<3>, nn::Parameter<float, 2, 3, 2, 2>,
                 nn::Parameter<float, 3>>("conv_transpose2d_function", [](const auto& x, auto& w, auto& b) {
    return nn::conv_transpose2d<conv_options{.stride = 2}>(x, w, b);
  });

  const auto weight = argument<tensor<3, 5>>("linear_constant_weight", "weight");
  const auto bias = argument<tensor<3>>("linear_constant_weight", "bias");
  CHECK_FALSE(weight.requires_grad());
  check_through<tensor<dyn, 5>>("linear_constant_weight", [&](const auto& x) { return nn::linear(x, weight, bias); });
  check_argument(weight, "linear_constant_weight", "weight");
  check_argument(bias, "linear_constant_weight", "bias");
}

TEST_CASE("gradients of products of matrices are PyTorch's", "[autograd]") {
  check_matmul<tensor<3, 4>, tensor<4, 5>>("matmul");
  check_matmul<tensor<dyn, dyn>, tensor<4, dyn>>("matmul");
  check_matmul<tensor<dyn, 3, 4>, tensor<2, 4, 5>>("matmul_batched");
  check_matmul<tensor<dyn, 2, dyn, 4>, tensor<4, 5>>("matmul_one_b");
  check_matmul<tensor<dyn, 4>, tensor<4, 5>>("matmul_empty");
  check_through<tensor<3, 3>>("matmul_square", [](const auto& a) { return nn::matmul(a, a); });
}

}  // namespace autograd_products_test
