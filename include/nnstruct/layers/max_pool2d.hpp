// SPDX-License-Identifier: Apache-2.0
/// \file
/// MaxPool2d: the largest of each window. https://pytorch.org/docs/stable/generated/torch.nn.MaxPool2d.html
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

/// The largest element of each window: [N, C, H, W] -> [N, C, Ho, Wo] (or without N). Padding is never the largest.
/// Throws ShapeError if the window does not fit extents that only run time knows.
/// \code
///   nn::MaxPool2d<2, 2> pool;                                   // kernel, stride
///   nn::MaxPool2d<3, 2, nn::pool_options{.padding = 1}> maxpool;
/// \endcode
template <pair Kernel, pair Stride = Kernel, pool_options Options = pool_options{}> struct MaxPool2d {
  static_assert(Kernel.at_least(1) && Stride.at_least(1) && Options.dilation.at_least(1),
                "nn: MaxPool2d's kernel, stride and dilation are at least 1");
  static_assert(Options.padding.at_least(0) && 2 * Options.padding.first <= Kernel.first &&
                    2 * Options.padding.second <= Kernel.second,
                "nn: MaxPool2d's padding is at most half its kernel");
  static_assert(Options.count_include_pad && !Options.divisor_override.given,
                "nn: MaxPool2d has no count_include_pad and no divisor_override");

  static constexpr python_class python{"torch.nn.modules.pooling", "MaxPool2d"};

  struct pytorch {
    static constexpr auto attributes() {
      return std::array{detail::as_written("kernel_size", Kernel),
                        detail::as_written("stride", Stride),
                        detail::as_written("padding", Options.padding),
                        detail::as_written("dilation", Options.dilation),
                        detail::boolean_attribute("return_indices", false, shown::hidden),
                        detail::boolean_attribute("ceil_mode", Options.ceil_mode)};
    }
  };

  template <class X> auto forward(const X& x) const {
    if constexpr (!accepts<X>()) {
      return detail::unwired_tensor();
    } else {
      return detail::pool<MaxPool2d, window>(
          x, [](const engine::window2d& over, std::int64_t planes, const autograd::variable& from,
                const autograd::result& to) { autograd::max_pool2d(over, planes, from, to); });
    }
  }
  template <class X> auto operator()(const X& x) const { return forward(x); }

 private:
  static constexpr detail::window_options window{Kernel, Stride, Options.padding, Options.dilation, Options.ceil_mode};

  template <class X> static constexpr bool accepts() {
    using namespace detail;
    if constexpr (!takes_tensor<MaxPool2d, float, X>()) {
      return false;
    } else if constexpr (!is_images<X>) {
      static_assert(
          layer_accepts_input<MaxPool2d, expected_rank<4>, found_of<X>>,
          "nn: MaxPool2d got an input with another number of extents; it takes images [N, C, H, W] or [C, H, W]");
      return false;
    } else if constexpr (!window_fits<X>(window)) {
      static_assert(layer_accepts_input<MaxPool2d, smallest_images<X, images<X>::channels, window>, found_of<X>>,
                    "nn: MaxPool2d got images that are smaller than its kernel; the expected is the smallest it takes");
      return false;
    } else {
      return true;
    }
  }
};

/// `nn::max_pool2d<2>(x)` or `x | nn::max_pool2d<3, 2>`, as torch.nn.functional.max_pool2d.
template <pair Kernel, pair Stride = Kernel, pool_options Options = pool_options{}>
inline constexpr MaxPool2d<Kernel, Stride, Options> max_pool2d{};

}  // namespace nnstruct::inline NNSTRUCT_ABI
