// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/models/resnet.hpp>

#include "support/catch.hpp"
#include "support/models.hpp"

namespace models_resnet_test {

namespace nn = nnstruct;
using namespace nnstruct_test;
using namespace nn::models;
using nn::dyn;

namespace {
static_assert(std::is_same_v<decltype(resnet18<>{}.forward(nn::Batch<3, 224, 224>())), nn::Tensor<float, dyn, 1000>>);
static_assert(std::is_same_v<decltype(resnet50<3>{}.forward(any_images())), nn::Tensor<float, dyn, 3>>);
static_assert(std::is_same_v<decltype(Bottleneck<64, 32, 2>{}.forward(nn::Tensor<float, 2, 64, 15, dyn>())),
                             nn::Tensor<float, 2, 128, 8, dyn>>);
static_assert(std::is_same_v<decltype(BasicBlock<8, 8>::downsample), nn::none>);
}  // namespace

TEST_CASE("ResNet has torchvision's keys, shapes and printout", "[models]") {
  check_description<resnet18<>>("resnet18");
  check_description<resnet34<>>("resnet34");
  check_description<resnet50<>>("resnet50");
  check_description<resnet101<>>("resnet101");
  check_description<resnet152<>>("resnet152");
}

TEST_CASE("ResNet-18 and 34 give what torchvision's give, in training and after", "[models]") {
  check_model<resnet18<10>>("resnet18");
  check_model<resnet34<3>>("resnet34");
}

TEST_CASE("ResNet-50 to 152 give what torchvision's give", "[models][slow]") {
  check_model<resnet50<7>>("resnet50", give_statistics);
#if NNSTRUCT_TEST_FULL
  check_model<resnet101<4>>("resnet101", give_statistics);
  check_model<resnet152<6>>("resnet152", give_statistics);
#endif
}

TEST_CASE("the blocks of ResNet stand alone", "[models]") {
  check_model<nn::Sequential<BasicBlock<3, 5, 2>, BasicBlock<5, 5>>>("basic_blocks");
}

TEST_CASE("how much of the images' size the compiler knows makes no difference", "[models]") {
  auto stage = nn::init<resnet_stage<Bottleneck, 3, 8, 2, 2>>(0);
  nn::eval(stage);
  const auto y = stage.forward(images<any_images>(2, 40, 56));
  CHECK(is_same(stage.forward(images<nn::Batch<3, 40, 56>>(2, 40, 56)), nn::AnyTensor(y)));
  CHECK(is_same(stage.forward(images<nn::Tensor<float, 2, 3, 40, 56>>(2, 40, 56)), nn::AnyTensor(y)));
}

TEST_CASE("a const block in training mode says what to do", "[models]") {
  const auto block = nn::init<Bottleneck<3, 4>>(0);
  CHECK_THROWS_WITH(block.forward(images<any_images>(1, 32, 32)), Catch::Matchers::Contains("nn::eval"));
}

}  // namespace models_resnet_test
