// SPDX-License-Identifier: Apache-2.0
// The network of PyTorch's tutorial, as train.py declares and trains it.
#pragma once

#include <nnstruct/nnstruct.hpp>

namespace nn = nnstruct;

struct Net {
  nn::Conv2d<3, 6, 5> conv1;
  nn::MaxPool2d<2, 2> pool;
  nn::Conv2d<6, 16, 5> conv2;
  nn::Linear<400, 120> fc1;
  nn::Linear<120, 84> fc2;
  nn::Linear<84, 10> fc3;

  auto forward(const nn::Batch<3, 32, 32>& x) const {
    return x | conv1 | nn::relu | pool | conv2 | nn::relu | pool | nn::flatten  // [N, 400]
           | fc1 | nn::relu | fc2 | nn::relu | fc3;                             // [N, 10], one score a class
  }
};

// The same network with another head: digits.pth does not fit it.
struct OtherHead {
  nn::Conv2d<3, 6, 5> conv1;
  nn::MaxPool2d<2, 2> pool;
  nn::Conv2d<6, 16, 5> conv2;
  nn::Linear<400, 120> fc1;
  nn::Linear<120, 84> fc2;
  nn::Linear<84, 100> fc3;
  nn::Linear<100, 26> fc4;

  auto forward(const nn::Batch<3, 32, 32>& x) const {
    return x | conv1 | nn::relu | pool | conv2 | nn::relu | pool | nn::flatten | fc1 | nn::relu | fc2 | nn::relu | fc3 |
           nn::relu | fc4;
  }
};
