// SPDX-License-Identifier: Apache-2.0
/// \file
/// Conv2d: cross-correlation of images. https://pytorch.org/docs/stable/generated/torch.nn.Conv2d.html
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include <nnstruct/config.hpp>
#include <nnstruct/engine/kernels.hpp>
#include <nnstruct/layers/attributes.hpp>
#include <nnstruct/layers/options.hpp>
#include <nnstruct/layers/window.hpp>
#include <nnstruct/layers/wiring.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {

template <class Layer, std::int64_t In, std::int64_t Out, pair Kernel, conv_options O, std::int64_t... E>
auto conv2d(const Tensor<float, E...>& x, const float* weight, const float* bias) {
  using X = Tensor<float, E...>;
  static_assert(is_images<X>, "nn: Conv2d needs images [N, C, H, W] or [C, H, W]");
  if constexpr (is_images<X>) {
    constexpr window_options window{Kernel, O.stride, O.padding, O.dilation, false};
    using Y = typename images<X>::template output<Out, window>;
    constexpr std::size_t channel = X::rank() - 3;
    if constexpr (!may_be(images<X>::channels, In)) {
      static_assert(layer_accepts_input<Layer, typename with_extent<X, channel, In>::expected, found_of<X>>,
                    "nn: Conv2d got an input with another number of channels");
      return Y();
    } else if constexpr (!window_fits<X>(window)) {
      static_assert(layer_accepts_input<Layer, expected<Kernel.first, Kernel.second>, found_of<X>>,
                    "nn: Conv2d's kernel is larger than its padded input");
      return Y();
    } else {
      require_extent<Layer, channel>(x, In, "got an input with another number of channels");
      const engine::window2d over = window_over(node_of<Layer>::value, window, {x.extents(), x.rank()});
      Y y = image_output<Y>(x, Out, over);
      engine::conv2d(over, channel == 1 ? x.extent(0) : 1, In, Out, O.groups, x.data(), weight, bias, y.data());
      return y;
    }
  }
}

}  // namespace detail

/// Cross-correlation of images: [N, In, H, W] -> [N, Out, Ho, Wo] (or without N), where
/// Ho = floor((H + 2 padding - dilation (kernel - 1) - 1) / stride + 1).
/// `weight` is [Out, In / groups, Kh, Kw], `bias` is [Out].
/// Throws ShapeError if a parameter is empty, or if an extent unknown to the compiler is wrong.
/// \code
///   nn::Conv2d<3, 6, 5> conv1;
///   nn::Conv2d<64, 128, 3, nn::conv_options{.stride = 2, .padding = 1, .bias = false}> conv2;
/// \endcode
template <std::int64_t In, std::int64_t Out, pair Kernel, conv_options Options = conv_options{}> struct Conv2d {
  static_assert(In > 0 && Out > 0 && Kernel.at_least(1),
                "nn: Conv2d needs at least one channel in, one out, and a kernel of at least one pixel");
  static_assert(Options.stride.at_least(1) && Options.dilation.at_least(1) && Options.padding.at_least(0),
                "nn: Conv2d's stride and dilation are at least 1, its padding at least 0");
  static_assert(Options.groups > 0 && In % Options.groups == 0 && Out % Options.groups == 0,
                "nn: Conv2d's groups must divide its in_channels and its out_channels");
  static_assert(Options.output_padding.same_size(0), "nn: Conv2d has no output_padding; ConvTranspose2d has");

  Parameter<float, Out, In / Options.groups, Kernel.first, Kernel.second> weight;
  std::conditional_t<Options.bias, Parameter<float, Out>, none> bias;

  struct pytorch {
    static constexpr auto init = detail::init_rule::fan_in_uniform;
    static constexpr auto attributes() {
      using namespace detail;
      return std::array{
          integer_attribute("in_channels", In, shown::positional),
          integer_attribute("out_channels", Out, shown::positional),
          pair_attribute("kernel_size", Kernel),
          pair_attribute("stride", Options.stride),
          pair_attribute("padding", Options.padding, hidden_if(Options.padding.same_size(0))),
          pair_attribute("dilation", Options.dilation, hidden_if(Options.dilation.same_size(1))),
          integer_attribute("groups", Options.groups, hidden_if(Options.groups == 1)),
          boolean_attribute("bias", Options.bias, hidden_if(Options.bias)),
      };
    }
  };

  template <std::int64_t... E> auto forward(const Tensor<float, E...>& x) const {
    const float* const weights = detail::values_of<Conv2d>(weight, "weight");
    return detail::conv2d<Conv2d, In, Out, Kernel, Options>(x, weights, detail::values_of<Conv2d>(bias, "bias"));
  }
  template <std::int64_t... E> auto operator()(const Tensor<float, E...>& x) const { return forward(x); }
};

namespace detail {
template <conv_options O> struct conv2d_function {
  static constexpr std::string_view function_name = "conv2d";

  template <std::int64_t... E, class Weight, class Bias = none>
  auto operator()(const Tensor<float, E...>& x, const Weight& weight, const Bias& bias = {}) const {
    static_assert(Weight::rank() == 4,
                  "nn: conv2d needs a weight [out_channels, in_channels / groups, kernel_h, kernel_w]");
    constexpr std::int64_t out = Weight::static_extent(0);
    if constexpr (!std::is_same_v<Bias, none>)
      static_assert(Bias::rank() == 1 && Bias::static_extent(0) == out, "nn: conv2d needs a bias [out_channels]");
    constexpr pair kernel{Weight::static_extent(2), Weight::static_extent(3)};
    return detail::conv2d<conv2d_function, Weight::static_extent(1) * O.groups, out, kernel, O>(x, elements_of(weight),
                                                                                                elements_of(bias));
  }
};
}  // namespace detail

/// `nn::conv2d<options>(x, weight, bias)`, as torch.nn.functional.conv2d; weight and bias are Parameters or Tensors
/// with static extents, and whether there is a bias is said by giving it.
template <conv_options Options = conv_options{}> inline constexpr detail::conv2d_function<Options> conv2d{};

}  // namespace nnstruct::inline NNSTRUCT_ABI
