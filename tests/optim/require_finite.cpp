// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <limits>
#include <string>

#include <nnstruct/nnstruct.hpp>

#include "support/catch.hpp"

namespace optim_require_finite_test {

namespace nn = nnstruct;
using nnstruct_test::thrown_by;

TEST_CASE("a loss that is no number stops the training with its step", "[optim][finite]") {
  nn::require_finite(0.5, 1);
  nn::require_finite(-3.0e38f, 1);
  nn::require_finite(3, 1);
  nn::Tensor<float> loss;
  *loss.data() = 2;
  nn::require_finite(loss, 1);
  *loss.data() = std::numeric_limits<float>::quiet_NaN();
  CHECK(std::string(thrown_by<nn::Error>([&] { nn::require_finite(loss, 120); }).what()) ==
        "the loss is nan at step 120: training stops before it changes the model; a lower learning rate, or "
        "clip_grad_norm, may keep it finite");
  CHECK(nnstruct_test::contains(
      thrown_by<nn::Error>([] { nn::require_finite(-std::numeric_limits<double>::infinity(), 7); }).what(),
      "the loss is -inf at step 7"));
}

}  // namespace optim_require_finite_test
