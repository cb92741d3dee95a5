// SPDX-License-Identifier: Apache-2.0
/// \file
/// torchvision's resnet152 as structs without a forward: a large schema, beside tests/data/resnet152_keys.txt.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include <nnstruct/declare.hpp>

namespace nnstruct_test {

template <std::int64_t C> struct BatchNorm2d {
  struct pytorch {
    static constexpr int version = 2;
  };

  nnstruct::Parameter<float, C> weight, bias;
  nnstruct::Buffer<float, C> running_mean, running_var;
  nnstruct::Buffer<std::int64_t> num_batches_tracked;
};

constexpr nnstruct::conv_options without_bias(std::int64_t stride = 1, std::int64_t padding = 0) {
  return {.stride = stride, .padding = padding, .bias = false};
}

template <std::int64_t In, std::int64_t Mid, std::int64_t Stride, bool Downsample> struct Bottleneck {
  static constexpr std::int64_t out = 4 * Mid;

  nnstruct::Conv2d<In, Mid, 1, without_bias()> conv1;
  BatchNorm2d<Mid> bn1;
  nnstruct::Conv2d<Mid, Mid, 3, without_bias(Stride, 1)> conv2;
  BatchNorm2d<Mid> bn2;
  nnstruct::Conv2d<Mid, out, 1, without_bias()> conv3;
  BatchNorm2d<out> bn3;
  nnstruct::inplace<nnstruct::ReLU> relu;
  std::conditional_t<Downsample,
                     nnstruct::Sequential<nnstruct::Conv2d<In, out, 1, without_bias(Stride)>, BatchNorm2d<out>>,
                     nnstruct::none>
      downsample;
};

template <std::int64_t In, std::int64_t Mid, std::int64_t Stride, class More> struct stage_of;
template <std::int64_t In, std::int64_t Mid, std::int64_t Stride, std::size_t... I>
struct stage_of<In, Mid, Stride, std::index_sequence<I...>> {
  template <std::size_t> using more = Bottleneck<4 * Mid, Mid, 1, false>;
  using type = nnstruct::Sequential<Bottleneck<In, Mid, Stride, true>, more<I>...>;
};
template <std::int64_t In, std::int64_t Mid, std::int64_t Stride, std::size_t Blocks>
using stage = typename stage_of<In, Mid, Stride, std::make_index_sequence<Blocks - 1>>::type;

struct ResNet152 {
  nnstruct::Conv2d<3, 64, 7, without_bias(2, 3)> conv1;
  BatchNorm2d<64> bn1;
  nnstruct::inplace<nnstruct::ReLU> relu;
  nnstruct::MaxPool2d<3, 2, nnstruct::pool_options{.padding = 1}> maxpool;
  stage<64, 64, 1, 3> layer1;
  stage<256, 128, 2, 8> layer2;
  stage<512, 256, 2, 36> layer3;
  stage<1024, 512, 2, 3> layer4;
  nnstruct::Linear<2048, 1000> fc;
};

}  // namespace nnstruct_test
