// SPDX-License-Identifier: Apache-2.0
/// \file
/// The same elements under other extents. https://pytorch.org/docs/stable/generated/torch.reshape.html
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include <nnstruct/config.hpp>
#include <nnstruct/layers/wiring.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {

template <std::int64_t... To> struct reshape_function {
  static_assert(((To >= 0 || To == dyn) && ...), "nn: reshape got a negative extent; nn::dyn is an unknown one");

  /// \param dynamic  the extents that To leaves open, in order; one alone may be left out
  template <class X, class... N>
    requires(std::is_convertible_v<N, std::int64_t>&&...)
  auto operator()(const X& x, N... dynamic) const {
    static_assert(sizeof...(N) == open || (sizeof...(N) == 0 && open == 1),
                  "nn: reshape needs the extents that its template arguments leave open, in order");
    if constexpr (!accepts<X>()) return unwired_tensor();
    else return reshaped(x, {static_cast<std::int64_t>(dynamic)..., 0}, sizeof...(N) != 0);
  }

 private:
  static constexpr std::size_t open = ((To == dyn) + ... + std::size_t{0});

  template <class X> static constexpr bool accepts() {
    if constexpr (!takes_tensor<reshape_function, void, X>()) {
      return false;
    } else {
      constexpr bool fits = [] {
        std::int64_t from = 1;
        for (std::size_t i = 0; i < X::rank(); ++i)
          if (X::static_extent(i) == dyn) return true;
          else from *= X::static_extent(i);
        return open != 0 || from == (To * ... * std::int64_t{1});
      }();
      if constexpr (!fits)
        static_assert(layer_accepts_input<reshape_function, expected<To...>, found_of<X>>,
                      "nn: reshape got a tensor with another number of elements");
      return fits;
    }
  }
  template <class T, std::int64_t... E>
  static Tensor<T, To...> reshaped(const Tensor<T, E...>& x, const std::int64_t (&dynamic)[open + 1], bool given) {
    std::int64_t extents[sizeof...(To) + 1] = {To..., 0}, known = 1;
    std::size_t next = 0;
    bool fits = true;
    for (std::size_t i = 0; i < sizeof...(To); ++i) {
      if (extents[i] == dyn && !given) continue;
      if (extents[i] == dyn) extents[i] = dynamic[next++];
      fits = fits && extents[i] >= 0 && !__builtin_mul_overflow(known, extents[i], &known);
    }
    if (!given && fits && known != 0 && x.numel() % known == 0)
      for (std::size_t i = 0; i < sizeof...(To); ++i)
        if (extents[i] == dyn) extents[i] = x.numel() / known, known = x.numel();
    fits = fits && known == x.numel();
    for (std::size_t i = 0; i < sizeof...(To); ++i) fits = fits && extents[i] >= 0;
    if (!fits)
      throw_shape_error("reshape got a tensor with another number of elements", {extents, sizeof...(To)},
                        {x.extents(), x.rank()});
    return {x.storage(), extents, x.history()};
  }
};

}  // namespace detail

/// `nn::reshape<nn::dyn, 400>(x)` or `x | nn::reshape<nn::dyn, 400>`: another handle on the same elements, row-major.
/// One extent left open is what the number of elements says; of several, all are given: `nn::reshape<nn::dyn,
/// nn::dyn>(x, 3, 4)`.
/// Throws ShapeError if the elements are not as many.
template <std::int64_t... To> inline constexpr detail::reshape_function<To...> reshape{};

}  // namespace nnstruct::inline NNSTRUCT_ABI
