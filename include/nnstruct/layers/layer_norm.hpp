// SPDX-License-Identifier: Apache-2.0
/// \file
/// LayerNorm: the last extents normalised. https://pytorch.org/docs/stable/generated/torch.nn.LayerNorm.html
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <utility>

#include <nnstruct/autograd/normalization.hpp>
#include <nnstruct/config.hpp>
#include <nnstruct/layers/attributes.hpp>
#include <nnstruct/layers/options.hpp>
#include <nnstruct/layers/wiring.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {

/// Types of a normalized_shape.
template <normalized_shape S, class Index = std::make_index_sequence<S.rank>> struct shape_types;
template <normalized_shape S, std::size_t... I> struct shape_types<S, std::index_sequence<I...>> {
  using parameter = Parameter<float, size_or_one(S.extents[I])...>;
  using expected = detail::expected<S.extents[I]...>;
  static constexpr extent_list list{S.extents[I]...};
  static constexpr std::int64_t numel = (S.extents[I] * ...);
  static constexpr bool positive = ((S.extents[I] > 0) && ...);

  /// The last extents of X are these, or may be.
  template <class X> static constexpr bool may_end() {
    if constexpr (X::rank() < S.rank) return false;
    else return (may_be(X::static_extent(X::rank() - S.rank + I), S.extents[I]) && ...);
  }
  /// P is a weight or bias of these extents, or left out.
  template <class P> static constexpr bool fits() { return has_extents_or_is_none<P, S.extents[I]...>(); }
  template <class Layer, class X> static void require_end(const X& x) {
    (require_extent<Layer, X::rank() - S.rank + I>(x, S.extents[I],
                                                   "got an input whose last extents are not its normalized_shape"),
     ...);
  }
};

template <class Layer, normalized_shape S, class X> constexpr bool layer_norm_accepts() {
  if constexpr (!takes_tensor<Layer, float, X>()) {
    return false;
  } else if constexpr (!shape_types<S>::template may_end<X>()) {
    static_assert(layer_accepts_input<Layer, typename shape_types<S>::expected, found_of<X>>,
                  "nn: LayerNorm got an input whose last extents are not its normalized_shape");
    return false;
  } else {
    return true;
  }
}

/// The computation, of an input that is accepted.
template <class Layer, normalized_shape S, class X>
X layer_norm(const X& x, double eps, const autograd::variable& weight, const autograd::variable& bias) {
  using types = shape_types<S>;
  types::template require_end<Layer>(x);
  X y = uninitialized_like(x);
  autograd::layer_norm(x.numel() / types::numel, types::numel, eps, autograd::variable_of(x), weight, bias,
                       autograd::result_of(y));
  return y;
}

}  // namespace detail

/// Normalises over its last extents: y = (x - mean) / sqrt(variance + eps) * weight + bias, the same shape back.
/// `weight` and `bias` have the normalised extents.
/// Throws ShapeError if a parameter is empty, or if an extent unknown to the compiler is wrong.
/// \code
///   nn::LayerNorm<768> ln;
///   nn::LayerNorm<nn::normalized_shape{2, 3}, nn::norm_options{.eps = 1e-6, .elementwise_affine = false}> ln2;
/// \endcode
template <normalized_shape Shape, norm_options Options = norm_options{}> struct LayerNorm {
  static_assert(detail::shape_types<Shape>::positive, "nn: LayerNorm needs at least one number to normalise");
  static_assert(Options.momentum == norm_options{}.momentum && Options.affine && Options.track_running_stats,
                "nn: LayerNorm has no momentum, no affine (the option is .elementwise_affine) and no "
                "track_running_stats");

 private:
  using values = typename detail::shape_types<Shape>::parameter;

 public:
  std::conditional_t<Options.elementwise_affine, values, none> weight;
  std::conditional_t<Options.elementwise_affine && Options.bias, values, none> bias;

  static constexpr python_class python{"torch.nn.modules.normalization", "LayerNorm"};

  struct pytorch {
    static constexpr auto init = detail::init_rule::ones_and_zeros;
    static constexpr auto attributes() {
      using namespace detail;
      return std::array{tuple_attribute("normalized_shape", shape_types<Shape>::list, shown::positional),
                        real_attribute("eps", Options.eps),
                        boolean_attribute("elementwise_affine", Options.elementwise_affine),
                        parameter_attribute("weight", Options.elementwise_affine),
                        parameter_attribute("bias", Options.elementwise_affine && Options.bias, shown::named)};
    }
  };

  template <class X> auto forward(const X& x) { return run(*this, x); }
  template <class X> auto forward(const X& x) const { return run(*this, x); }
  template <class X> auto operator()(const X& x) { return run(*this, x); }
  template <class X> auto operator()(const X& x) const { return run(*this, x); }

 private:
  template <class Self, class X> static auto run(Self& self, const X& x) {
    if constexpr (!detail::layer_norm_accepts<LayerNorm, Shape, X>()) {
      return detail::unwired_tensor();
    } else {
      const autograd::variable weights = detail::operand_of<LayerNorm>(self.weight, "weight");
      return detail::layer_norm<LayerNorm, Shape>(x, Options.eps, weights,
                                                  detail::operand_of<LayerNorm>(self.bias, "bias"));
    }
  }
};

namespace detail {
template <normalized_shape S> struct layer_norm_function {
  static constexpr std::string_view function_name = "layer_norm";

  template <class X, class Weight = none, class Bias = none>
  auto operator()(const X& x, Weight&& weight = {}, Bias&& bias = {}, double eps = 1e-5) const {
    if constexpr (!accepts<X, std::remove_cvref_t<Weight>, std::remove_cvref_t<Bias>>()) return unwired_tensor();
    else return detail::layer_norm<layer_norm_function, S>(x, eps, argument_of(weight), argument_of(bias));
  }

 private:
  template <class X, class Weight, class Bias> static constexpr bool accepts() {
    using types = shape_types<S>;
    if constexpr (!types::template fits<Weight>() || !types::template fits<Bias>()) {
      using Wrong = std::conditional_t<types::template fits<Weight>(), Bias, Weight>;
      static_assert(function_accepts_argument<layer_norm_function, typename types::expected, found_of<Wrong>>,
                    "nn: layer_norm's weight and bias have the normalised extents");
      return false;
    } else {
      return layer_norm_accepts<layer_norm_function, S, X>();
    }
  }
};
}  // namespace detail

/// `nn::layer_norm<768>(x, weight, bias, eps)`, as torch.nn.functional.layer_norm; weight and bias are Parameters or
/// Tensors with static extents, or left out.
template <normalized_shape Shape> inline constexpr detail::layer_norm_function<Shape> layer_norm{};

}  // namespace nnstruct::inline NNSTRUCT_ABI
