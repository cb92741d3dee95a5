// SPDX-License-Identifier: Apache-2.0
/// \file
/// ConvTranspose2d: each pixel spread over a window.
/// https://pytorch.org/docs/stable/generated/torch.nn.ConvTranspose2d.html
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

/// What a transposed convolution makes of an extent, dyn if that is dyn. Not positive: nothing is left.
constexpr std::int64_t spread_extent(std::int64_t input, std::int64_t kernel, std::int64_t stride, std::int64_t padding,
                                     std::int64_t output_padding, std::int64_t dilation) {
  if (input == dyn) return dyn;
  const std::int64_t extent = (input - 1) * stride - 2 * padding + dilation * (kernel - 1) + output_padding + 1;
  return extent < 0 ? 0 : extent;  // -1 would be dyn
}
constexpr std::int64_t spread_rows(pair kernel, const conv_options& o, std::int64_t height) {
  return spread_extent(height, kernel.first, o.stride.first, o.padding.first, o.output_padding.first, o.dilation.first);
}
constexpr std::int64_t spread_columns(pair kernel, const conv_options& o, std::int64_t width) {
  return spread_extent(width, kernel.second, o.stride.second, o.padding.second, o.output_padding.second,
                       o.dilation.second);
}

/// The least height or width, of those that are not less, of which a pixel is left.
constexpr std::int64_t height_to_spread(pair kernel, const conv_options& o, std::int64_t height) {
  while (height < 1 || spread_rows(kernel, o, height) < 1) ++height;
  return height;
}
constexpr std::int64_t width_to_spread(pair kernel, const conv_options& o, std::int64_t width) {
  while (width < 1 || spread_columns(kernel, o, width) < 1) ++width;
  return width;
}

/// The windows of a transposed convolution over images [..., H, W]. Throws ShapeError, naming the layer, if no pixel is
/// left of them.
template <class = void>
engine::window2d spread_over(const node& layer, pair kernel, const conv_options& o, extents_view images) {
  const std::int64_t height = images.extents[images.rank - 2], width = images.extents[images.rank - 1];
  const engine::window2d w{height,
                           width,
                           kernel.first,
                           kernel.second,
                           o.stride.first,
                           o.stride.second,
                           o.padding.first,
                           o.padding.second,
                           o.dilation.first,
                           o.dilation.second,
                           spread_rows(kernel, o, height),
                           spread_columns(kernel, o, width)};
  if (height < 1 || width < 1 || w.output_h < 1 || w.output_w < 1) {
    std::int64_t smallest[extent_list::max_rank] = {};
    for (std::size_t i = 0; i < images.rank; ++i) smallest[i] = images.extents[i];
    smallest[images.rank - 2] = height_to_spread(kernel, o, height);
    smallest[images.rank - 1] = width_to_spread(kernel, o, width);
    throw_wrong_input(layer, "got images of which its padding leaves no pixel; the smallest it takes here",
                      {smallest, images.rank}, images);
  }
  return w;
}

template <class Layer, std::int64_t In, pair Kernel, conv_options O, class X>
constexpr bool conv_transpose2d_accepts() {
  if constexpr (!takes_tensor<Layer, float, X>()) {
    return false;
  } else if constexpr (!is_images<X>) {
    static_assert(layer_accepts_input<Layer, expected<dyn, In, dyn, dyn>, found_of<X>>,
                  "nn: ConvTranspose2d got an input with another number of extents; it takes images [N, C, H, W] or "
                  "[C, H, W]");
    return false;
  } else if constexpr (!may_be(images<X>::channels, In)) {
    static_assert(layer_accepts_input<Layer, typename with_extent<X, X::rank() - 3, In>::expected, found_of<X>>,
                  "nn: ConvTranspose2d got an input with another number of channels");
    return false;
  } else if constexpr (spread_rows(Kernel, O, images<X>::height) == 0 ||
                       spread_columns(Kernel, O, images<X>::width) == 0) {
    constexpr std::int64_t height = images<X>::height == dyn ? dyn : height_to_spread(Kernel, O, images<X>::height);
    constexpr std::int64_t width = images<X>::width == dyn ? dyn : width_to_spread(Kernel, O, images<X>::width);
    static_assert(
        layer_accepts_input<Layer, typename images<X>::template expected_size<In, height, width>, found_of<X>>,
        "nn: ConvTranspose2d got images of which its padding leaves no pixel; the expected is the smallest it "
        "takes");
    return false;
  } else {
    return true;
  }
}

/// The computation, of an input that is accepted.
template <class Layer, std::int64_t In, std::int64_t Out, pair Kernel, conv_options O, class X>
auto conv_transpose2d(const X& x, const autograd::variable& weight, const autograd::variable& bias) {
  constexpr std::size_t channel = X::rank() - 3;
  constexpr std::int64_t rows = spread_rows(Kernel, O, images<X>::height);
  constexpr std::int64_t columns = spread_columns(Kernel, O, images<X>::width);
  using WithChannels = typename with_extent<X, channel, Out>::tensor;
  using WithRows = typename with_extent<WithChannels, channel + 1, rows>::tensor;
  using Y = typename with_extent<WithRows, channel + 2, columns>::tensor;
  require_extent<Layer, channel>(x, In, "got an input with another number of channels");
  const engine::window2d over = spread_over(node_of<Layer>::value, Kernel, O, {x.extents(), x.rank()});
  Y y = image_output<Y>(x, Out, over);
  autograd::conv_transpose2d(over, channel == 1 ? x.extent(0) : 1, In, Out, O.groups, autograd::variable_of(x), weight,
                             bias, autograd::result_of(y));
  return y;
}

constexpr bool transposes(const conv_options& o) {
  return o.stride.at_least(1) && o.dilation.at_least(1) && o.padding.at_least(0) && o.output_padding.at_least(0) &&
         (o.output_padding.first < o.stride.first || o.output_padding.first < o.dilation.first) &&
         (o.output_padding.second < o.stride.second || o.output_padding.second < o.dilation.second);
}

}  // namespace detail

/// Transposed convolution of images: [N, In, H, W] -> [N, Out, Ho, Wo] (or without N), where
/// Ho = (H - 1) stride - 2 padding + dilation (kernel - 1) + output_padding + 1.
/// `weight` is [In, Out / groups, Kh, Kw], `bias` is [Out].
/// Throws ShapeError if a parameter is empty, or if an extent unknown to the compiler is wrong.
/// \code
///   nn::ConvTranspose2d<64, 32, 2, nn::conv_options{.stride = 2}> up;
///   nn::ConvTranspose2d<64, 32, 3, nn::conv_options{.stride = 2, .padding = 1, .output_padding = 1}> twice;
/// \endcode
template <std::int64_t In, std::int64_t Out, pair Kernel, conv_options Options = conv_options{}>
struct ConvTranspose2d {
  static_assert(In > 0 && Out > 0 && Kernel.at_least(1),
                "nn: ConvTranspose2d needs at least one channel in, one out, and a kernel of at least one pixel");
  static_assert(detail::transposes(Options),
                "nn: ConvTranspose2d's stride and dilation are at least 1, its padding at least 0, its output_padding "
                "at least 0 and smaller than stride or dilation");
  static_assert(Options.groups > 0 && In % Options.groups == 0 && Out % Options.groups == 0,
                "nn: ConvTranspose2d's groups must divide its in_channels and its out_channels");

  Parameter<float, detail::size_or_one(In), detail::size_or_one(Out / detail::size_or_one(Options.groups)),
            detail::size_or_one(Kernel.first), detail::size_or_one(Kernel.second)>
      weight;
  std::conditional_t<Options.bias, Parameter<float, detail::size_or_one(Out)>, none> bias;

  static constexpr python_class python{"torch.nn.modules.conv", "ConvTranspose2d"};

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
          boolean_attribute("transposed", true, shown::hidden),
          pair_attribute("output_padding", Options.output_padding, hidden_if(Options.output_padding.same_size(0))),
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
    if constexpr (!detail::conv_transpose2d_accepts<ConvTranspose2d, In, Kernel, Options, X>()) {
      return detail::unwired_tensor();
    } else {
      const autograd::variable weights = detail::operand_of<ConvTranspose2d>(self.weight, "weight");
      const autograd::variable biases = detail::operand_of<ConvTranspose2d>(self.bias, "bias");
      return detail::conv_transpose2d<ConvTranspose2d, In, Out, Kernel, Options>(x, weights, biases);
    }
  }
};

namespace detail {
template <conv_options O> struct conv_transpose2d_function {
  static constexpr std::string_view function_name = "conv_transpose2d";

  template <class X, class Weight = none, class Bias = none>
  auto operator()(const X& x, Weight&& weight = {}, Bias&& bias = {}) const {
    using W = std::remove_cvref_t<Weight>;
    if constexpr (!accepts<X, W, std::remove_cvref_t<Bias>>()) {
      return unwired_tensor();
    } else {
      constexpr std::int64_t in = W::static_extent(0), out = W::static_extent(1) * O.groups;
      return detail::conv_transpose2d<conv_transpose2d_function, in, out, kernel<W>(), O>(x, argument_of(weight),
                                                                                          argument_of(bias));
    }
  }

 private:
  static_assert(transposes(O),
                "nn: conv_transpose2d's stride and dilation are at least 1, its padding at least 0, its output_padding "
                "at least 0 and smaller than stride or dilation");

  template <class Weight> static constexpr pair kernel() {
    return {Weight::static_extent(2), Weight::static_extent(3)};
  }
  template <class X, class Weight, class Bias> static constexpr bool accepts() {
    if constexpr (!has_static_extents<Weight, 4>()) {
      static_assert(function_accepts_argument<conv_transpose2d_function, expected_rank<4>, found_of<Weight>>,
                    "nn: conv_transpose2d needs a weight [in_channels, out_channels / groups, kernel_h, kernel_w]");
      return false;
    } else if constexpr (Weight::static_extent(0) % O.groups != 0) {
      static_assert(function_accepts_argument<conv_transpose2d_function, expected_rank<4>, found_of<Weight>>,
                    "nn: conv_transpose2d's groups must divide its weight's in_channels");
      return false;
    } else if constexpr (!has_extents_or_is_none<Bias, Weight::static_extent(1) * O.groups>()) {
      static_assert(function_accepts_argument<conv_transpose2d_function, expected<Weight::static_extent(1) * O.groups>,
                                              found_of<Bias>>,
                    "nn: conv_transpose2d needs a bias [out_channels]");
      return false;
    } else {
      return conv_transpose2d_accepts<conv_transpose2d_function, Weight::static_extent(0), kernel<Weight>(), O, X>();
    }
  }
};
}  // namespace detail

/// `nn::conv_transpose2d<options>(x, weight, bias)`, as torch.nn.functional.conv_transpose2d; weight and bias are
/// Parameters or Tensors with static extents, and whether there is a bias is said by giving it.
template <conv_options Options = conv_options{}>
inline constexpr detail::conv_transpose2d_function<Options> conv_transpose2d{};

}  // namespace nnstruct::inline NNSTRUCT_ABI
