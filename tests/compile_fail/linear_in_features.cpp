// SPDX-License-Identifier: Apache-2.0
// The second convolution is forgotten, so that fc1 gets 1176 features.
// expect: layer_accepts_input<.*Linear<400, 120.*expected<-1, 400>.*found<-1, 1176>
// expect: nn: Linear got an input whose last extent is not its in_features
#include <nnstruct/declare.hpp>
namespace nn = nnstruct;

struct Net {
  nn::Conv2d<3, 6, 5> conv1;
  nn::MaxPool2d<2, 2> pool;
  nn::Conv2d<6, 16, 5> conv2;
  nn::Linear<400, 120> fc1;

  auto forward(const nn::Batch<3, 32, 32>& x) {
#ifdef NNSTRUCT_FAIL
    return x | conv1 | nn::relu | pool | nn::flatten | fc1;
#else
    return x | conv1 | nn::relu | pool | conv2 | nn::relu | pool | nn::flatten | fc1;
#endif
  }
};
