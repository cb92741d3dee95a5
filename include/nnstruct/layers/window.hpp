// SPDX-License-Identifier: Apache-2.0
/// \file
/// Windows that slide over images: what convolution and pooling have in common.
#pragma once

#include <cstddef>
#include <cstdint>

#include <nnstruct/config.hpp>
#include <nnstruct/engine/window2d.hpp>
#include <nnstruct/layers/options.hpp>
#include <nnstruct/layers/wiring.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// A window's geometry, in pixels.
struct window_options {
  pair kernel, stride, padding, dilation;
  bool ceil_mode;
};

/// How many positions a window has along one extent, dyn if that is dyn; the formula under "Shape" of
/// torch.nn.MaxPool2d. Not positive: the window does not fit.
constexpr std::int64_t window_positions(std::int64_t input, std::int64_t kernel, std::int64_t stride,
                                        std::int64_t padding, std::int64_t dilation, bool ceil_mode) {
  if (input == dyn) return dyn;
  const std::int64_t overhang = ceil_mode ? stride - 1 : 0;  // how far the last window may reach beyond the padding
  const std::int64_t room = input + 2 * padding + overhang - dilation * (kernel - 1) - 1;
  if (room < 0) return 0;
  std::int64_t positions = room / stride + 1;
  // A window that begins beyond the image and its near padding sees nothing.
  if (ceil_mode && (positions - 1) * stride >= input + padding) --positions;
  return positions;
}
constexpr std::int64_t window_rows(const window_options& o, std::int64_t height) {
  return window_positions(height, o.kernel.first, o.stride.first, o.padding.first, o.dilation.first, o.ceil_mode);
}
constexpr std::int64_t window_columns(const window_options& o, std::int64_t width) {
  return window_positions(width, o.kernel.second, o.stride.second, o.padding.second, o.dilation.second, o.ceil_mode);
}

/// The least height or width, of those that are not less, on which a window finds a place.
constexpr std::int64_t height_for(const window_options& o, std::int64_t height) {
  while (window_rows(o, height) < 1) ++height;
  return height;
}
constexpr std::int64_t width_for(const window_options& o, std::int64_t width) {
  while (window_columns(o, width) < 1) ++width;
  return width;
}

/// The window over images [..., H, W]. Throws ShapeError, naming the layer, if it does not fit.
NNSTRUCT_DECLARE engine::window2d window_over(const node& layer, const window_options& o, extents_view images);

/// An image tensor [N, C, H, W], or [C, H, W] without a batch, and what a window makes of it.
template <class X> struct images;
template <std::int64_t N, std::int64_t C, std::int64_t H, std::int64_t W> struct images<Tensor<float, N, C, H, W>> {
  template <std::int64_t Channels, std::int64_t Height, std::int64_t Width>
  using expected_size = expected<N, Channels, Height, Width>;
  template <std::int64_t Channels, window_options O>
  using output = Tensor<float, N, Channels, window_rows(O, H), window_columns(O, W)>;
  static constexpr std::int64_t channels = C, height = H, width = W;
};
template <std::int64_t C, std::int64_t H, std::int64_t W> struct images<Tensor<float, C, H, W>> {
  template <std::int64_t Channels, std::int64_t Height, std::int64_t Width>
  using expected_size = expected<Channels, Height, Width>;
  template <std::int64_t Channels, window_options O>
  using output = Tensor<float, Channels, window_rows(O, H), window_columns(O, W)>;
  static constexpr std::int64_t channels = C, height = H, width = W;
};

/// The window finds a place on images of this type, as far as it is known.
template <class X> constexpr bool window_fits(const window_options& o) {
  return window_rows(o, images<X>::height) != 0 && window_columns(o, images<X>::width) != 0;
}

/// Images of X's type as large as a window needs them, at least.
template <class X, std::int64_t Channels, window_options O>
using smallest_images =
    typename images<X>::template expected_size<Channels,
                                               images<X>::height == dyn ? dyn : height_for(O, images<X>::height),
                                               images<X>::width == dyn ? dyn : width_for(O, images<X>::width)>;

/// X is a batch of images or an image.
template <class X> inline constexpr bool is_images = X::rank() == 3 || X::rank() == 4;

/// The output of a window layer, not yet written.
template <class Y, class X> Y image_output(const X& x, std::int64_t channels, const engine::window2d& window) {
  std::int64_t extents[X::rank() + 1] = {};
  if constexpr (X::rank() == 4) extents[0] = x.extent(0);
  extents[X::rank() - 3] = channels;
  extents[X::rank() - 2] = window.output_h;
  extents[X::rank() - 1] = window.output_w;
  return Y(uninitialized, extents);
}

/// What pooling is: `compute(window, number of planes, x, y)` over images. Layer is for the errors.
template <class Layer, window_options O, class X, class Compute> auto pool(const X& x, Compute compute) {
  constexpr std::size_t channel = X::rank() - 3;
  using Y = typename images<X>::template output<images<X>::channels, O>;
  const engine::window2d over = window_over(node_of<Layer>::value, O, {x.extents(), x.rank()});
  Y y = image_output<Y>(x, x.extent(channel), over);
  compute(over, (channel == 1 ? x.extent(0) : 1) * x.extent(channel), autograd::variable_of(x), autograd::result_of(y));
  return y;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
