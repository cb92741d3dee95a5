// SPDX-License-Identifier: Apache-2.0
/// \file
/// Flatten: several extents become one. https://pytorch.org/docs/stable/generated/torch.nn.Flatten.html
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include <nnstruct/config.hpp>
#include <nnstruct/layers/wiring.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

/// Joins the extents Start to End (both included, negative ones count from the last) into one. The result is
/// another handle on the same elements.
template <std::int64_t Start = 1, std::int64_t End = -1> struct Flatten {
  struct pytorch {
    static constexpr auto attributes() {
      return std::array{detail::integer_attribute("start_dim", Start), detail::integer_attribute("end_dim", End)};
    }
  };

  template <tensor_element T, std::int64_t... E> auto forward(const Tensor<T, E...>& x) const {
    constexpr std::int64_t rank = sizeof...(E);
    constexpr std::int64_t first = Start < 0 ? Start + rank : Start;
    constexpr std::int64_t last = End < 0 ? End + rank : End;
    constexpr bool in_range = 0 <= first && first <= last && last < rank;
    static_assert(in_range, "nn: Flatten's start_dim and end_dim are not in the input's range of extents");
    if constexpr (in_range)
      return join<static_cast<std::size_t>(first), static_cast<std::size_t>(last)>(
          x, std::make_index_sequence<static_cast<std::size_t>(rank - (last - first))>{});
    else return x;
  }
  template <tensor_element T, std::int64_t... E> auto operator()(const Tensor<T, E...>& x) const { return forward(x); }

 private:
  template <std::size_t First, std::size_t Last, tensor_element T, std::int64_t... E, std::size_t... I>
  static auto join(const Tensor<T, E...>& x, std::index_sequence<I...>) {
    using X = Tensor<T, E...>;
    std::int64_t extents[sizeof...(I) + 1] = {};
    for (std::size_t i = 0; i < x.rank(); ++i) {
      if (i <= First) extents[i] = x.extent(i);
      else if (i <= Last) extents[First] *= x.extent(i);
      else extents[i - (Last - First)] = x.extent(i);
    }
    return Tensor<T, (I < First    ? X::static_extent(I)
                      : I == First ? detail::static_product<E...>(First, Last + 1)
                                   : X::static_extent(I + Last - First))...>(x.storage(), extents);
  }
};

/// `nn::flatten(x)` or `x | nn::flatten`: everything behind the batch extent, as torch.flatten(x, 1).
inline constexpr Flatten<> flatten{};

}  // namespace nnstruct::inline NNSTRUCT_ABI
