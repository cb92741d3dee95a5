// SPDX-License-Identifier: Apache-2.0
// PyTorch's tutorial on saving and loading models, with VGG16: vgg16.py is the same in Python.
//   vgg16 [--weights imagenet|FILE.pth] [--size PIXELS] [--save-to FILE.pth] [--save-model-to FILE.pth]
// `--weights imagenet` is weights="IMAGENET1K_V1" in torchvision: they are downloaded (528 MB) unless they are in the
// cache. Without --weights the network has the values that torchvision gives it after torch.manual_seed(0).
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <nnstruct/nnstruct.hpp>
#include <string>

namespace nn = nnstruct;

using Model = nn::models::vgg16<>;
using Image = nn::Tensor<float, nn::dyn, 3, nn::dyn, nn::dyn>;
using Scores = nn::Tensor<float, nn::dyn, 1000>;

static bool equal(const Scores& a, const Scores& b) {
  return a.numel() == b.numel() &&
         std::memcmp(a.data(), b.data(), sizeof(float) * static_cast<std::size_t>(a.numel())) == 0;
}
static const char* python(bool value) { return value ? "True" : "False"; }

int main(int argc, char** argv) try {
  std::string weights, save_to = "vgg16_weights.pth", save_model_to = "vgg16_model.pth";
  std::int64_t size = 224;
  for (int i = 1; i < argc; ++i) {
    const std::string option = argv[i];
    if (option == "--weights" && i + 1 < argc) weights = argv[++i];
    else if (option == "--save-to" && i + 1 < argc) save_to = argv[++i];
    else if (option == "--save-model-to" && i + 1 < argc) save_model_to = argv[++i];
    else if (option == "--size" && i + 1 < argc) size = std::atoll(argv[++i]);
    else {
      std::fprintf(stderr,
                   "usage: vgg16 [--weights imagenet|FILE.pth] [--size PIXELS] [--save-to FILE.pth] "
                   "[--save-model-to FILE.pth]\n");
      return 2;
    }
  }
  if (size < 32) {
    std::fprintf(stderr, "vgg16: --size is at least 32 pixels\n");
    return 2;
  }

  Model model;
  if (weights == "imagenet") model = nn::hub::load<Model>(nn::hub::imagenet1k_v1);
  else if (weights.empty()) nn::init(model, 0);
  else nn::load(model, weights);
  std::puts(nn::repr(model).c_str());
  nn::eval(model);
  Image image(1, size, size);
  nn::manual_seed(1);
  nn::uniform_(image);
  const Scores before = nn::predict(model, image);

  nn::save(model, save_to);
  Model loaded;
  std::puts(nn::repr(nn::load(loaded, save_to)).c_str());

  nn::eval(loaded);
  const Scores after = nn::predict(loaded, image);
  const float* const best = std::max_element(after.data(), after.data() + after.numel());
  std::printf("best class %d, score %.4f\n", static_cast<int>(best - after.data()), static_cast<double>(*best));
  std::printf("the same predictions before and after: %s\n", python(equal(before, after)));
  std::printf("eval: two outputs are equal: %s\n",
              python(equal(nn::predict(loaded, image), nn::predict(loaded, image))));
  nn::train(loaded);
  std::printf("train: two outputs are equal: %s\n",
              python(equal(nn::predict(loaded, image), nn::predict(loaded, image))));

  nn::save_model(model, save_model_to);
  loaded = nn::load<Model>(save_model_to);
  std::puts(nn::repr(loaded).c_str());
  nn::eval(loaded);
  std::printf("the whole model's predictions are the same: %s\n", python(equal(before, nn::predict(loaded, image))));
} catch (const std::exception& error) {
  std::fprintf(stderr, "vgg16: %s\n", error.what());
  return 2;
}
