// SPDX-License-Identifier: Apache-2.0
/// \file
/// Hardtanh and ReLU6: x within bounds.
/// https://pytorch.org/docs/stable/generated/torch.nn.Hardtanh.html
#pragma once

#include <array>
#include <cstdint>

#include <nnstruct/autograd/elements.hpp>
#include <nnstruct/config.hpp>
#include <nnstruct/layers/inplace.hpp>
#include <nnstruct/layers/options.hpp>
#include <nnstruct/layers/wiring.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {
struct hardtanh_function {
  template <class X> auto operator()(const X& x, double min_val = -1, double max_val = 1) const {
    return elementwise<hardtanh_function>(
        x, [min_val, max_val](std::int64_t count, const autograd::variable& from, const autograd::result& to) {
          autograd::hardtanh(count, min_val, max_val, from, to);
        });
  }
};
}  // namespace detail

/// `nn::hardtanh(x)`, `nn::hardtanh(x, -2, 2)` or `x | nn::hardtanh`, as torch.nn.functional.hardtanh.
inline constexpr detail::hardtanh_function hardtanh{};

/// min_val below it, max_val above that, x in between: any shape, the same shape back. NaN stays NaN.
/// \code
///   nn::Hardtanh<> a;
///   nn::Hardtanh<nn::hardtanh_options{.min_val = 0, .max_val = 20}> b;
/// \endcode
template <hardtanh_options Options = hardtanh_options{}> struct Hardtanh {
  static_assert(Options.min_val < Options.max_val, "nn: Hardtanh's max_val is greater than its min_val");

  static constexpr python_class python{"torch.nn.modules.activation", "Hardtanh"};

  struct pytorch {
    static constexpr auto attributes() {
      return std::array{detail::real_attribute("min_val", Options.min_val),
                        detail::real_attribute("max_val", Options.max_val), detail::not_inplace()};
    }
  };

  template <class X> auto forward(const X& x) const { return hardtanh(x, Options.min_val, Options.max_val); }
  template <class X> auto operator()(const X& x) const { return forward(x); }
};

template <hardtanh_options Options>
struct inplace<Hardtanh<Options>> : detail::inplace_of_stateless<Hardtanh<Options>> {};

/// 0 below 0, 6 above 6, x in between: any shape, the same shape back. NaN stays NaN.
struct ReLU6 {
  static constexpr python_class python{"torch.nn.modules.activation", "ReLU6"};

  struct pytorch {
    static constexpr auto attributes() {
      return std::array{detail::real_attribute("min_val", 0, shown::hidden),
                        detail::real_attribute("max_val", 6, shown::hidden), detail::not_inplace()};
    }
  };

  template <class X> auto forward(const X& x) const { return hardtanh(x, 0, 6); }
  template <class X> auto operator()(const X& x) const { return forward(x); }
};

template <> struct inplace<ReLU6> : detail::inplace_of_stateless<ReLU6> {};

/// `nn::relu6(x)` or `x | nn::relu6`, as torch.nn.functional.relu6.
inline constexpr ReLU6 relu6{};

}  // namespace nnstruct::inline NNSTRUCT_ABI
