// SPDX-License-Identifier: Apache-2.0
/// \file
/// Identity: its input. https://pytorch.org/docs/stable/generated/torch.nn.Identity.html
#pragma once

#include <nnstruct/config.hpp>
#include <nnstruct/layers/wiring.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

/// Gives its input back: another handle on the same elements. Any type, any shape.
struct Identity {
  static constexpr python_class python{"torch.nn.modules.linear", "Identity"};

  template <class X> auto forward(const X& x) const {
    if constexpr (detail::takes_tensor<Identity, void, X>()) return x;
    else return detail::unwired_tensor();
  }
  template <class X> auto operator()(const X& x) const { return forward(x); }
};

}  // namespace nnstruct::inline NNSTRUCT_ABI
