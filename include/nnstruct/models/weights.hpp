// SPDX-License-Identifier: Apache-2.0
/// \file
/// Where torchvision publishes the weights of its models, each under a name with its hash.
/// https://pytorch.org/vision/stable/models.html#table-of-all-available-classification-weights
#pragma once

#include <cstdint>
#include <type_traits>

#include <nnstruct/checkpoint/hub.hpp>
#include <nnstruct/config.hpp>
#include <nnstruct/models/alexnet.hpp>
#include <nnstruct/models/resnet.hpp>
#include <nnstruct/models/vgg.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {

template <std::int64_t Classes> struct of_imagenet {
  static constexpr std::int64_t classes = Classes, published_classes = 1000;
};

/// Of each VGG, found when somebody asks: the types of all of them are a lot of work for the compiler.
template <class Features> constexpr const char* vgg_url() {
  using models::vgg_features;
  if constexpr (std::is_same_v<Features, vgg_features<false, 2, 2, 3, 3, 3>>)
    return "https://download.pytorch.org/models/vgg16-397923af.pth";
  else if constexpr (std::is_same_v<Features, vgg_features<true, 2, 2, 3, 3, 3>>)
    return "https://download.pytorch.org/models/vgg16_bn-6c64b313.pth";
  else if constexpr (std::is_same_v<Features, vgg_features<false, 1, 1, 2, 2, 2>>)
    return "https://download.pytorch.org/models/vgg11-8a719046.pth";
  else if constexpr (std::is_same_v<Features, vgg_features<true, 1, 1, 2, 2, 2>>)
    return "https://download.pytorch.org/models/vgg11_bn-6002323d.pth";
  else if constexpr (std::is_same_v<Features, vgg_features<false, 2, 2, 2, 2, 2>>)
    return "https://download.pytorch.org/models/vgg13-19584684.pth";
  else if constexpr (std::is_same_v<Features, vgg_features<true, 2, 2, 2, 2, 2>>)
    return "https://download.pytorch.org/models/vgg13_bn-abd245e5.pth";
  else if constexpr (std::is_same_v<Features, vgg_features<false, 2, 2, 4, 4, 4>>)
    return "https://download.pytorch.org/models/vgg19-dcbb9e9d.pth";
  else if constexpr (std::is_same_v<Features, vgg_features<true, 2, 2, 4, 4, 4>>)
    return "https://download.pytorch.org/models/vgg19_bn-c79401a0.pth";
  else return nullptr;
}

}  // namespace detail

namespace hub {

template <std::int64_t Classes>
struct published<models::AlexNet<Classes>, imagenet1k<1>> : nnstruct::detail::of_imagenet<Classes> {
  static constexpr const char* url = "https://download.pytorch.org/models/alexnet-owt-7be5be79.pth";
};

template <class Features, std::int64_t Classes>
struct published<models::VGG<Features, Classes>, imagenet1k<1>> : nnstruct::detail::of_imagenet<Classes> {
  static constexpr const char* url = nnstruct::detail::vgg_url<Features>();
};

template <std::int64_t Classes>
struct published<models::resnet18<Classes>, imagenet1k<1>> : nnstruct::detail::of_imagenet<Classes> {
  static constexpr const char* url = "https://download.pytorch.org/models/resnet18-f37072fd.pth";
};
template <std::int64_t Classes>
struct published<models::resnet34<Classes>, imagenet1k<1>> : nnstruct::detail::of_imagenet<Classes> {
  static constexpr const char* url = "https://download.pytorch.org/models/resnet34-b627a593.pth";
};
template <std::int64_t Classes>
struct published<models::resnet50<Classes>, imagenet1k<1>> : nnstruct::detail::of_imagenet<Classes> {
  static constexpr const char* url = "https://download.pytorch.org/models/resnet50-0676ba61.pth";
};
template <std::int64_t Classes>
struct published<models::resnet101<Classes>, imagenet1k<1>> : nnstruct::detail::of_imagenet<Classes> {
  static constexpr const char* url = "https://download.pytorch.org/models/resnet101-63fe2227.pth";
};
template <std::int64_t Classes>
struct published<models::resnet152<Classes>, imagenet1k<1>> : nnstruct::detail::of_imagenet<Classes> {
  static constexpr const char* url = "https://download.pytorch.org/models/resnet152-394f9c45.pth";
};

template <std::int64_t Classes>
struct published<models::resnet50<Classes>, imagenet1k<2>> : nnstruct::detail::of_imagenet<Classes> {
  static constexpr const char* url = "https://download.pytorch.org/models/resnet50-11ad3fa6.pth";
};
template <std::int64_t Classes>
struct published<models::resnet101<Classes>, imagenet1k<2>> : nnstruct::detail::of_imagenet<Classes> {
  static constexpr const char* url = "https://download.pytorch.org/models/resnet101-cd907fc2.pth";
};
template <std::int64_t Classes>
struct published<models::resnet152<Classes>, imagenet1k<2>> : nnstruct::detail::of_imagenet<Classes> {
  static constexpr const char* url = "https://download.pytorch.org/models/resnet152-f82ba261.pth";
};

}  // namespace hub

}  // namespace nnstruct::inline NNSTRUCT_ABI
