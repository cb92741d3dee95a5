// SPDX-License-Identifier: Apache-2.0
/// \file
/// Dropout: in training, elements are set to 0 at random.
/// https://pytorch.org/docs/stable/generated/torch.nn.Dropout.html
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include <nnstruct/autograd/elements.hpp>
#include <nnstruct/config.hpp>
#include <nnstruct/layers/inplace.hpp>
#include <nnstruct/layers/options.hpp>
#include <nnstruct/layers/wiring.hpp>
#include <nnstruct/random/dropout.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {

struct dropout_function {
  template <class X> auto operator()(const X& x, double p = 0.5, bool training = true) const {
    return run<dropout_function>(x, p, training);
  }
  template <class Layer, class X> static auto run(const X& x, double p, bool training) {
    if constexpr (!takes_tensor<Layer, float, X>()) {
      return unwired_tensor();
    } else {
      if (!(0 <= p && p <= 1)) throw_no_probability(p);
      if (!training || p == 0 || x.numel() == 0) return x;
      X y = uninitialized_like(x);
      autograd::dropout(p, x.numel(), autograd::variable_of(x), autograd::result_of(y));
      return y;
    }
  }
};

/// The forward of a Dropout layer.
template <class Layer, class X> auto dropout_layer(Layer& layer, double p, const X& x) {
  using Plain = std::remove_const_t<Layer>;
  if constexpr (std::is_const_v<Layer>)
    if (layer.training) throw_const_in_training(described<Plain>::value);
  return dropout_function::run<Plain>(x, p, layer.training);
}

template <dropout_options O> constexpr bool dropout_makes_sense() {
  static_assert(O.p >= 0 && O.p <= 1, "nn: Dropout's p is a probability");
  return true;
}

}  // namespace detail

/// Sets elements to 0 with the probability p and divides the others by 1 - p, in training mode: any shape, the same
/// shape back. In evaluation mode, or if p is 0, the result is another handle on the same elements.
/// Draws from nn::default_generator(), bit for bit as PyTorch does on a CPU.
/// Throws Error if it is const and in training mode.
/// \code
///   nn::Dropout<> dropout;
///   nn::Dropout<nn::dropout_options{.p = 0.2}> less;
/// \endcode
template <dropout_options Options = dropout_options{}> struct Dropout {
  static_assert(detail::dropout_makes_sense<Options>());

  Mode training;

  static constexpr python_class python{"torch.nn.modules.dropout", "Dropout"};

  struct pytorch {
    static constexpr auto attributes() {
      return std::array{detail::real_attribute("p", Options.p), detail::boolean_attribute("inplace", false)};
    }
  };

  template <class X> auto forward(const X& x) { return detail::dropout_layer(*this, Options.p, x); }
  template <class X> auto forward(const X& x) const { return detail::dropout_layer(*this, Options.p, x); }
  template <class X> auto operator()(const X& x) { return forward(x); }
  template <class X> auto operator()(const X& x) const { return forward(x); }
};

template <dropout_options Options> struct inplace<Dropout<Options>> {
  static_assert(detail::dropout_makes_sense<Options>());

  Mode training;

  static constexpr python_class python{"torch.nn.modules.dropout", "Dropout"};

  struct pytorch {
    static constexpr auto attributes() {
      return std::array{detail::real_attribute("p", Options.p), detail::boolean_attribute("inplace", true)};
    }
  };

  template <class X> auto forward(const X& x) { return detail::dropout_layer(*this, Options.p, x); }
  template <class X> auto forward(const X& x) const { return detail::dropout_layer(*this, Options.p, x); }
  template <class X> auto operator()(const X& x) { return forward(x); }
  template <class X> auto operator()(const X& x) const { return forward(x); }
};

/// `nn::dropout(x, p, training)` or `x | nn::dropout`, as torch.nn.functional.dropout: p is 0.5 and training true
/// unless given. Throws Error if p is not in [0, 1].
inline constexpr detail::dropout_function dropout{};

}  // namespace nnstruct::inline NNSTRUCT_ABI
