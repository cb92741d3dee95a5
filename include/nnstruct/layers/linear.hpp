// SPDX-License-Identifier: Apache-2.0
/// \file
/// Linear: y = x A^T + b. https://pytorch.org/docs/stable/generated/torch.nn.Linear.html
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include <nnstruct/autograd/products.hpp>
#include <nnstruct/config.hpp>
#include <nnstruct/layers/options.hpp>
#include <nnstruct/layers/wiring.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {

template <class Layer, std::int64_t In, class X> constexpr bool linear_accepts() {
  if constexpr (!takes_tensor<Layer, float, X>()) {
    return false;
  } else if constexpr (X::rank() == 0) {
    static_assert(layer_accepts_input<Layer, expected<In>, found_of<X>>,
                  "nn: Linear got an input with another number of extents; it takes [..., in_features]");
    return false;
  } else if constexpr (!may_be(X::static_extent(X::rank() - 1), In)) {
    static_assert(layer_accepts_input<Layer, typename with_extent<X, X::rank() - 1, In>::expected, found_of<X>>,
                  "nn: Linear got an input whose last extent is not its in_features; is an nn::flatten missing?");
    return false;
  } else {
    return true;
  }
}

/// The computation, of an input that is accepted.
template <class Layer, std::int64_t In, std::int64_t Out, class X>
auto linear(const X& x, const autograd::variable& weight, const autograd::variable& bias) {
  constexpr std::size_t last = X::rank() - 1;
  require_extent<Layer, last>(x, In, "got an input whose last extent is not its in_features");
  std::int64_t extents[X::rank() + 1] = {};
  for (std::size_t i = 0; i < last; ++i) extents[i] = x.extent(i);
  extents[last] = Out;
  typename with_extent<X, last, Out>::tensor y(uninitialized, extents);
  autograd::linear(y.numel() / Out, In, Out, autograd::variable_of(x), weight, bias, autograd::result_of(y));
  return y;
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

  Parameter<float, detail::size_or_one(Out), detail::size_or_one(In)> weight;
  std::conditional_t<Options.bias, Parameter<float, detail::size_or_one(Out)>, none> bias;

  static constexpr python_class python{"torch.nn.modules.linear", "Linear"};

  struct pytorch {
    static constexpr auto init = detail::init_rule::fan_in_uniform;
    static constexpr auto attributes() {
      return std::array{detail::integer_attribute("in_features", In), detail::integer_attribute("out_features", Out),
                        detail::parameter_attribute("bias", Options.bias, shown::named)};
    }
  };

  template <class X> auto forward(const X& x) { return run(*this, x); }
  template <class X> auto forward(const X& x) const { return run(*this, x); }
  template <class X> auto operator()(const X& x) { return run(*this, x); }
  template <class X> auto operator()(const X& x) const { return run(*this, x); }

 private:
  template <class Self, class X> static auto run(Self& self, const X& x) {
    if constexpr (!detail::linear_accepts<Linear, In, X>()) {
      return detail::unwired_tensor();
    } else {
      const autograd::variable weights = detail::operand_of<Linear>(self.weight, "weight");
      return detail::linear<Linear, In, Out>(x, weights, detail::operand_of<Linear>(self.bias, "bias"));
    }
  }
};

namespace detail {
struct linear_function {
  static constexpr std::string_view function_name = "linear";

  /// torch.nn.functional.linear: weight [Out, In] and bias [Out] are Parameters or Tensors with static extents.
  template <class X, class Weight = none, class Bias = none>
  auto operator()(const X& x, Weight&& weight = {}, Bias&& bias = {}) const {
    using W = std::remove_cvref_t<Weight>;
    if constexpr (accepts<X, W, std::remove_cvref_t<Bias>>())
      return detail::linear<linear_function, W::static_extent(1), W::static_extent(0)>(x, argument_of(weight),
                                                                                       argument_of(bias));
    else return unwired_tensor();
  }

 private:
  template <class X, class Weight, class Bias> static constexpr bool accepts() {
    if constexpr (!has_static_extents<Weight, 2>()) {
      static_assert(function_accepts_argument<linear_function, expected_rank<2>, found_of<Weight>>,
                    "nn: linear needs a weight [out_features, in_features]");
      return false;
    } else if constexpr (!has_extents_or_is_none<Bias, Weight::static_extent(0)>()) {
      static_assert(function_accepts_argument<linear_function, expected<Weight::static_extent(0)>, found_of<Bias>>,
                    "nn: linear needs a bias [out_features]");
      return false;
    } else {
      return linear_accepts<linear_function, Weight::static_extent(1), X>();
    }
  }
};
}  // namespace detail

/// `nn::linear(x, weight, bias)`, as torch.nn.functional.linear.
inline constexpr detail::linear_function linear{};

}  // namespace nnstruct::inline NNSTRUCT_ABI
