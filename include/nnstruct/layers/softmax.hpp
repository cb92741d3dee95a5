// SPDX-License-Identifier: Apache-2.0
/// \file
/// Softmax and LogSoftmax: probabilities along one extent, and their logarithms.
/// https://pytorch.org/docs/stable/generated/torch.nn.Softmax.html
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include <nnstruct/autograd/reductions.hpp>
#include <nnstruct/config.hpp>
#include <nnstruct/layers/wiring.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {
/// Calls compute(extents before Dim, extent Dim, extents behind it, x, y).
template <class Layer, std::int64_t Dim, class X, class Compute> auto along(const X& x, Compute compute) {
  if constexpr (!takes_tensor<Layer, float, X>()) {
    return unwired_tensor();
  } else {
    constexpr auto rank = static_cast<std::int64_t>(X::rank());
    if constexpr (Dim < -rank || Dim >= rank) {
      static_assert(
          layer_accepts_input<Layer, expected_rank<static_cast<std::size_t>(Dim < 0 ? -Dim : Dim + 1)>, found_of<X>>,
          "nn: the dim of Softmax or LogSoftmax is not in the range of its input's extents");
      return unwired_tensor();
    } else {
      constexpr auto place = static_cast<std::size_t>(Dim < 0 ? Dim + rank : Dim);
      std::int64_t before = 1, behind = 1;
      for (std::size_t i = 0; i < place; ++i) before *= x.extent(i);
      for (std::size_t i = place + 1; i < X::rank(); ++i) behind *= x.extent(i);
      X y = uninitialized_like(x);
      compute(before, x.extent(place), behind, autograd::variable_of(x), autograd::result_of(y));
      return y;
    }
  }
}
}  // namespace detail

/// exp(x) / the sum of that along extent number Dim (negative ones count from the last): the same shape back.
template <std::int64_t Dim> struct Softmax {
  static constexpr python_class python{"torch.nn.modules.activation", "Softmax"};

  struct pytorch {
    static constexpr auto attributes() { return std::array{detail::integer_attribute("dim", Dim)}; }
  };

  template <class X> auto forward(const X& x) const {
    return detail::along<Softmax, Dim>(x, [](const auto&... a) { autograd::softmax(a...); });
  }
  template <class X> auto operator()(const X& x) const { return forward(x); }
};

/// The logarithm of Softmax.
template <std::int64_t Dim> struct LogSoftmax {
  static constexpr python_class python{"torch.nn.modules.activation", "LogSoftmax"};

  struct pytorch {
    static constexpr auto attributes() { return std::array{detail::integer_attribute("dim", Dim)}; }
  };

  template <class X> auto forward(const X& x) const {
    return detail::along<LogSoftmax, Dim>(x, [](const auto&... a) { autograd::log_softmax(a...); });
  }
  template <class X> auto operator()(const X& x) const { return forward(x); }
};

/// `nn::softmax<1>(x)` or `x | nn::softmax<-1>`, as torch.nn.functional.softmax.
template <std::int64_t Dim> inline constexpr Softmax<Dim> softmax{};
/// `nn::log_softmax<1>(x)`, as torch.nn.functional.log_softmax.
template <std::int64_t Dim> inline constexpr LogSoftmax<Dim> log_softmax{};

}  // namespace nnstruct::inline NNSTRUCT_ABI
