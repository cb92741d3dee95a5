// SPDX-License-Identifier: Apache-2.0
/// \file
/// The product of matrices. https://pytorch.org/docs/stable/generated/torch.matmul.html
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <nnstruct/autograd/products.hpp>
#include <nnstruct/config.hpp>
#include <nnstruct/layers/arithmetic.hpp>
#include <nnstruct/layers/wiring.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {

/// False for every argument: the name is the claim, the arguments are the facts that the compiler prints.
template <class Left, class Right> inline constexpr bool matrices_can_be_multiplied = false;

template <class A, class B> constexpr bool matmul_accepts() {
  if constexpr (!takes_tensor<struct matmul_function, float, A>() || !takes_tensor<matmul_function, float, B>()) {
    return false;
  } else if constexpr (A::rank() < 2 || B::rank() < 2 || (B::rank() != 2 && B::rank() != A::rank())) {
    static_assert(matrices_can_be_multiplied<found_of<A>, found_of<B>>,
                  "nn: matmul takes [..., M, K] and [K, N], or [..., M, K] and [..., K, N]");
    return false;
  } else {
    constexpr bool fits = [] {
      if (!may_be_equal(A::static_extent(A::rank() - 1), B::static_extent(B::rank() - 2))) return false;
      for (std::size_t i = 0; i + 2 < B::rank(); ++i)
        if (!may_be_equal(A::static_extent(i), B::static_extent(i))) return false;
      return true;
    }();
    if constexpr (!fits)
      static_assert(matrices_can_be_multiplied<found_of<A>, found_of<B>>,
                    "nn: matmul got matrices whose extents do not go together: the last of the left one is the last "
                    "but one of the right one, those before are equal; nothing is broadcast");
    return fits;
  }
}

struct matmul_function {
  static constexpr std::string_view function_name = "matmul";

  template <class A, class B> auto operator()(const A& a, const B& b) const {
    if constexpr (!matmul_accepts<A, B>()) {
      return unwired_tensor();
    } else {
      constexpr std::size_t rank = A::rank();
      std::int64_t extents[rank + 1] = {}, batch = 1;
      for (std::size_t i = 0; i + 1 < rank; ++i) extents[i] = a.extent(i);
      for (std::size_t i = 0; i + 2 < rank; ++i) batch *= a.extent(i);
      bool equal = a.extent(rank - 1) == b.extent(B::rank() - 2);
      for (std::size_t i = 0; i + 2 < B::rank(); ++i) equal = equal && a.extent(i) == b.extent(i);
      if (!equal)
        throw_shape_error("matmul got matrices whose extents do not go together", {a.extents(), rank},
                          {b.extents(), B::rank()});
      const std::int64_t columns = extents[rank - 1] = b.extent(B::rank() - 1);
      typename with_extent<A, rank - 1, B::static_extent(B::rank() - 1)>::tensor y(uninitialized, extents);
      autograd::matmul(batch, a.extent(rank - 2), a.extent(rank - 1), columns, B::rank() == 2, autograd::variable_of(a),
                       autograd::variable_of(b), autograd::result_of(y));
      return y;
    }
  }
};

}  // namespace detail

/// `nn::matmul(a, b)`: [..., M, K] and [K, N], or [..., M, K] and [..., K, N], give [..., M, N]. Nothing is broadcast.
/// Throws ShapeError if extents unknown to the compiler do not go together.
inline constexpr detail::matmul_function matmul{};

}  // namespace nnstruct::inline NNSTRUCT_ABI
