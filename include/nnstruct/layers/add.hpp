// SPDX-License-Identifier: Apache-2.0
/// \file
/// Sums of tensors, as a residual block needs. https://pytorch.org/docs/stable/generated/torch.add.html
#pragma once

#include <cstddef>
#include <cstdint>

#include <nnstruct/config.hpp>
#include <nnstruct/engine/kernels.hpp>
#include <nnstruct/layers/wiring.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {

/// False for every argument: the name is the claim, the arguments are the facts that the compiler prints.
template <class Left, class Right> inline constexpr bool sum_has_equal_extents = false;

/// Extents of two types may be equal at run time.
constexpr bool may_be_equal(std::int64_t a, std::int64_t b) { return a == b || a == dyn || b == dyn; }

}  // namespace detail

/// The sum element by element. Both tensors have the same extents: nothing is broadcast.
/// Throws ShapeError if extents unknown to the compiler differ.
/// \code
///   return nn::relu(bn2(conv2(y)) + x);
/// \endcode
template <std::int64_t... E, std::int64_t... F>
auto operator+(const Tensor<float, E...>& a, const Tensor<float, F...>& b) {
  if constexpr (sizeof...(E) != sizeof...(F)) {
    static_assert(detail::sum_has_equal_extents<detail::found<E...>, detail::found<F...>>,
                  "nn: the tensors of a sum have different numbers of extents");
    return a;
  } else if constexpr (!(detail::may_be_equal(E, F) && ...)) {
    static_assert(detail::sum_has_equal_extents<detail::found<E...>, detail::found<F...>>,
                  "nn: the tensors of a sum have different extents; nothing is broadcast");
    return a;
  } else {
    std::int64_t extents[sizeof...(E) + 1] = {};
    for (std::size_t i = 0; i < sizeof...(E); ++i) {
      if (a.extent(i) != b.extent(i))
        detail::throw_shape_error("the tensors of a sum have different extents", {a.extents(), a.rank()},
                                  {b.extents(), b.rank()});
      extents[i] = a.extent(i);
    }
    Tensor<float, (E == dyn ? F : E)...> y(detail::uninitialized, extents);
    engine::add(y.numel(), a.data(), b.data(), y.data());
    return y;
  }
}

}  // namespace nnstruct::inline NNSTRUCT_ABI
