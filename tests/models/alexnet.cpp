// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/models/alexnet.hpp>

#include "support/catch.hpp"
#include "support/models.hpp"

namespace models_alexnet_test {

namespace nn = nnstruct;
using namespace nnstruct_test;
using nn::models::alexnet;

namespace {
static_assert(
    std::is_same_v<decltype(alexnet<>{}.forward(nn::Batch<3, 224, 224>())), nn::Tensor<float, nn::dyn, 1000>>);
static_assert(std::is_same_v<decltype(alexnet<3>{}.forward(any_images())), nn::Tensor<float, nn::dyn, 3>>);
}  // namespace

TEST_CASE("AlexNet is torchvision's", "[models]") {
  check_description<alexnet<>>("alexnet");
  check_model<alexnet<10>>("alexnet");
}

}  // namespace models_alexnet_test
