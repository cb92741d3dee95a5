// SPDX-License-Identifier: Apache-2.0
/// \file
/// Conv2d: cross-correlation of images. https://pytorch.org/docs/stable/generated/torch.nn.Conv2d.html
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include <nnstruct/autograd/products.hpp>
#include <nnstruct/config.hpp>
#include <nnstruct/layers/attributes.hpp>
#include <nnstruct/layers/options.hpp>
#include <nnstruct/layers/window.hpp>
#include <nnstruct/layers/wiring.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {

template <pair Kernel, conv_options O>
inline constexpr window_options conv_window{Kernel, O.stride, O.padding, O.dilation, false};

template <class Layer, std::int64_t In, window_options O, class X> constexpr bool conv2d_accepts() {
  if constexpr (!takes_tensor<Layer, float, X>()) {
    return false;
  } else if constexpr (!is_images<X>) {
    static_assert(layer_accepts_input<Layer, expected<dyn, In, dyn, dyn>, found_of<X>>,
                  "nn: Conv2d got an input with another number of extents; it takes images [N, C, H, W] or [C, H, W]");
    return false;
  } else if constexpr (!may_be(images<X>::channels, In)) {
    static_assert(layer_accepts_input<Layer, typename with_extent<X, X::rank() - 3, In>::expected, found_of<X>>,
                  "nn: Conv2d got an input with another number of channels");
    return false;
  } else if constexpr (!window_fits<X>(O)) {
    static_assert(layer_accepts_input<Layer, smallest_images<X, In, O>, found_of<X>>,
                  "nn: Conv2d got images that are smaller than its kernel; the expected is the smallest it takes");
    return false;
  } else {
    return true;
  }
}

/// The computation, of an input that is accepted.
template <class Layer, std::int64_t In, std::int64_t Out, window_options O, class X>
auto conv2d(const X& x, std::int64_t groups, const autograd::variable& weight, const autograd::variable& bias) {
  constexpr std::size_t channel = X::rank() - 3;
  using Y = typename images<X>::template output<Out, O>;
  require_extent<Layer, channel>(x, In, "got an input with another number of channels");
  const engine::window2d over = window_over(node_of<Layer>::value, O, {x.extents(), x.rank()});
  Y y = image_output<Y>(x, Out, over);
  autograd::conv2d(over, channel == 1 ? x.extent(0) : 1, In, Out, groups, autograd::variable_of(x), weight, bias,
                   autograd::result_of(y));
  return y;
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

  Parameter<float, detail::size_or_one(Out), detail::size_or_one(In / detail::size_or_one(Options.groups)),
            detail::size_or_one(Kernel.first), detail::size_or_one(Kernel.second)>
      weight;
  std::conditional_t<Options.bias, Parameter<float, detail::size_or_one(Out)>, none> bias;

  static constexpr python_class python{"torch.nn.modules.conv", "Conv2d"};

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
          boolean_attribute("transposed", false, shown::hidden),
          pair_attribute("output_padding", 0, shown::hidden),
          integer_attribute("groups", Options.groups, hidden_if(Options.groups == 1)),
          parameter_attribute("bias", Options.bias, hidden_if(Options.bias)),
          text_attribute("padding_mode", "zeros", shown::hidden),
          twice_reversed_attribute("_reversed_padding_repeated_twice", Options.padding),
      };
    }
  };

  template <class X> auto forward(const X& x) { return run(*this, x); }
  template <class X> auto forward(const X& x) const { return run(*this, x); }
  template <class X> auto operator()(const X& x) { return run(*this, x); }
  template <class X> auto operator()(const X& x) const { return run(*this, x); }

 private:
  template <class Self, class X> static auto run(Self& self, const X& x) {
    constexpr detail::window_options window = detail::conv_window<Kernel, Options>;
    if constexpr (!detail::conv2d_accepts<Conv2d, In, window, X>()) {
      return detail::unwired_tensor();
    } else {
      const autograd::variable weights = detail::operand_of<Conv2d>(self.weight, "weight");
      const autograd::variable biases = detail::operand_of<Conv2d>(self.bias, "bias");
      return detail::conv2d<Conv2d, In, Out, window>(x, Options.groups, weights, biases);
    }
  }
};

namespace detail {
template <conv_options O> struct conv2d_function {
  static constexpr std::string_view function_name = "conv2d";

  template <class X, class Weight = none, class Bias = none>
  auto operator()(const X& x, Weight&& weight = {}, Bias&& bias = {}) const {
    using W = std::remove_cvref_t<Weight>;
    if constexpr (!accepts<X, W, std::remove_cvref_t<Bias>>()) {
      return unwired_tensor();
    } else {
      constexpr std::int64_t in = W::static_extent(1) * O.groups, out = W::static_extent(0);
      return detail::conv2d<conv2d_function, in, out, window<W>()>(x, O.groups, argument_of(weight), argument_of(bias));
    }
  }

 private:
  template <class Weight> static constexpr window_options window() {
    return conv_window<pair{Weight::static_extent(2), Weight::static_extent(3)}, O>;
  }
  template <class X, class Weight, class Bias> static constexpr bool accepts() {
    if constexpr (!has_static_extents<Weight, 4>()) {
      static_assert(function_accepts_argument<conv2d_function, expected_rank<4>, found_of<Weight>>,
                    "nn: conv2d needs a weight [out_channels, in_channels / groups, kernel_h, kernel_w]");
      return false;
    } else if constexpr (!has_extents_or_is_none<Bias, Weight::static_extent(0)>()) {
      static_assert(function_accepts_argument<conv2d_function, expected<Weight::static_extent(0)>, found_of<Bias>>,
                    "nn: conv2d needs a bias [out_channels]");
      return false;
    } else {
      return conv2d_accepts<conv2d_function, Weight::static_extent(1) * O.groups, window<Weight>(), X>();
    }
  }
};
}  // namespace detail

/// `nn::conv2d<options>(x, weight, bias)`, as torch.nn.functional.conv2d; weight and bias are Parameters or Tensors
/// with static extents, and whether there is a bias is said by giving it.
template <conv_options Options = conv_options{}> inline constexpr detail::conv2d_function<Options> conv2d{};

}  // namespace nnstruct::inline NNSTRUCT_ABI
