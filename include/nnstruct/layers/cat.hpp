// SPDX-License-Identifier: Apache-2.0
/// \file
/// Tensors side by side. https://pytorch.org/docs/stable/generated/torch.cat.html
#pragma once

#include <cstddef>
#include <cstdint>

#include <nnstruct/autograd/rows.hpp>
#include <nnstruct/config.hpp>
#include <nnstruct/layers/arithmetic.hpp>
#include <nnstruct/layers/wiring.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {

/// False for every argument: the name is the claim, the arguments are the facts that the compiler prints.
template <class First, class Next> inline constexpr bool tensors_fit_side_by_side = false;

template <std::int64_t Dim> struct cat_function {
  template <class First, class... X> auto operator()(const First& first, const X&... others) const {
    if constexpr (!(takes_tensor<cat_function, float, First>() && ... && takes_tensor<cat_function, float, X>())) {
      return unwired_tensor();
    } else if constexpr (!(fits_itself<First>() && ... && fits<First, X>())) {
      return unwired_tensor();
    } else {
      constexpr std::size_t place = place_in<First>();
      constexpr std::size_t count = 1 + sizeof...(X);
      (require_fit(first, others), ...);
      const autograd::variable parts[] = {autograd::variable_of(first), autograd::variable_of(others)...};
      const std::int64_t along[] = {first.extent(place), others.extent(place)...};
      std::int64_t extents[First::rank() + 1] = {}, before = 1, behind = 1;
      for (std::size_t i = 0; i < First::rank(); ++i) extents[i] = first.extent(i);
      for (std::size_t i = 0; i < place; ++i) before *= extents[i];
      for (std::size_t i = place + 1; i < First::rank(); ++i) behind *= extents[i];
      extents[place] = 0;
      for (const std::int64_t extent : along) extents[place] += extent;
      constexpr bool known = ((First::static_extent(place) != dyn) && ... && (X::static_extent(place) != dyn));
      constexpr std::int64_t sum =
          known ? (First::static_extent(place) + ... + X::static_extent(place)) : std::int64_t{dyn};
      typename with_extent<First, place, sum>::tensor y(uninitialized, extents);
      autograd::concatenate(before, behind, parts, along, count, autograd::result_of(y));
      return y;
    }
  }

 private:
  template <class X> static constexpr std::size_t place_in() {
    return static_cast<std::size_t>(Dim < 0 ? Dim + static_cast<std::int64_t>(X::rank()) : Dim);
  }
  template <class X> static constexpr bool fits_itself() {
    constexpr bool inside = place_in<X>() < X::rank();
    if constexpr (!inside)
      static_assert(layer_accepts_input<cat_function, expected_rank<static_cast<std::size_t>(Dim < 0 ? -Dim : Dim + 1)>,
                                        found_of<X>>,
                    "nn: the dim of a cat is not in the range of its inputs' extents");
    return inside;
  }
  template <class First, class X> static constexpr bool fits() {
    constexpr bool equal = [] {
      if (First::rank() != X::rank()) return false;
      for (std::size_t i = 0; i < First::rank(); ++i)
        if (i != place_in<First>() && !may_be_equal(First::static_extent(i), X::static_extent(i))) return false;
      return true;
    }();
    if constexpr (!equal)
      static_assert(tensors_fit_side_by_side<found_of<First>, found_of<X>>,
                    "nn: the tensors of a cat have other extents than the first one, elsewhere than along its dim");
    return equal;
  }
  template <class First, class X> static void require_fit(const First& first, const X& x) {
    for (std::size_t i = 0; i < First::rank(); ++i)
      if (i != place_in<First>() && first.extent(i) != x.extent(i))
        throw_shape_error("the tensors of a cat have other extents than the first one",
                          {first.extents(), First::rank()}, {x.extents(), X::rank()});
  }
};

}  // namespace detail

/// `nn::cat<1>(a, b, c)`: tensors side by side along extent number Dim (negative ones count from the last), as
/// torch.cat; their other extents are equal.
/// Throws ShapeError if extents unknown to the compiler are not.
template <std::int64_t Dim> inline constexpr detail::cat_function<Dim> cat{};

}  // namespace nnstruct::inline NNSTRUCT_ABI
