// SPDX-License-Identifier: Apache-2.0
/// \file
/// Identity: its input. https://pytorch.org/docs/stable/generated/torch.nn.Identity.html
#pragma once

#include <cstdint>

#include <nnstruct/config.hpp>
#include <nnstruct/layers/wiring.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

/// Gives its input back: another handle on the same elements. Any type, any shape.
struct Identity {
  template <tensor_element T, std::int64_t... E> auto forward(const Tensor<T, E...>& x) const { return x; }
  template <tensor_element T, std::int64_t... E> auto operator()(const Tensor<T, E...>& x) const { return x; }
};

}  // namespace nnstruct::inline NNSTRUCT_ABI
