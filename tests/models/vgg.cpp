// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/models/vgg.hpp>

#include "support/catch.hpp"
#include "support/models.hpp"

namespace models_vgg_test {

namespace nn = nnstruct;
using namespace nnstruct_test;
using namespace nn::models;

namespace {
static_assert(std::is_same_v<decltype(vgg16<>{}.forward(nn::Batch<3, 224, 224>())), nn::Tensor<float, nn::dyn, 1000>>);
static_assert(std::is_same_v<decltype(vgg19_bn<3>{}.forward(any_images())), nn::Tensor<float, nn::dyn, 3>>);

/// A VGG's features with a VGG's initial values, without the half gigabyte of its classifier.
template <class Model> struct FeaturesOf {
  decltype(Model::features) features;

  auto forward(const auto& x) { return features.forward(x); }
  auto forward(const auto& x) const { return features.forward(x); }
  void reset_parameters(nn::Generator& generator) {
    nn::detail::set_initial_values(nn::detail::described<FeaturesOf>::value, this,
                                   nn::detail::linear_values::small_normal, generator);
  }
};
}  // namespace

TEST_CASE("VGG has torchvision's keys, shapes and printout", "[models]") {
  check_description<vgg11<>>("vgg11");
  check_description<vgg13<>>("vgg13");
  check_description<vgg16<>>("vgg16");
  check_description<vgg19<>>("vgg19");
  check_description<vgg11_bn<>>("vgg11_bn");
  check_description<vgg13_bn<>>("vgg13_bn");
  check_description<vgg16_bn<>>("vgg16_bn");
  check_description<vgg19_bn<>>("vgg19_bn");
}

TEST_CASE("VGG-11 starts with torchvision's values and gives what it gives", "[models][slow]") {
  check_model<vgg11<5>>("vgg11");
}

TEST_CASE("VGG-11 with batch normalisation and dropout gives what torchvision's gives, in training too",
          "[models][slow]") {
  check_model<vgg11_bn<5>>("vgg11_bn");
}

TEST_CASE("the features of VGG-13 to 19 give what torchvision's give", "[models][slow]") {
  check_model<FeaturesOf<vgg13<>>>("vgg13.features");
  check_model<FeaturesOf<vgg16_bn<>>>("vgg16_bn.features");
#if NNSTRUCT_TEST_FULL
  check_model<FeaturesOf<vgg16<>>>("vgg16.features");
  check_model<FeaturesOf<vgg19<>>>("vgg19.features");
  check_model<FeaturesOf<vgg13_bn<>>>("vgg13_bn.features");
  check_model<FeaturesOf<vgg19_bn<>>>("vgg19_bn.features");
#endif
}

}  // namespace models_vgg_test
