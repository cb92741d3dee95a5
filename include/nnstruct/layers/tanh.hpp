// SPDX-License-Identifier: Apache-2.0
/// \file
/// Tanh: the hyperbolic tangent. https://pytorch.org/docs/stable/generated/torch.nn.Tanh.html
#pragma once

#include <cstdint>

#include <nnstruct/autograd/elements.hpp>
#include <nnstruct/config.hpp>
#include <nnstruct/layers/wiring.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

/// The hyperbolic tangent of every element: any shape, the same shape back.
struct Tanh {
  static constexpr python_class python{"torch.nn.modules.activation", "Tanh"};

  template <class X> auto forward(const X& x) const {
    return detail::elementwise<Tanh>(x, [](std::int64_t count, const autograd::variable& from,
                                           const autograd::result& to) { autograd::tanh(count, from, to); });
  }
  template <class X> auto operator()(const X& x) const { return forward(x); }
};

/// `nn::tanh(x)` or `x | nn::tanh`, as torch.tanh.
inline constexpr Tanh tanh{};

}  // namespace nnstruct::inline NNSTRUCT_ABI
