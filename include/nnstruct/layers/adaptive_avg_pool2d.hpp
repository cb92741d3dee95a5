// SPDX-License-Identifier: Apache-2.0
/// \file
/// AdaptiveAvgPool2d: means over as many parts as the output has pixels.
/// https://pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool2d.html
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include <nnstruct/autograd/pooling.hpp>
#include <nnstruct/config.hpp>
#include <nnstruct/layers/attributes.hpp>
#include <nnstruct/layers/options.hpp>
#include <nnstruct/layers/window.hpp>
#include <nnstruct/layers/wiring.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

/// Images of any size become images of this one: [N, C, H, W] -> [N, C, Ho, Wo] (or without N). An output pixel is the
/// mean of its part of the input. nn::dyn keeps the input's extent, as None does in PyTorch.
/// Throws ShapeError if an image has no pixels.
/// \code
///   nn::AdaptiveAvgPool2d<7> avgpool;
///   nn::AdaptiveAvgPool2d<nn::pair{1, 1}> head;
///   nn::AdaptiveAvgPool2d<nn::pair{nn::dyn, 7}> rows;
/// \endcode
template <pair OutputSize> struct AdaptiveAvgPool2d {
  static_assert((OutputSize.first >= 0 || OutputSize.first == dyn) &&
                    (OutputSize.second >= 0 || OutputSize.second == dyn),
                "nn: AdaptiveAvgPool2d's output size is not negative; nn::dyn keeps the input's");

  static constexpr python_class python{"torch.nn.modules.pooling", "AdaptiveAvgPool2d"};

  struct pytorch {
    static constexpr auto attributes() { return std::array{detail::as_written("output_size", OutputSize)}; }
  };

  template <class X> auto forward(const X& x) const {
    if constexpr (!accepts<X>()) {
      return detail::unwired_tensor();
    } else {
      constexpr std::size_t row = X::rank() - 2, column = X::rank() - 1;
      constexpr std::int64_t height = OutputSize.first == dyn ? X::static_extent(row) : OutputSize.first;
      constexpr std::int64_t width = OutputSize.second == dyn ? X::static_extent(column) : OutputSize.second;
      using Rows = typename detail::with_extent<X, row, height>::tensor;
      using Y = typename detail::with_extent<Rows, column, width>::tensor;
      for (std::size_t i : {row, column})
        if (x.extent(i) == 0)
          detail::throw_wrong_extent(detail::described<AdaptiveAvgPool2d>::value, "got an image without pixels",
                                     {x.extents(), x.rank()}, i, 1);
      std::int64_t extents[X::rank() + 1] = {};
      for (std::size_t i = 0; i < row; ++i) extents[i] = x.extent(i);
      extents[row] = OutputSize.first == dyn ? x.extent(row) : OutputSize.first;
      extents[column] = OutputSize.second == dyn ? x.extent(column) : OutputSize.second;
      Y y(detail::uninitialized, extents);
      autograd::adaptive_avg_pool2d((row == 2 ? x.extent(0) : 1) * x.extent(row - 1), x.extent(row), x.extent(column),
                                    extents[row], extents[column], autograd::variable_of(x), autograd::result_of(y));
      return y;
    }
  }
  template <class X> auto operator()(const X& x) const { return forward(x); }

 private:
  template <class X> static constexpr bool accepts() {
    using namespace detail;
    if constexpr (!takes_tensor<AdaptiveAvgPool2d, float, X>()) {
      return false;
    } else if constexpr (!is_images<X>) {
      static_assert(layer_accepts_input<AdaptiveAvgPool2d, expected_rank<4>, found_of<X>>,
                    "nn: AdaptiveAvgPool2d got an input with another number of extents; it takes images [N, C, H, W] "
                    "or [C, H, W]");
      return false;
    } else if constexpr (images<X>::height == 0 || images<X>::width == 0) {
      constexpr std::int64_t height = images<X>::height == 0 ? 1 : images<X>::height;
      constexpr std::int64_t width = images<X>::width == 0 ? 1 : images<X>::width;
      static_assert(layer_accepts_input<AdaptiveAvgPool2d,
                                        typename images<X>::template expected_size<images<X>::channels, height, width>,
                                        found_of<X>>,
                    "nn: AdaptiveAvgPool2d got an image without pixels");
      return false;
    } else {
      return true;
    }
  }
};

/// `nn::adaptive_avg_pool2d<7>(x)` or piped, as torch.nn.functional.adaptive_avg_pool2d.
template <pair OutputSize> inline constexpr AdaptiveAvgPool2d<OutputSize> adaptive_avg_pool2d{};

}  // namespace nnstruct::inline NNSTRUCT_ABI
