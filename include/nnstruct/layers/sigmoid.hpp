// SPDX-License-Identifier: Apache-2.0
/// \file
/// Sigmoid: 1 / (1 + exp(-x)). https://pytorch.org/docs/stable/generated/torch.nn.Sigmoid.html
#pragma once

#include <cstdint>

#include <nnstruct/autograd/elements.hpp>
#include <nnstruct/config.hpp>
#include <nnstruct/layers/wiring.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

/// 1 / (1 + exp(-x)) of every element: any shape, the same shape back.
struct Sigmoid {
  static constexpr python_class python{"torch.nn.modules.activation", "Sigmoid"};

  template <class X> auto forward(const X& x) const {
    return detail::elementwise<Sigmoid>(x, [](std::int64_t count, const autograd::variable& from,
                                              const autograd::result& to) { autograd::sigmoid(count, from, to); });
  }
  template <class X> auto operator()(const X& x) const { return forward(x); }
};

/// `nn::sigmoid(x)` or `x | nn::sigmoid`, as torch.sigmoid.
inline constexpr Sigmoid sigmoid{};

}  // namespace nnstruct::inline NNSTRUCT_ABI
