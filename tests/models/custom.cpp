// SPDX-License-Identifier: Apache-2.0
// A network of the user's own on ResNet's parts, begun with the weights of a whole ResNet.
#include <nnstruct/layers/conv_transpose2d.hpp>
#include <nnstruct/models/resnet.hpp>

#include <string>

#include "support/catch.hpp"
#include "support/models.hpp"

namespace models_custom_test {

namespace nn = nnstruct;
using namespace nnstruct_test;

namespace {
/// Gives each pixel two scores.
struct Segmenter {
  nn::Conv2d<3, 64, 7, nn::conv_options{.stride = 2, .padding = 3, .bias = false}> conv1;
  nn::BatchNorm2d<64> bn1;
  nn::inplace<nn::ReLU> relu;
  nn::MaxPool2d<3, 2, nn::pool_options{.padding = 1}> maxpool;
  nn::models::resnet_stage<nn::models::Bottleneck, 64, 64, 3> layer1;
  nn::ConvTranspose2d<256, 16, 4, nn::conv_options{.stride = 4}> up;
  nn::Conv2d<16, 2, 1> head;

  static auto run(auto& net, const auto& x) {
    return x | net.conv1 | net.bn1 | net.relu | net.maxpool | net.layer1 | net.up | nn::relu | net.head;
  }
  auto forward(const any_images& x) { return run(*this, x); }
  auto forward(const any_images& x) const { return run(*this, x); }
};
}  // namespace

TEST_CASE("a network on ResNet's Bottleneck takes over what a ResNet-50 has under the same keys", "[models]") {
  check_description<Segmenter>("segmenter");

  const auto trained = nn::init<nn::models::resnet50<4>>(8);
  auto net = nn::init<Segmenter>(9);
  const nn::LoadReport report = nn::load_state_dict(net, nn::state_dict(trained), nn::relaxed);
  std::string text;
  for (const std::string& key : report.missing) text += key + '\n';
  CHECK(text + std::to_string(report.unexpected.size()) == text_of("models_repr.txt", "segmenter_taken_over"));

  check_forward("segmenter", net, images<any_images>(2, 36, 28));
}

}  // namespace models_custom_test
