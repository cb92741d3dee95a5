// SPDX-License-Identifier: Apache-2.0
/// \file
/// Tanh: the hyperbolic tangent. https://pytorch.org/docs/stable/generated/torch.nn.Tanh.html
#pragma once

#include <cstdint>

#include <nnstruct/config.hpp>
#include <nnstruct/engine/kernels.hpp>
#include <nnstruct/layers/wiring.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

/// The hyperbolic tangent of every element: any shape, the same shape back.
struct Tanh {
  template <std::int64_t... E> auto forward(const Tensor<float, E...>& x) const {
    Tensor<float, E...> y = detail::uninitialized_like(x);
    engine::tanh(x.numel(), x.data(), y.data());
    return y;
  }
  template <std::int64_t... E> auto operator()(const Tensor<float, E...>& x) const { return forward(x); }
};

/// `nn::tanh(x)` or `x | nn::tanh`, as torch.tanh.
inline constexpr Tanh tanh{};

}  // namespace nnstruct::inline NNSTRUCT_ABI
