// SPDX-License-Identifier: Apache-2.0
/// \file
/// ResNet with 18 to 152 layers and its blocks, as in torchvision.
/// https://pytorch.org/vision/stable/models/resnet.html
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include <nnstruct/config.hpp>
#include <nnstruct/layers/adaptive_avg_pool2d.hpp>
#include <nnstruct/layers/arithmetic.hpp>
#include <nnstruct/layers/batch_norm.hpp>
#include <nnstruct/layers/conv2d.hpp>
#include <nnstruct/layers/flatten.hpp>
#include <nnstruct/layers/linear.hpp>
#include <nnstruct/layers/max_pool2d.hpp>
#include <nnstruct/layers/relu.hpp>
#include <nnstruct/layers/sequential.hpp>
#include <nnstruct/models/initial_values.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {

constexpr conv_options resnet_conv(std::int64_t stride = 1, std::int64_t padding = 0) {
  return {.stride = stride, .padding = padding, .bias = false};
}

/// What brings a block's input to the shape of its output: nothing, where that is the same.
template <std::int64_t In, std::int64_t Out, std::int64_t Stride>
using resnet_downsample = std::conditional_t<Stride == 1 && In == Out, none,
                                             Sequential<Conv2d<In, Out, 1, resnet_conv(Stride)>, BatchNorm2d<Out>>>;

/// A block's input in the shape of its output.
template <class Downsample, class X> auto resnet_identity(Downsample& downsample, const X& x) {
  if constexpr (std::is_same_v<std::remove_const_t<Downsample>, none>) return x;
  else return downsample.forward(x);
}

template <template <std::int64_t, std::int64_t, std::int64_t> class Block, std::int64_t In, std::int64_t Planes,
          std::int64_t Stride, class More>
struct resnet_stage;
template <template <std::int64_t, std::int64_t, std::int64_t> class Block, std::int64_t In, std::int64_t Planes,
          std::int64_t Stride, std::size_t... More>
struct resnet_stage<Block, In, Planes, Stride, std::index_sequence<More...>> {
  using first = Block<In, Planes, Stride>;
  template <std::size_t> using other = Block<Planes * first::expansion, Planes, 1>;
  using type = Sequential<first, other<More>...>;
};

}  // namespace detail

namespace models {

/// The block of ResNet-18 and 34: two 3 x 3 convolutions beside a shortcut,
/// [N, In, H, W] -> [N, Planes, ceil(H / Stride), ceil(W / Stride)].
template <std::int64_t In, std::int64_t Planes, std::int64_t Stride = 1> struct BasicBlock {
  static constexpr python_class python{"torchvision.models.resnet", "BasicBlock"};
  static constexpr std::int64_t expansion = 1;

  Conv2d<In, Planes, 3, detail::resnet_conv(Stride, 1)> conv1;
  BatchNorm2d<Planes> bn1;
  inplace<ReLU> relu;
  Conv2d<Planes, Planes, 3, detail::resnet_conv(1, 1)> conv2;
  BatchNorm2d<Planes> bn2;
  detail::resnet_downsample<In, Planes, Stride> downsample;

  struct pytorch {
    static constexpr auto attributes() {
      return std::array{detail::integer_attribute("stride", Stride, shown::hidden)};
    }
  };

  template <class X> auto forward(const X& x) { return run(*this, x); }
  template <class X> auto forward(const X& x) const { return run(*this, x); }

 private:
  static auto run(auto& block, const auto& x) {
    const auto y = x | block.conv1 | block.bn1 | block.relu | block.conv2 | block.bn2;
    return block.relu(y + detail::resnet_identity(block.downsample, x));
  }
};

/// The block of ResNet-50, 101 and 152: a 3 x 3 convolution on `Planes` channels between two of one pixel, beside a
/// shortcut, [N, In, H, W] -> [N, 4 Planes, ceil(H / Stride), ceil(W / Stride)].
template <std::int64_t In, std::int64_t Planes, std::int64_t Stride = 1> struct Bottleneck {
  static constexpr python_class python{"torchvision.models.resnet", "Bottleneck"};
  static constexpr std::int64_t expansion = 4;

  Conv2d<In, Planes, 1, detail::resnet_conv()> conv1;
  BatchNorm2d<Planes> bn1;
  Conv2d<Planes, Planes, 3, detail::resnet_conv(Stride, 1)> conv2;
  BatchNorm2d<Planes> bn2;
  Conv2d<Planes, Planes * expansion, 1, detail::resnet_conv()> conv3;
  BatchNorm2d<Planes * expansion> bn3;
  inplace<ReLU> relu;
  detail::resnet_downsample<In, Planes * expansion, Stride> downsample;

  struct pytorch {
    static constexpr auto attributes() {
      return std::array{detail::integer_attribute("stride", Stride, shown::hidden)};
    }
  };

  template <class X> auto forward(const X& x) { return run(*this, x); }
  template <class X> auto forward(const X& x) const { return run(*this, x); }

 private:
  static auto run(auto& block, const auto& x) {
    const auto y =
        x | block.conv1 | block.bn1 | block.relu | block.conv2 | block.bn2 | block.relu | block.conv3 | block.bn3;
    return block.relu(y + detail::resnet_identity(block.downsample, x));
  }
};

/// `Blocks` blocks one after the other, of which the first has the stride: a Sequential, torchvision's `_make_layer`.
template <template <std::int64_t, std::int64_t, std::int64_t> class Block, std::int64_t In, std::int64_t Planes,
          std::size_t Blocks, std::int64_t Stride = 1>
using resnet_stage =
    typename detail::resnet_stage<Block, In, Planes, Stride, std::make_index_sequence<Blocks - 1>>::type;

/// K. He et al., "Deep Residual Learning for Image Recognition" (2015), with four stages of so many blocks each: images
/// [N, 3, H, W] of any size give scores [N, Classes].
template <template <std::int64_t, std::int64_t, std::int64_t> class Block, std::size_t L1, std::size_t L2,
          std::size_t L3, std::size_t L4, std::int64_t Classes = 1000>
struct ResNet {
  static constexpr python_class python{"torchvision.models.resnet", "ResNet"};

  Conv2d<3, 64, 7, detail::resnet_conv(2, 3)> conv1;
  BatchNorm2d<64> bn1;
  inplace<ReLU> relu;
  MaxPool2d<3, 2, pool_options{.padding = 1}> maxpool;
  resnet_stage<Block, 64, 64, L1> layer1;
  resnet_stage<Block, 64 * Block<64, 64, 1>::expansion, 128, L2, 2> layer2;
  resnet_stage<Block, 128 * Block<64, 64, 1>::expansion, 256, L3, 2> layer3;
  resnet_stage<Block, 256 * Block<64, 64, 1>::expansion, 512, L4, 2> layer4;
  AdaptiveAvgPool2d<pair{1, 1}> avgpool;
  Linear<512 * Block<64, 64, 1>::expansion, Classes> fc;

  struct pytorch {
    static constexpr auto attributes() {
      using namespace detail;
      return std::array{class_attribute("_norm_layer", "torch.nn.modules.batchnorm.BatchNorm2d"),
                        integer_attribute("inplanes", 512 * Block<64, 64, 1>::expansion, shown::hidden),
                        integer_attribute("dilation", 1, shown::hidden), integer_attribute("groups", 1, shown::hidden),
                        integer_attribute("base_width", 64, shown::hidden)};
    }
  };

  template <class X> auto forward(const X& x) { return run(*this, x); }
  template <class X> auto forward(const X& x) const { return run(*this, x); }

  /// The second half of what nn::init does: torchvision's own initial values.
  void reset_parameters(Generator& generator) {
    detail::set_initial_values(detail::described<ResNet>::value, this, detail::linear_values::kept, generator);
  }

 private:
  static auto run(auto& net, const auto& x) {
    return x | net.conv1 | net.bn1 | net.relu | net.maxpool | net.layer1 | net.layer2 | net.layer3 | net.layer4 |
           net.avgpool | flatten | net.fc;
  }
};

/// `torchvision.models.resnet18(num_classes=Classes)`, and so on.
template <std::int64_t Classes = 1000> using resnet18 = ResNet<BasicBlock, 2, 2, 2, 2, Classes>;
template <std::int64_t Classes = 1000> using resnet34 = ResNet<BasicBlock, 3, 4, 6, 3, Classes>;
template <std::int64_t Classes = 1000> using resnet50 = ResNet<Bottleneck, 3, 4, 6, 3, Classes>;
template <std::int64_t Classes = 1000> using resnet101 = ResNet<Bottleneck, 3, 4, 23, 3, Classes>;
template <std::int64_t Classes = 1000> using resnet152 = ResNet<Bottleneck, 3, 8, 36, 3, Classes>;

}  // namespace models

}  // namespace nnstruct::inline NNSTRUCT_ABI
