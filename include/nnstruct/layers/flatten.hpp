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
  static constexpr python_class python{"torch.nn.modules.flatten", "Flatten"};

  struct pytorch {
    static constexpr auto attributes() {
      return std::array{detail::integer_attribute("start_dim", Start), detail::integer_attribute("end_dim", End)};
    }
  };

  template <class X> auto forward(const X& x) const {
    if constexpr (!accepts<X>()) {
      return detail::unwired_tensor();
    } else {
      constexpr range joined = range_in(X::rank());
      return join<joined.first, joined.last>(x, std::make_index_sequence<X::rank() - (joined.last - joined.first)>{});
    }
  }
  template <class X> auto operator()(const X& x) const { return forward(x); }

 private:
  struct range {
    bool exists;
    std::size_t first, last;
  };
  static constexpr range range_in(std::size_t rank) {
    const auto extents = static_cast<std::int64_t>(rank);
    const std::int64_t first = Start < 0 ? Start + extents : Start, last = End < 0 ? End + extents : End;
    return {0 <= first && first <= last && last < extents, static_cast<std::size_t>(first),
            static_cast<std::size_t>(last)};
  }
  /// The fewest extents that have such a range; 0 if none have.
  static constexpr std::size_t fewest_extents() {
    for (std::size_t rank = 1; rank <= extent_list::max_rank; ++rank)
      if (range_in(rank).exists) return rank;
    return 0;
  }
  template <class X> static constexpr bool accepts() {
    using namespace detail;
    if constexpr (!takes_tensor<Flatten, void, X>()) {
      return false;
    } else if constexpr (!range_in(X::rank()).exists) {
      static_assert(layer_accepts_input<Flatten, expected_rank<fewest_extents()>, found_of<X>>,
                    "nn: Flatten's start_dim and end_dim are not in the input's range of extents");
      return false;
    } else {
      return true;
    }
  }
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
                                   : X::static_extent(I + Last - First))...>(x.storage(), extents, x.history());
  }
};

/// `nn::flatten(x)` or `x | nn::flatten`: everything behind the batch extent, as torch.flatten(x, 1).
inline constexpr Flatten<> flatten{};

}  // namespace nnstruct::inline NNSTRUCT_ABI
