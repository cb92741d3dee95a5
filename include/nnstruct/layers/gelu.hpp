// SPDX-License-Identifier: Apache-2.0
/// \file
/// GELU: x times the normal distribution of x. https://pytorch.org/docs/stable/generated/torch.nn.GELU.html
#pragma once

#include <array>
#include <cstdint>

#include <nnstruct/config.hpp>
#include <nnstruct/engine/kernels.hpp>
#include <nnstruct/layers/options.hpp>
#include <nnstruct/layers/wiring.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {
struct gelu_function {
  template <std::int64_t... E>
  auto operator()(const Tensor<float, E...>& x, gelu_approximation approximate = gelu_approximation::none) const {
    Tensor<float, E...> y = uninitialized_like(x);
    engine::gelu(x.numel(), approximate == gelu_approximation::tanh, x.data(), y.data());
    return y;
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
  struct pytorch {
    static constexpr auto attributes() {
      return std::array{
          detail::text_attribute("approximate", Options.approximate == gelu_approximation::tanh ? "tanh" : "none")};
    }
  };

  template <std::int64_t... E> auto forward(const Tensor<float, E...>& x) const { return gelu(x, Options.approximate); }
  template <std::int64_t... E> auto operator()(const Tensor<float, E...>& x) const { return forward(x); }
};

}  // namespace nnstruct::inline NNSTRUCT_ABI
