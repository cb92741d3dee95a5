// SPDX-License-Identifier: Apache-2.0
/// \file
/// ELU: x, or a falling exponential below 0. https://pytorch.org/docs/stable/generated/torch.nn.ELU.html
#pragma once

#include <array>
#include <cstdint>

#include <nnstruct/autograd/elements.hpp>
#include <nnstruct/config.hpp>
#include <nnstruct/layers/inplace.hpp>
#include <nnstruct/layers/options.hpp>
#include <nnstruct/layers/wiring.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {
struct elu_function {
  template <class X> auto operator()(const X& x, double alpha = 1) const {
    return elementwise<elu_function>(x, [alpha](std::int64_t count, const autograd::variable& from,
                                                const autograd::result& to) { autograd::elu(count, alpha, from, to); });
  }
};
}  // namespace detail

/// `nn::elu(x)`, `nn::elu(x, 0.5)` or `x | nn::elu`, as torch.nn.functional.elu.
inline constexpr detail::elu_function elu{};

/// alpha * (exp(x) - 1) where x is negative, x elsewhere: any shape, the same shape back.
/// \code
///   nn::ELU<> a;
///   nn::inplace<nn::ELU<nn::elu_options{.alpha = 0.5}>> b;
/// \endcode
template <elu_options Options = elu_options{}> struct ELU {
  static constexpr python_class python{"torch.nn.modules.activation", "ELU"};

  struct pytorch {
    static constexpr auto attributes() {
      return std::array{detail::real_attribute("alpha", Options.alpha), detail::not_inplace()};
    }
  };

  template <class X> auto forward(const X& x) const { return elu(x, Options.alpha); }
  template <class X> auto operator()(const X& x) const { return forward(x); }
};

template <elu_options Options> struct inplace<ELU<Options>> : detail::inplace_of_stateless<ELU<Options>> {};

}  // namespace nnstruct::inline NNSTRUCT_ABI
