// SPDX-License-Identifier: Apache-2.0
/// \file
/// GELU: x times the normal distribution of x. https://pytorch.org/docs/stable/generated/torch.nn.GELU.html
#pragma once

#include <array>
#include <cstdint>

#include <nnstruct/autograd/elements.hpp>
#include <nnstruct/config.hpp>
#include <nnstruct/layers/options.hpp>
#include <nnstruct/layers/wiring.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {
struct gelu_function {
  template <class X> auto operator()(const X& x, gelu_approximation approximate = gelu_approximation::none) const {
    return elementwise<gelu_function>(
        x, [approximate](std::int64_t count, const autograd::variable& from, const autograd::result& to) {
          autograd::gelu(count, approximate == gelu_approximation::tanh, from, to);
        });
  }
};
}  // namespace detail

/// `nn::gelu(x)`, `nn::gelu(x, nn::gelu_approximation::tanh)` or `x | nn::gelu`, as torch.nn.functional.gelu.
inline constexpr detail::gelu_function gelu{};

/// x P(X <= x) with X of the standard normal distribution, or its approximation by tanh: any shape, the same shape
/// back. \code
///   nn::GELU<> act;
///   nn::GELU<nn::gelu_options{.approximate = nn::gelu_approximation::tanh}> fast;
/// \endcode
template <gelu_options Options = gelu_options{}> struct GELU {
  static constexpr python_class python{"torch.nn.modules.activation", "GELU"};

  struct pytorch {
    static constexpr auto attributes() {
      return std::array{
          detail::text_attribute("approximate", Options.approximate == gelu_approximation::tanh ? "tanh" : "none")};
    }
  };

  template <class X> auto forward(const X& x) const { return gelu(x, Options.approximate); }
  template <class X> auto operator()(const X& x) const { return forward(x); }
};

}  // namespace nnstruct::inline NNSTRUCT_ABI
