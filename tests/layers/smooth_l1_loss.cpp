// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/layers/smooth_l1_loss.hpp>

#include <limits>

#include "support/losses.hpp"

namespace nn = nnstruct;
using namespace nnstruct_test;
using nn::dyn;

namespace {
template <std::int64_t... E> using tensor = nn::Tensor<float, E...>;

void check(const std::string& name, const nn::smooth_l1_loss_options& options) {
  const auto loss = [&](auto reduction, const auto& x, const auto& target) {
    return nn::smooth_l1_loss<decltype(reduction)::value>(x, target, options);
  };
  check_loss<tensor<3, 4, 2>, tensor<3, 4, 2>>(name, loss);
  check_loss<tensor<dyn, 4, dyn>, tensor<dyn, dyn, 2>>(name, loss);
  check_loss<tensor<dyn>, tensor<dyn>>(name + "_special", loss);
  check_loss<tensor<>, tensor<>>(name + "_0d", loss);
  check_loss<tensor<dyn, 4>, tensor<dyn, 4>>(name + "_empty", loss);
}
}  // namespace

TEST_CASE("smooth_l1_loss and its gradients are PyTorch's", "[layers]") {
  check("smooth_l1_loss", {});
  check("smooth_l1_loss_beta", {.beta = 0.3});
  check("smooth_l1_loss_beta_0", {.beta = 0});
}

TEST_CASE("a negative beta is refused", "[layers]") {
  const tensor<2> x;
  CHECK_THROWS_WITH(nn::smooth_l1_loss(x, x, {.beta = -1}), "smooth_l1_loss: beta must not be negative, found -1");
  CHECK_THROWS_AS(nn::smooth_l1_loss(x, x, {.beta = std::numeric_limits<double>::quiet_NaN()}), nn::Error);
}
