// SPDX-License-Identifier: Apache-2.0
/// \file
/// VGG with 11, 13, 16 and 19 layers, with and without batch normalisation, as in torchvision.
/// https://pytorch.org/vision/stable/models/vgg.html
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include <nnstruct/config.hpp>
#include <nnstruct/layers/adaptive_avg_pool2d.hpp>
#include <nnstruct/layers/batch_norm.hpp>
#include <nnstruct/layers/conv2d.hpp>
#include <nnstruct/layers/dropout.hpp>
#include <nnstruct/layers/flatten.hpp>
#include <nnstruct/layers/linear.hpp>
#include <nnstruct/layers/max_pool2d.hpp>
#include <nnstruct/layers/relu.hpp>
#include <nnstruct/layers/sequential.hpp>
#include <nnstruct/models/initial_values.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {

/// Modules one after the other, while a Sequential of them is put together.
template <class... M> struct module_list { using sequential = Sequential<M...>; };
template <class... A, class... B> module_list<A..., B...> operator+(module_list<A...>, module_list<B...>);

template <std::int64_t In, std::int64_t Out, bool BatchNorm>
using vgg_layer =
    std::conditional_t<BatchNorm,
                       module_list<Conv2d<In, Out, 3, conv_options{.padding = 1}>, BatchNorm2d<Out>, inplace<ReLU>>,
                       module_list<Conv2d<In, Out, 3, conv_options{.padding = 1}>, inplace<ReLU>>>;

template <std::int64_t In, std::int64_t Out, bool BatchNorm, std::size_t... More>
auto vgg_stage(std::index_sequence<More...>)
    -> decltype(vgg_layer<In, Out, BatchNorm>{} +
                (vgg_layer<Out + std::int64_t{0 * More}, Out, BatchNorm>{} + ... + module_list<MaxPool2d<2, 2>>{}));

/// A stage of `Layers` convolutions, and a pooling.
template <std::int64_t In, std::int64_t Out, bool BatchNorm, std::size_t Layers>
using vgg_stage_of = decltype(vgg_stage<In, Out, BatchNorm>(std::make_index_sequence<Layers - 1>{}));

}  // namespace detail

namespace models {

/// The convolutional part of a VGG, five stages with so many convolutions each: torchvision's
/// `make_layers([64] * L1 + ["M"] + [128] * L2 + ["M"] + ..., batch_norm)`.
template <bool BatchNorm, std::size_t L1, std::size_t L2, std::size_t L3, std::size_t L4, std::size_t L5>
using vgg_features = typename decltype(detail::vgg_stage_of<3, 64, BatchNorm, L1>{} +
                                       detail::vgg_stage_of<64, 128, BatchNorm, L2>{} +
                                       detail::vgg_stage_of<128, 256, BatchNorm, L3>{} +
                                       detail::vgg_stage_of<256, 512, BatchNorm, L4>{} +
                                       detail::vgg_stage_of<512, 512, BatchNorm, L5>{})::sequential;

/// K. Simonyan, A. Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition" (2014): images
/// [N, 3, H, W] of at least 32 x 32 pixels give scores [N, Classes]. `Features` may be any module that gives images of
/// 512 channels.
template <class Features, std::int64_t Classes = 1000> struct VGG {
  static constexpr python_class python{"torchvision.models.vgg", "VGG"};

  Features features;
  AdaptiveAvgPool2d<pair{7, 7}> avgpool;
  Sequential<Linear<512 * 7 * 7, 4096>, inplace<ReLU>, Dropout<>, Linear<4096, 4096>, inplace<ReLU>, Dropout<>,
             Linear<4096, Classes>>
      classifier;

  template <class X> auto forward(const X& x) { return run(*this, x); }
  template <class X> auto forward(const X& x) const { return run(*this, x); }

  /// The second half of what nn::init does: torchvision's own initial values.
  void reset_parameters(Generator& generator) {
    detail::set_initial_values(detail::described<VGG>::value, this, detail::linear_values::small_normal, generator);
  }

 private:
  static auto run(auto& net, const auto& x) { return x | net.features | net.avgpool | flatten | net.classifier; }
};

/// `torchvision.models.vgg11(num_classes=Classes)`, and so on.
template <std::int64_t Classes = 1000> using vgg11 = VGG<vgg_features<false, 1, 1, 2, 2, 2>, Classes>;
template <std::int64_t Classes = 1000> using vgg13 = VGG<vgg_features<false, 2, 2, 2, 2, 2>, Classes>;
template <std::int64_t Classes = 1000> using vgg16 = VGG<vgg_features<false, 2, 2, 3, 3, 3>, Classes>;
template <std::int64_t Classes = 1000> using vgg19 = VGG<vgg_features<false, 2, 2, 4, 4, 4>, Classes>;
template <std::int64_t Classes = 1000> using vgg11_bn = VGG<vgg_features<true, 1, 1, 2, 2, 2>, Classes>;
template <std::int64_t Classes = 1000> using vgg13_bn = VGG<vgg_features<true, 2, 2, 2, 2, 2>, Classes>;
template <std::int64_t Classes = 1000> using vgg16_bn = VGG<vgg_features<true, 2, 2, 3, 3, 3>, Classes>;
template <std::int64_t Classes = 1000> using vgg19_bn = VGG<vgg_features<true, 2, 2, 4, 4, 4>, Classes>;

}  // namespace models

}  // namespace nnstruct::inline NNSTRUCT_ABI
