// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/models/weights.hpp>

#include <map>

#include "support/catch.hpp"
#include "support/hub.hpp"

namespace models_weights_test {

using namespace nnstruct_test;
namespace nn = nnstruct;

TEST_CASE("the weights' addresses are torchvision's", "[hub]") {
  using namespace nn::models;
  using nn::hub::url_of, nn::hub::imagenet1k_v1, nn::hub::imagenet1k_v2;
  const std::string v1 = " IMAGENET1K_V1", v2 = " IMAGENET1K_V2";
  const std::map<std::string, std::string> ours{
      {"alexnet" + v1, url_of<alexnet<>>(imagenet1k_v1)},     {"vgg11" + v1, url_of<vgg11<>>(imagenet1k_v1)},
      {"vgg11_bn" + v1, url_of<vgg11_bn<>>(imagenet1k_v1)},   {"vgg13" + v1, url_of<vgg13<>>(imagenet1k_v1)},
      {"vgg13_bn" + v1, url_of<vgg13_bn<>>(imagenet1k_v1)},   {"vgg16" + v1, url_of<vgg16<>>(imagenet1k_v1)},
      {"vgg16_bn" + v1, url_of<vgg16_bn<>>(imagenet1k_v1)},   {"vgg19" + v1, url_of<vgg19<>>(imagenet1k_v1)},
      {"vgg19_bn" + v1, url_of<vgg19_bn<>>(imagenet1k_v1)},   {"resnet18" + v1, url_of<resnet18<>>(imagenet1k_v1)},
      {"resnet34" + v1, url_of<resnet34<>>(imagenet1k_v1)},   {"resnet50" + v1, url_of<resnet50<>>(imagenet1k_v1)},
      {"resnet101" + v1, url_of<resnet101<>>(imagenet1k_v1)}, {"resnet152" + v1, url_of<resnet152<>>(imagenet1k_v1)},
      {"resnet50" + v2, url_of<resnet50<>>(imagenet1k_v2)},   {"resnet101" + v2, url_of<resnet101<>>(imagenet1k_v2)},
      {"resnet152" + v2, url_of<resnet152<>>(imagenet1k_v2)}};
  std::map<std::string, std::string> torchvisions;
  for (const auto& row : hub_rows("weights")) torchvisions[row[0] + ' ' + row[1]] = row[2];
  CHECK(ours == torchvisions);
}

}  // namespace models_weights_test
