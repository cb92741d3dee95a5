// SPDX-License-Identifier: Apache-2.0
/// \file
/// LeakyReLU: x, or a fraction of x below 0. https://pytorch.org/docs/stable/generated/torch.nn.LeakyReLU.html
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
struct leaky_relu_function {
  template <class X> auto operator()(const X& x, double negative_slope = 0.01) const {
    return elementwise<leaky_relu_function>(
        x, [negative_slope](std::int64_t count, const autograd::variable& from, const autograd::result& to) {
          autograd::leaky_relu(count, negative_slope, from, to);
        });
  }
};
}  // namespace detail

/// `nn::leaky_relu(x)`, `nn::leaky_relu(x, 0.2)` or `x | nn::leaky_relu`, as torch.nn.functional.leaky_relu.
inline constexpr detail::leaky_relu_function leaky_relu{};

/// x where that is positive, negative_slope * x elsewhere: any shape, the same shape back.
/// \code
///   nn::LeakyReLU<> a;
///   nn::inplace<nn::LeakyReLU<nn::leaky_relu_options{.negative_slope = 0.2}>> b;
/// \endcode
template <leaky_relu_options Options = leaky_relu_options{}> struct LeakyReLU {
  static constexpr python_class python{"torch.nn.modules.activation", "LeakyReLU"};

  struct pytorch {
    static constexpr auto attributes() {
      return std::array{detail::real_attribute("negative_slope", Options.negative_slope), detail::not_inplace()};
    }
  };

  template <class X> auto forward(const X& x) const { return leaky_relu(x, Options.negative_slope); }
  template <class X> auto operator()(const X& x) const { return forward(x); }
};

template <leaky_relu_options Options>
struct inplace<LeakyReLU<Options>> : detail::inplace_of_stateless<LeakyReLU<Options>> {};

}  // namespace nnstruct::inline NNSTRUCT_ABI
