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

  static auto run(auto& net, const nnstruct::Batch<3, 32, 32>& x) {
    using nnstruct::flatten, nnstruct::relu;
    return x | net.conv1 | relu | net.pool | net.conv2 | relu | net.pool | flatten | net.fc1 | relu | net.fc2 | relu |
           net.fc3;
  }
  auto forward(const nnstruct::Batch<3, 32, 32>& x) { return run(*this, x); }
  auto forward(const nnstruct::Batch<3, 32, 32>& x) const { return run(*this, x); }
};
