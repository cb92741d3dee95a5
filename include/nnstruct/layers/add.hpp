// SPDX-License-Identifier: Apache-2.0
/// \file
/// Sums of tensors, as a residual block needs. https://pytorch.org/docs/stable/generated/torch.add.html
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include <nnstruct/config.hpp>
#include <nnstruct/engine/kernels.hpp>
#include <nnstruct/layers/wiring.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {

/// False for every argument: the name is the claim, the arguments are the facts that the compiler prints.
template <class Left, class Right> inline constexpr bool sum_has_equal_extents = false;

/// Extents of two types may be equal at run time.
constexpr bool may_be_equal(std::int64_t a, std::int64_t b) { return a == b || a == dyn || b == dyn; }

template <class A, class B> constexpr bool sum_accepts() {
  if constexpr (is_unwired<A> || is_unwired<B>) {
    return false;
  } else if constexpr (!std::is_same_v<typename A::element_type, float> ||
                       !std::is_same_v<typename B::element_type, float>) {
    static_assert(
        sum_has_equal_extents<found_element<typename A::element_type>, found_element<typename B::element_type>>,
        "nn: the tensors of a sum have elements that are not float");
    return false;
  } else if constexpr (A::rank() != B::rank()) {
    static_assert(sum_has_equal_extents<found_of<A>, found_of<B>>,
                  "nn: the tensors of a sum have different numbers of extents");
    return false;
  } else {
    constexpr bool fits = [] {
      for (std::size_t i = 0; i < A::rank(); ++i)
        if (!may_be_equal(A::static_extent(i), B::static_extent(i))) return false;
      return true;
    }();
    if constexpr (!fits)
      static_assert(sum_has_equal_extents<found_of<A>, found_of<B>>,
                    "nn: the tensors of a sum have different extents; nothing is broadcast");
    return fits;
  }
}

}  // namespace detail

/// The sum element by element. Both tensors have the same extents: nothing is broadcast.
/// Throws ShapeError if extents unknown to the compiler differ.
/// \code
///   return nn::relu(bn2(conv2(y)) + x);
/// \endcode
template <class T, std::int64_t... E, class U, std::int64_t... F>
auto operator+(const Tensor<T, E...>& a, const Tensor<U, F...>& b) {
  using A = Tensor<T, E...>;
  using B = Tensor<U, F...>;
  if constexpr (!detail::sum_accepts<A, B>()) {
    return detail::unwired_tensor();
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
