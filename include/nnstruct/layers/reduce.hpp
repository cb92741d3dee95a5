// SPDX-License-Identifier: Apache-2.0
/// \file
/// Sums and means. https://pytorch.org/docs/stable/generated/torch.sum.html
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include <nnstruct/autograd/reductions.hpp>
#include <nnstruct/config.hpp>
#include <nnstruct/layers/wiring.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {

struct reduce_function;

/// X without extent number Place.
template <class X, std::size_t Place, class Index = std::make_index_sequence<X::rank() - 1>> struct without_extent;
template <class T, std::int64_t... E, std::size_t Place, std::size_t... I>
struct without_extent<Tensor<T, E...>, Place, std::index_sequence<I...>> {
  using tensor = Tensor<T, Tensor<T, E...>::static_extent(I < Place ? I : I + 1)...>;
};

/// The sum of all elements, or their mean.
template <class X> auto reduce(const X& x, bool mean) {
  if constexpr (!takes_tensor<reduce_function, float, X>()) {
    return unwired_tensor();
  } else {
    Tensor<float> y(uninitialized, {0});
    const std::int64_t n = x.numel();
    autograd::sum(1, n, 1, mean ? 1 / static_cast<double>(n) : 1, autograd::variable_of(x), autograd::result_of(y));
    return y;
  }
}

/// The sums or means along one extent, which goes.
template <std::int64_t Dim, class X> auto reduce_along(const X& x, bool mean) {
  constexpr auto rank = static_cast<std::int64_t>(X::rank());
  if constexpr (!takes_tensor<reduce_function, float, X>()) {
    return unwired_tensor();
  } else if constexpr (Dim < -rank || Dim >= rank) {
    static_assert(layer_accepts_input<reduce_function,
                                      expected_rank<static_cast<std::size_t>(Dim < 0 ? -Dim : Dim + 1)>, found_of<X>>,
                  "nn: the dim of a sum or mean is not in the range of its input's extents");
    return unwired_tensor();
  } else {
    constexpr auto place = static_cast<std::size_t>(Dim < 0 ? Dim + rank : Dim);
    std::int64_t extents[X::rank()] = {}, before = 1, behind = 1;
    for (std::size_t i = 0; i < place; ++i) before *= extents[i] = x.extent(i);
    for (std::size_t i = place + 1; i < X::rank(); ++i) behind *= extents[i - 1] = x.extent(i);
    const std::int64_t n = x.extent(place);
    typename without_extent<X, place>::tensor y(uninitialized, extents);
    autograd::sum(before, n, behind, mean ? 1 / static_cast<double>(n) : 1, autograd::variable_of(x),
                  autograd::result_of(y));
    return y;
  }
}

}  // namespace detail

/// The sum of all elements, a tensor without extents; added as double.
template <class T, std::int64_t... E> auto sum(const Tensor<T, E...>& x) { return detail::reduce(x, false); }
/// Their mean; NaN where there are none.
template <class T, std::int64_t... E> auto mean(const Tensor<T, E...>& x) { return detail::reduce(x, true); }

/// The sums along extent number Dim (negative ones count from the last), which goes: `nn::sum<1>(x)`.
template <std::int64_t Dim, class T, std::int64_t... E> auto sum(const Tensor<T, E...>& x) {
  return detail::reduce_along<Dim>(x, false);
}
/// The means along it.
template <std::int64_t Dim, class T, std::int64_t... E> auto mean(const Tensor<T, E...>& x) {
  return detail::reduce_along<Dim>(x, true);
}

}  // namespace nnstruct::inline NNSTRUCT_ABI
