// SPDX-License-Identifier: Apache-2.0
/// \file
/// AlexNet, as in torchvision. https://pytorch.org/vision/stable/models/alexnet.html
#pragma once

#include <cstdint>

#include <nnstruct/config.hpp>
#include <nnstruct/layers/adaptive_avg_pool2d.hpp>
#include <nnstruct/layers/conv2d.hpp>
#include <nnstruct/layers/dropout.hpp>
#include <nnstruct/layers/flatten.hpp>
#include <nnstruct/layers/linear.hpp>
#include <nnstruct/layers/max_pool2d.hpp>
#include <nnstruct/layers/relu.hpp>
#include <nnstruct/layers/sequential.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::models {

/// A. Krizhevsky, "One weird trick for parallelizing convolutional neural networks" (2014), as torchvision's
/// `alexnet(num_classes=Classes)`: images [N, 3, H, W] of at least 63 x 63 pixels give scores [N, Classes].
/// The images' numbers are to be as torchvision's weights want them: (x - mean) / std of each channel, with x in [0,
/// 1].
template <std::int64_t Classes = 1000> struct AlexNet {
  static constexpr python_class python{"torchvision.models.alexnet", "AlexNet"};

  Sequential<Conv2d<3, 64, 11, conv_options{.stride = 4, .padding = 2}>, inplace<ReLU>, MaxPool2d<3, 2>,
             Conv2d<64, 192, 5, conv_options{.padding = 2}>, inplace<ReLU>, MaxPool2d<3, 2>,
             Conv2d<192, 384, 3, conv_options{.padding = 1}>, inplace<ReLU>,
             Conv2d<384, 256, 3, conv_options{.padding = 1}>, inplace<ReLU>,
             Conv2d<256, 256, 3, conv_options{.padding = 1}>, inplace<ReLU>, MaxPool2d<3, 2>>
      features;
  AdaptiveAvgPool2d<pair{6, 6}> avgpool;
  Sequential<Dropout<>, Linear<256 * 6 * 6, 4096>, inplace<ReLU>, Dropout<>, Linear<4096, 4096>, inplace<ReLU>,
             Linear<4096, Classes>>
      classifier;

  template <class X> auto forward(const X& x) { return run(*this, x); }
  template <class X> auto forward(const X& x) const { return run(*this, x); }

 private:
  static auto run(auto& net, const auto& x) { return x | net.features | net.avgpool | flatten | net.classifier; }
};

/// `torchvision.models.alexnet(num_classes=Classes)`.
template <std::int64_t Classes = 1000> using alexnet = AlexNet<Classes>;

}  // namespace nnstruct::inline NNSTRUCT_ABI::models
