// SPDX-License-Identifier: Apache-2.0
/// \file
/// Sigmoid: 1 / (1 + exp(-x)). https://pytorch.org/docs/stable/generated/torch.nn.Sigmoid.html
#pragma once

#include <cstdint>

#include <nnstruct/config.hpp>
#include <nnstruct/engine/kernels.hpp>
#include <nnstruct/layers/wiring.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

/// 1 / (1 + exp(-x)) of every element: any shape, the same shape back.
struct Sigmoid {
  template <std::int64_t... E> auto forward(const Tensor<float, E...>& x) const {
    Tensor<float, E...> y = detail::uninitialized_like(x);
    engine::sigmoid(x.numel(), x.data(), y.data());
    return y;
  }
  template <std::int64_t... E> auto operator()(const Tensor<float, E...>& x) const { return forward(x); }
};

/// `nn::sigmoid(x)` or `x | nn::sigmoid`, as torch.sigmoid.
inline constexpr Sigmoid sigmoid{};

}  // namespace nnstruct::inline NNSTRUCT_ABI
