// SPDX-License-Identifier: Apache-2.0
/// \file
/// Linear: y = x A^T + b. https://pytorch.org/docs/stable/generated/torch.nn.Linear.html
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include <nnstruct/config.hpp>
#include <nnstruct/engine/kernels.hpp>
#include <nnstruct/layers/options.hpp>
#include <nnstruct/layers/wiring.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {

template <class Layer, std::int64_t In, std::int64_t Out, std::int64_t... E>
auto linear(const Tensor<float, E...>& x, const float* weight, const float* bias) {
  static_assert(sizeof...(E) > 0, "nn: Linear needs an input with at least one extent");
  using X = Tensor<float, E...>;
  constexpr std::size_t last = sizeof...(E) - 1;
  using Y = typename with_extent<X, last, Out>::tensor;
  if constexpr (!may_be(X::static_extent(last), In)) {
    static_assert(layer_accepts_input<Layer, typename with_extent<X, last, In>::expected, found_of<X>>,
                  "nn: Linear got an input whose last extent is not its in_features; is an nn::flatten missing?");
    return Y();
  } else {
    require_extent<Layer, last>(x, In, "got an input whose last extent is not its in_features");
    std::int64_t extents[sizeof...(E) + 1] = {};
    for (std::size_t i = 0; i < last; ++i) extents[i] = x.extent(i);
    extents[last] = Out;
    Y y(uninitialized, extents);
    engine::linear(y.numel() / Out, In, Out, x.data(), weight, bias, y.data());
    return y;
  }
}

}  // namespace detail

/// Applies y = x A^T + b to the last extent of its input: [..., In] -> [..., Out].
/// `weight` is [Out, In], `bias` is [Out].
/// Throws ShapeError if a parameter is empty, or if an extent unknown to the compiler is wrong.
/// \code
///   nn::Linear<400, 120> fc1;
///   nn::Linear<84, 10, nn::linear_options{.bias = false}> head;
/// \endcode
template <std::int64_t In, std::int64_t Out, linear_options Options = linear_options{}> struct Linear {
  static_assert(In > 0 && Out > 0, "nn: Linear needs at least one input and one output feature");

  Parameter<float, Out, In> weight;
  std::conditional_t<Options.bias, Parameter<float, Out>, none> bias;

  struct pytorch {
    static constexpr auto init = detail::init_rule::fan_in_uniform;
    static constexpr auto attributes() {
      return std::array{detail::integer_attribute("in_features", In), detail::integer_attribute("out_features", Out),
                        detail::boolean_attribute("bias", Options.bias)};
    }
  };

  template <std::int64_t... E> auto forward(const Tensor<float, E...>& x) const {
    const float* const weights = detail::values_of<Linear>(weight, "weight");
    return detail::linear<Linear, In, Out>(x, weights, detail::values_of<Linear>(bias, "bias"));
  }
  template <std::int64_t... E> auto operator()(const Tensor<float, E...>& x) const { return forward(x); }
};

namespace detail {
struct linear_function {
  static constexpr std::string_view function_name = "linear";

  /// torch.nn.functional.linear: weight [Out, In] and bias [Out] are Parameters or Tensors with static extents.
  template <std::int64_t... E, class Weight, class Bias = none>
  auto operator()(const Tensor<float, E...>& x, const Weight& weight, const Bias& bias = {}) const {
    static_assert(Weight::rank() == 2, "nn: linear needs a weight [out_features, in_features]");
    if constexpr (!std::is_same_v<Bias, none>)
      static_assert(Bias::rank() == 1 && Bias::static_extent(0) == Weight::static_extent(0),
                    "nn: linear needs a bias [out_features]");
    return detail::linear<linear_function, Weight::static_extent(1), Weight::static_extent(0)>(x, elements_of(weight),
                                                                                               elements_of(bias));
  }
};
}  // namespace detail

/// `nn::linear(x, weight, bias)`, as torch.nn.functional.linear.
inline constexpr detail::linear_function linear{};

}  // namespace nnstruct::inline NNSTRUCT_ABI
