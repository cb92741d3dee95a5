// SPDX-License-Identifier: Apache-2.0
// The LeNet-like network of PyTorch's tutorials, on images of CIFAR-10's size.
#pragma once

#include <nnstruct/nnstruct.hpp>

struct LeNet {
  nnstruct::Conv2d<3, 6, 5> conv1;
  nnstruct::MaxPool2d<2, 2> pool;
  nnstruct::Conv2d<6, 16, 5> conv2;
  nnstruct::Linear<400, 120> fc1;
  nnstruct::Linear<120, 84> fc2;
  nnstruct::Linear<84, 10> fc3;

  auto forward(const nnstruct::Batch<3, 32, 32>& x) const {
    using nnstruct::flatten, nnstruct::relu;
    return x | conv1 | relu | pool | conv2 | relu | pool | flatten | fc1 | relu | fc2 | relu | fc3;
  }
};
