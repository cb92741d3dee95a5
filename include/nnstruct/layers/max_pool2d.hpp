// SPDX-License-Identifier: Apache-2.0
/// \file
/// MaxPool2d: the largest of each window. https://pytorch.org/docs/stable/generated/torch.nn.MaxPool2d.html
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include <nnstruct/config.hpp>
#include <nnstruct/engine/kernels.hpp>
#include <nnstruct/layers/options.hpp>
#include <nnstruct/layers/window.hpp>
#include <nnstruct/layers/wiring.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {
/// A size as it was written: `2` or `(2, 2)`.
constexpr attribute as_written(std::string_view name, pair size) {
  return size.one_number ? integer_attribute(name, size.first) : pair_attribute(name, size.first, size.second);
}
}  // namespace detail

/// The largest element of each window: [N, C, H, W] -> [N, C, Ho, Wo] (or without N). Padding is never the largest.
/// Throws ShapeError if the window does not fit extents that only run time knows.
/// \code
///   nn::MaxPool2d<2, 2> pool;                                   // kernel, stride
///   nn::MaxPool2d<3, 2, nn::pool_options{.padding = 1}> maxpool;
/// \endcode
template <pair Kernel, pair Stride = Kernel, pool_options Options = pool_options{}> struct MaxPool2d {
  static_assert(Kernel.first > 0 && Kernel.second > 0 && Stride.first > 0 && Stride.second > 0 &&
                    Options.dilation.first > 0 && Options.dilation.second > 0,
                "nn: MaxPool2d's kernel, stride and dilation are at least 1");
  static_assert(Options.padding.first >= 0 && Options.padding.second >= 0 &&
                    2 * Options.padding.first <= Kernel.first && 2 * Options.padding.second <= Kernel.second,
                "nn: MaxPool2d's padding is at most half its kernel");

  struct pytorch {
    static constexpr auto attributes() {
      return std::array{detail::as_written("kernel_size", Kernel), detail::as_written("stride", Stride),
                        detail::as_written("padding", Options.padding),
                        detail::as_written("dilation", Options.dilation),
                        detail::boolean_attribute("ceil_mode", Options.ceil_mode)};
    }
  };

  template <std::int64_t... E> auto forward(const Tensor<float, E...>& x) const {
    using X = Tensor<float, E...>;
    constexpr bool is_image = sizeof...(E) == 3 || sizeof...(E) == 4;
    static_assert(is_image, "nn: MaxPool2d needs images [N, C, H, W] or [C, H, W]");
    if constexpr (is_image) {
      constexpr detail::window_options window{Kernel, Stride, Options.padding, Options.dilation, Options.ceil_mode};
      using Y = typename detail::images<X>::template output<detail::images<X>::channels, window>;
      constexpr std::size_t channel = X::rank() - 3;
      if constexpr (!detail::window_fits<X>(window)) {
        static_assert(
            detail::layer_accepts_input<MaxPool2d, detail::expected<Kernel.first, Kernel.second>, detail::found_of<X>>,
            "nn: MaxPool2d's kernel is larger than its padded input");
        return Y();
      } else {
        const engine::window2d over = detail::window_over(window, x.extent(channel + 1), x.extent(channel + 2));
        Y y = detail::image_output<Y>(x, x.extent(channel), over);
        engine::max_pool2d(over, (channel == 1 ? x.extent(0) : 1) * x.extent(channel), x.data(), y.data());
        return y;
      }
    }
  }
  template <std::int64_t... E> auto operator()(const Tensor<float, E...>& x) const { return forward(x); }
};

/// `nn::max_pool2d<2>(x)` or `x | nn::max_pool2d<3, 2>`, as torch.nn.functional.max_pool2d.
template <pair Kernel, pair Stride = Kernel, pool_options Options = pool_options{}>
inline constexpr MaxPool2d<Kernel, Stride, Options> max_pool2d{};

}  // namespace nnstruct::inline NNSTRUCT_ABI
