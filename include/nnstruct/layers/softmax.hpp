// SPDX-License-Identifier: Apache-2.0
/// \file
/// Softmax and LogSoftmax: probabilities along one extent, and their logarithms.
/// https://pytorch.org/docs/stable/generated/torch.nn.Softmax.html
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include <nnstruct/config.hpp>
#include <nnstruct/engine/kernels.hpp>
#include <nnstruct/layers/wiring.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {
/// Calls compute(extents before Dim, extent Dim, extents behind it, x, y).
template <std::int64_t Dim, std::int64_t... E, class Compute>
Tensor<float, E...> along(const Tensor<float, E...>& x, Compute compute) {
  constexpr std::int64_t rank = sizeof...(E);
  constexpr bool in_range = -rank <= Dim && Dim < rank;
  static_assert(in_range, "nn: the dim of Softmax or LogSoftmax is not in the range of its input's extents");
  if constexpr (!in_range) return x;
  else {
    constexpr auto place = static_cast<std::size_t>(Dim < 0 ? Dim + rank : Dim);
    std::int64_t before = 1, behind = 1;
    for (std::size_t i = 0; i < place; ++i) before *= x.extent(i);
    for (std::size_t i = place + 1; i < sizeof...(E); ++i) behind *= x.extent(i);
    Tensor<float, E...> y = uninitialized_like(x);
    if (y.numel() != 0) compute(before, x.extent(place), behind, x.data(), y.data());
    return y;
  }
}
}  // namespace detail

/// exp(x) / the sum of that along extent number Dim (negative ones count from the last): the same shape back.
template <std::int64_t Dim> struct Softmax {
  struct pytorch {
    static constexpr auto attributes() { return std::array{detail::integer_attribute("dim", Dim)}; }
  };

  template <std::int64_t... E> auto forward(const Tensor<float, E...>& x) const {
    return detail::along<Dim>(x, [](auto... numbers) { engine::softmax(numbers...); });
  }
  template <std::int64_t... E> auto operator()(const Tensor<float, E...>& x) const { return forward(x); }
};

/// The logarithm of Softmax.
template <std::int64_t Dim> struct LogSoftmax {
  struct pytorch {
    static constexpr auto attributes() { return std::array{detail::integer_attribute("dim", Dim)}; }
  };

  template <std::int64_t... E> auto forward(const Tensor<float, E...>& x) const {
    return detail::along<Dim>(x, [](auto... numbers) { engine::log_softmax(numbers...); });
  }
  template <std::int64_t... E> auto operator()(const Tensor<float, E...>& x) const { return forward(x); }
};

/// `nn::softmax<1>(x)` or `x | nn::softmax<-1>`, as torch.nn.functional.softmax.
template <std::int64_t Dim> inline constexpr Softmax<Dim> softmax{};
/// `nn::log_softmax<1>(x)`, as torch.nn.functional.log_softmax.
template <std::int64_t Dim> inline constexpr LogSoftmax<Dim> log_softmax{};

}  // namespace nnstruct::inline NNSTRUCT_ABI
