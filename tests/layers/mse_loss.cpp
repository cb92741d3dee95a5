// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/layers/mse_loss.hpp>

#include "support/losses.hpp"

namespace nn = nnstruct;
using namespace nnstruct_test;
using nn::dyn;

namespace {
template <std::int64_t... E> using tensor = nn::Tensor<float, E...>;

template <class X, class Target> void check(const std::string& name) {
  check_loss<X, Target>(name, [](auto reduction, const auto& x, const auto& target) {
    return nn::mse_loss<decltype(reduction)::value>(x, target);
  });
}
}  // namespace

TEST_CASE("mse_loss and its gradients are PyTorch's", "[layers]") {
  check<tensor<3, 4, 2>, tensor<3, 4, 2>>("mse_loss");
  check<tensor<dyn, 4, 2>, tensor<3, dyn, dyn>>("mse_loss");
  check<tensor<dyn>, tensor<dyn>>("mse_loss_special");
  check<tensor<>, tensor<>>("mse_loss_0d");
  check<tensor<dyn, 4>, tensor<dyn, dyn>>("mse_loss_empty");
}

TEST_CASE("the target of a loss has its input's extents", "[layers]") {
  CHECK_THROWS_WITH(nn::mse_loss(tensor<dyn, 4>(3), tensor<dyn, 4>(1)),
                    "mse_loss() got a target with other extents than its input: expected [3, 4], found [1, 4]");
  CHECK_THROWS_AS(nn::mse_loss(tensor<dyn, 4>(3), tensor<dyn, 4>(1)), nn::ShapeError);
}
