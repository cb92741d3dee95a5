// SPDX-License-Identifier: Apache-2.0
/// \file
/// ReLU: max(0, x). https://pytorch.org/docs/stable/generated/torch.nn.ReLU.html
#pragma once

#include <cstdint>

#include <nnstruct/autograd/elements.hpp>
#include <nnstruct/config.hpp>
#include <nnstruct/layers/inplace.hpp>
#include <nnstruct/layers/wiring.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

/// max(0, x) of every element: any shape, the same shape back. NaN stays NaN.
struct ReLU {
  static constexpr python_class python{"torch.nn.modules.activation", "ReLU"};

  struct pytorch {
    static constexpr auto attributes() { return std::array{detail::not_inplace()}; }
  };

  template <class X> auto forward(const X& x) const {
    return detail::elementwise<ReLU>(x, [](std::int64_t count, const autograd::variable& from,
                                           const autograd::result& to) { autograd::relu(count, from, to); });
  }
  template <class X> auto operator()(const X& x) const { return forward(x); }
};

template <> struct inplace<ReLU> : detail::inplace_of_stateless<ReLU> {};

/// `nn::relu(x)` or `x | nn::relu`, as torch.nn.functional.relu.
inline constexpr ReLU relu{};

}  // namespace nnstruct::inline NNSTRUCT_ABI
