// SPDX-License-Identifier: Apache-2.0
/// \file
/// The small convolutional network of PyTorch's tutorials.
/// https://pytorch.org/tutorials/beginner/blitz/cifar10_tutorial.html
#pragma once

#include <cstdint>

#include <nnstruct/config.hpp>
#include <nnstruct/layers/conv2d.hpp>
#include <nnstruct/layers/flatten.hpp>
#include <nnstruct/layers/linear.hpp>
#include <nnstruct/layers/max_pool2d.hpp>
#include <nnstruct/layers/relu.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::models {

/// LeNet-5 with today's layers, as the tutorial "Training a Classifier" has it, whose class is called Net and prints
/// so. Images [N, 3, 32, 32] give scores [N, Classes]. No other image size fits fc1; where only run time knows the
/// size, fc1 throws ShapeError.
template <std::int64_t Classes = 10> struct Net {
  Conv2d<3, 6, 5> conv1;
  MaxPool2d<2, 2> pool;
  Conv2d<6, 16, 5> conv2;
  Linear<16 * 5 * 5, 120> fc1;
  Linear<120, 84> fc2;
  Linear<84, Classes> fc3;

  template <class X> auto forward(const X& x) { return run(*this, x); }
  template <class X> auto forward(const X& x) const { return run(*this, x); }

 private:
  static auto run(auto& net, const auto& x) {
    return x | net.conv1 | relu | net.pool | net.conv2 | relu | net.pool | flatten | net.fc1 | relu | net.fc2 | relu |
           net.fc3;
  }
};

/// The tutorial's network: ten classes of CIFAR-10.
using lenet = Net<>;

}  // namespace nnstruct::inline NNSTRUCT_ABI::models
