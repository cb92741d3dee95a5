// SPDX-License-Identifier: Apache-2.0
// A network of one's own on ResNet50's trunk, which takes over what it shares with a trained ResNet50: custom_cnn.py is
// the same in Python.
//   custom_cnn [RESNET50.pth]
// Without a file the ResNet50 has the values that torchvision gives it after torch.manual_seed(0).
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <exception>
#include <nnstruct/nnstruct.hpp>

namespace nn = nnstruct;
using nn::models::Bottleneck;
using nn::models::resnet_stage;

struct CNN {
  nn::Conv2d<3, 64, 7, nn::conv_options{.stride = 2, .padding = 3, .bias = false}> conv1;
  nn::BatchNorm2d<64> bn1;
  nn::inplace<nn::ReLU> relu;
  nn::MaxPool2d<3, 2, nn::pool_options{.padding = 1}> maxpool;
  resnet_stage<Bottleneck, 64, 64, 3> layer1;
  resnet_stage<Bottleneck, 256, 128, 4, 2> layer2;
  resnet_stage<Bottleneck, 512, 256, 6, 2> layer3;
  resnet_stage<Bottleneck, 1024, 512, 3, 2> layer4;
  nn::AvgPool2d<7, 1> avgpool;
  nn::ConvTranspose2d<2048, 2048, 3, nn::conv_options{.padding = 1, .bias = false}> convtranspose1;
  nn::MaxPool2d<3, 1, nn::pool_options{.padding = 1}> maxpool2;
  nn::Linear<2048, 9> fclass;

  auto forward(const nn::Batch<3, 224, 224>& x) {
    const auto features = x | conv1 | bn1 | relu | maxpool | layer1 | layer2 | layer3 | layer4 | avgpool;
    return features | convtranspose1 | maxpool2 | nn::flatten | fclass;  // [N, 2048, 1, 1] up to the flatten
  }
};

int main(int argc, char** argv) try {
  nn::manual_seed(0);
  nn::models::resnet50<> resnet50;
  nn::init(resnet50);
  if (argc > 1) nn::load(resnet50, argv[1]);

  CNN cnn;
  nn::init(cnn);
  for (const nn::parameter_reference& p : nn::parameters(cnn)) {
    const nn::extent_list& shape = p.shape();
    if (shape.size() == 4 && p.key() != "convtranspose1.weight")  // of a Conv2d: [out, in, height, width]
      nn::normal_(p, 0, std::sqrt(2.0 / static_cast<double>(shape[2] * shape[3] * shape[0])));
  }
  // BatchNorm2d begins with weights of 1 and biases of 0.

  nn::StateDict pretrained_dict = nn::state_dict(resnet50), model_dict = nn::state_dict(cnn);
  pretrained_dict.erase_if([&](const auto& item) { return !model_dict.contains(item.first); });
  model_dict.update(pretrained_dict);
  std::puts(nn::repr(nn::load_state_dict(cnn, model_dict)).c_str());
  std::printf("%zu of %zu taken over\n", pretrained_dict.size(), model_dict.size());
  std::puts(nn::repr(cnn).c_str());

  nn::eval(cnn);
  nn::Batch<3, 224, 224> image(1);
  nn::uniform_(image);
  const auto scores = nn::predict(cnn, image);
  const float* const best = std::max_element(scores.data(), scores.data() + scores.numel());
  std::printf("best class %d, score %.4f\n", static_cast<int>(best - scores.data()), static_cast<double>(*best));
} catch (const std::exception& error) {
  std::fprintf(stderr, "custom_cnn: %s\n", error.what());
  return 2;
}
