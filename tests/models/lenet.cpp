// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/models/lenet.hpp>

#include <nnstruct/error.hpp>

#include "support/catch.hpp"
#include "support/models.hpp"

namespace models_lenet_test {

namespace nn = nnstruct;
using namespace nnstruct_test;
using nn::models::lenet;

namespace {
static_assert(std::is_same_v<decltype(lenet{}.forward(nn::Batch<3, 32, 32>())), nn::Tensor<float, nn::dyn, 10>>);
static_assert(nn::schema<nn::models::Net<7>>[9].shape == nn::extent_list(7));
}  // namespace

TEST_CASE("lenet is the network of PyTorch's tutorial", "[models]") {
  check_description<lenet>("lenet");
  check_model<lenet>("lenet");
}

TEST_CASE("lenet takes images whose size the compiler knows, and refuses those of another size", "[models]") {
  const auto net = nn::init<lenet>(0);
  const auto y = nn::predict(net, images<nn::Batch<3, 32, 32>>(2, 32, 32));
  CHECK(is_close(y, models_data()["lenet.output"]));
  CHECK_THROWS_AS(nn::predict(net, images<any_images>(1, 40, 32)), nn::ShapeError);
}

}  // namespace models_lenet_test
