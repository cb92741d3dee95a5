// SPDX-License-Identifier: Apache-2.0
/// \file
/// AvgPool2d: the mean of each window. https://pytorch.org/docs/stable/generated/torch.nn.AvgPool2d.html
#pragma once

#include <array>
#include <cstdint>

#include <nnstruct/autograd/pooling.hpp>
#include <nnstruct/config.hpp>
#include <nnstruct/layers/attributes.hpp>
#include <nnstruct/layers/options.hpp>
#include <nnstruct/layers/window.hpp>
#include <nnstruct/layers/wiring.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

/// The mean of each window: [N, C, H, W] -> [N, C, Ho, Wo] (or without N). Padding counts as zeros, unless
/// count_include_pad is false; what a window has beyond the padding, as ceil_mode allows, never counts.
/// Throws ShapeError if the window does not fit extents that only run time knows.
/// \code
///   nn::AvgPool2d<2> pool;
///   nn::AvgPool2d<3, 2, nn::pool_options{.padding = 1, .count_include_pad = false}> down;
/// \endcode
template <pair Kernel, pair Stride = Kernel, pool_options Options = pool_options{}> struct AvgPool2d {
  static_assert(Kernel.at_least(1) && Stride.at_least(1), "nn: AvgPool2d's kernel and stride are at least 1");
  static_assert(Options.padding.at_least(0) && 2 * Options.padding.first <= Kernel.first &&
                    2 * Options.padding.second <= Kernel.second,
                "nn: AvgPool2d's padding is at most half its kernel");
  static_assert(Options.dilation.same_size(1), "nn: AvgPool2d has no dilation");
  static_assert(!Options.divisor_override.given || Options.divisor_override.value != 0,
                "nn: AvgPool2d's divisor_override is not 0");

  static constexpr python_class python{"torch.nn.modules.pooling", "AvgPool2d"};

  struct pytorch {
    static constexpr auto attributes() {
      using namespace detail;
      return std::array{as_written("kernel_size", Kernel),
                        as_written("stride", Stride),
                        as_written("padding", Options.padding),
                        boolean_attribute("ceil_mode", Options.ceil_mode, shown::hidden),
                        boolean_attribute("count_include_pad", Options.count_include_pad, shown::hidden),
                        maybe_attribute("divisor_override", Options.divisor_override, shown::hidden)};
    }
  };

  template <class X> auto forward(const X& x) const {
    if constexpr (!accepts<X>()) {
      return detail::unwired_tensor();
    } else {
      constexpr std::int64_t divisor = Options.divisor_override.value;  // read in the lambda, clang 14 crashes
      return detail::pool<AvgPool2d, window>(x, [](const engine::window2d& over, std::int64_t planes,
                                                   const autograd::variable& from, const autograd::result& to) {
        autograd::avg_pool2d(over, planes, Options.count_include_pad, divisor, from, to);
      });
    }
  }
  template <class X> auto operator()(const X& x) const { return forward(x); }

 private:
  static constexpr detail::window_options window{Kernel, Stride, Options.padding, 1, Options.ceil_mode};

  template <class X> static constexpr bool accepts() {
    using namespace detail;
    if constexpr (!takes_tensor<AvgPool2d, float, X>()) {
      return false;
    } else if constexpr (!is_images<X>) {
      static_assert(
          layer_accepts_input<AvgPool2d, expected_rank<4>, found_of<X>>,
          "nn: AvgPool2d got an input with another number of extents; it takes images [N, C, H, W] or [C, H, W]");
      return false;
    } else if constexpr (!window_fits<X>(window)) {
      static_assert(layer_accepts_input<AvgPool2d, smallest_images<X, images<X>::channels, window>, found_of<X>>,
                    "nn: AvgPool2d got images that are smaller than its kernel; the expected is the smallest it takes");
      return false;
    } else {
      return true;
    }
  }
};

/// `nn::avg_pool2d<2>(x)` or `x | nn::avg_pool2d<3, 2>`, as torch.nn.functional.avg_pool2d.
template <pair Kernel, pair Stride = Kernel, pool_options Options = pool_options{}>
inline constexpr AvgPool2d<Kernel, Stride, Options> avg_pool2d{};

}  // namespace nnstruct::inline NNSTRUCT_ABI
