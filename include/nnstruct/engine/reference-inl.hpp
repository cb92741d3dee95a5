// SPDX-License-Identifier: Apache-2.0
/// \file
/// The reference engine, its products: linear, products of matrices, convolution and transposed convolution.
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include <nnstruct/engine/reference.hpp>
#include <nnstruct/engine/reference_product-inl.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::engine::reference {

namespace detail {

/// The dot products of `Rows` rows of x[Rows, size] with weight[size].
template <int Rows, class T> void dot_products(std::int64_t size, const T* x, const T* weight, T (&sums)[Rows]) {
  packet<T> partial[Rows] = {};
  const std::int64_t whole = size / packet_size<T> * packet_size<T>;
  for (std::int64_t i = 0; i < whole; i += packet_size<T>) {
    const packet<T> w = packet_at(weight + i);
    unrolled(std::make_integer_sequence<int, Rows>{}, [&](auto r) { partial[r] += packet_at(x + r * size + i) * w; });
  }
  for (int r = 0; r < Rows; ++r) {
    sums[r] = partial[r][0] + partial[r][1];
    if constexpr (packet_size<T> == 4) sums[r] += partial[r][2] + partial[r][3];
    for (std::int64_t i = whole; i < size; ++i) sums[r] += x[r * size + i] * weight[i];
  }
}

template <int Rows, class T>
void linear_rows(std::int64_t in, std::int64_t out, const T* x, const T* weight, const T* bias, T* y) {
  for (std::int64_t o = 0; o < out; ++o) {
    T sums[Rows];
    dot_products<Rows>(in, x, weight + o * in, sums);
    for (int r = 0; r < Rows; ++r) y[r * out + o] = bias ? sums[r] + bias[o] : sums[r];
  }
}

/// Calls f(t, p, element) for windows of x[channels, H, W]: for each tap from first_tap on (a tap is a channel and a
/// place in the kernel) and each position from first_position on. Padding is zeros.
template <class T, class F>
void for_each_in_windows(const window2d& w, const T* x, std::int64_t first_tap, std::int64_t taps,
                         std::int64_t first_position, std::int64_t positions, F f) {
  for (std::int64_t t = 0; t < taps; ++t) {
    const std::int64_t tap = first_tap + t, channel = tap / (w.kernel_h * w.kernel_w);
    const T* const plane = x + channel * w.input_h * w.input_w;
    const std::int64_t top = tap / w.kernel_w % w.kernel_h * w.dilation_h - w.padding_h;
    const std::int64_t left = tap % w.kernel_w * w.dilation_w - w.padding_w;
    std::int64_t oh = first_position / w.output_w, ow = first_position % w.output_w;
    for (std::int64_t p = 0; p < positions; ++p) {
      const std::int64_t h = oh * w.stride_h + top, v = ow * w.stride_w + left;
      const bool inside = h >= 0 && h < w.input_h && v >= 0 && v < w.input_w;
      f(t, p, inside ? plane[h * w.input_w + v] : T{0});
      if (++ow == w.output_w) ow = 0, ++oh;
    }
  }
}

/// Lays windows out as columns, so that a convolution is a matrix product: a row for each tap, a column for each
/// position. In strips, as add_product takes it.
template <class T>
void windows_to_columns(const window2d& w, const T* x, std::int64_t first_tap, std::int64_t taps,
                        std::int64_t first_position, std::int64_t positions, T* columns) {
  for_each_in_windows(w, x, first_tap, taps, first_position, positions,
                      [&](std::int64_t t, std::int64_t p, T value) { columns[in_strips<T>(taps, t, p)] = value; });
}

/// Adds what each tap gives at each position, taps[Kh * Kw, positions], to the plane where the windows stand.
template <class T>
void add_windows(const window2d& w, std::int64_t first_position, std::int64_t positions, std::int64_t next_row,
                 const T* taps, T* plane) {
  for (std::int64_t kh = 0; kh < w.kernel_h; ++kh)
    for (std::int64_t kw = 0; kw < w.kernel_w; ++kw, taps += next_row) {
      std::int64_t ih = first_position / w.input_w, iw = first_position % w.input_w;
      for (std::int64_t p = 0; p < positions; ++p) {
        const std::int64_t h = ih * w.stride_h - w.padding_h + kh * w.dilation_h;
        const std::int64_t v = iw * w.stride_w - w.padding_w + kw * w.dilation_w;
        if (h >= 0 && h < w.output_h && v >= 0 && v < w.output_w) plane[h * w.output_w + v] += taps[p];
        if (++iw == w.input_w) iw = 0, ++ih;
      }
    }
}

template <class T> void fill_with_bias(std::int64_t channels, std::int64_t plane, const T* bias, T* y) {
  for (std::int64_t c = 0; c < channels; ++c) std::fill_n(y + c * plane, plane, bias ? bias[c] : T{0});
}

}  // namespace detail

template <class T>
void linear(std::int64_t rows, std::int64_t in, std::int64_t out, const T* x, const T* weight, nullable<const T> bias,
            T* y) {
  constexpr int many = 4;
  std::int64_t r = 0;
  for (; r + many <= rows; r += many) detail::linear_rows<many>(in, out, x + r * in, weight, bias, y + r * out);
  for (; r < rows; ++r) detail::linear_rows<1>(in, out, x + r * in, weight, bias, y + r * out);
}
NNSTRUCT_INSTANTIATE(linear);

template <class T>
void matmul(std::int64_t batch, std::int64_t m, std::int64_t k, std::int64_t n, bool one_b, const T* a, const T* b,
            T* y) {
  if (one_b) return matmul(1, batch * m, k, n, false, a, b, y);
  std::fill_n(y, batch * m * n, T{0});
  for (std::int64_t i = 0; i < batch; ++i)
    detail::multiply<T>(m, k, n, {a + i * m * k, k, 1}, {b + i * k * n, n, 1}, y + i * m * n);
}
NNSTRUCT_INSTANTIATE(matmul);

template <class T>
void conv2d(const window2d& w, std::int64_t batch, std::int64_t in_channels, std::int64_t out_channels,
            std::int64_t groups, const T* x, const T* weight, nullable<const T> bias, T* y) {
  using namespace detail;
  const std::int64_t group_in = in_channels / groups, group_out = out_channels / groups;
  const std::int64_t in_plane = w.input_h * w.input_w, out_plane = w.output_h * w.output_w;
  const std::int64_t taps = group_in * w.kernel_h * w.kernel_w;
  std::vector<T> columns = room_for_columns<T>(taps, out_plane);
  for (std::int64_t n = 0; n < batch; ++n) {
    fill_with_bias<T>(out_channels, out_plane, bias, y + n * out_channels * out_plane);
    for (std::int64_t g = 0; g < groups; ++g) {
      const T* const from = x + (n * in_channels + g * group_in) * in_plane;
      T* const to = y + (n * out_channels + g * group_out) * out_plane;
      for_each_block(taps, out_plane, [&](std::int64_t t, std::int64_t some, std::int64_t p, std::int64_t positions) {
        windows_to_columns(w, from, t, some, p, positions, columns.data());
        add_product<T>(group_out, some, positions, {weight + g * group_out * taps + t, taps, 1}, columns.data(), to + p,
                       out_plane);
      });
    }
  }
}
NNSTRUCT_INSTANTIATE(conv2d);

template <class T>
void conv_transpose2d(const window2d& w, std::int64_t batch, std::int64_t in_channels, std::int64_t out_channels,
                      std::int64_t groups, const T* x, const T* weight, nullable<const T> bias, T* y) {
  using namespace detail;
  const std::int64_t group_in = in_channels / groups, group_out = out_channels / groups;
  const std::int64_t in_plane = w.input_h * w.input_w, out_plane = w.output_h * w.output_w;
  const std::int64_t kernel = w.kernel_h * w.kernel_w;
  const window2d each_pixel{w.input_h, w.input_w, 1, 1, 1, 1, 0, 0, 1, 1, w.input_h, w.input_w};
  // Small kernels of several outputs are multiplied together.
  const std::int64_t together = std::min(group_out, std::max<std::int64_t>(16 / kernel, 1));
  std::vector<T> columns = room_for_columns<T>(group_in, in_plane);
  std::vector<T> taps(static_cast<std::size_t>(together * kernel * block_positions));
  for (std::int64_t n = 0; n < batch; ++n) {
    fill_with_bias<T>(out_channels, out_plane, bias, y + n * out_channels * out_plane);
    for (std::int64_t g = 0; g < groups; ++g)
      for_each_block(group_in, in_plane,
                     [&](std::int64_t c, std::int64_t some, std::int64_t p, std::int64_t positions) {
                       const std::int64_t first = g * group_in;
                       windows_to_columns(each_pixel, x + (n * in_channels + first) * in_plane, c, some, p, positions,
                                          columns.data());
                       for (std::int64_t o = 0; o < group_out; o += together) {
                         const std::int64_t outputs = std::min(together, group_out - o);
                         std::fill(taps.begin(), taps.end(), T{0});
                         add_product<T>(outputs * kernel, some, positions,
                                        {weight + ((first + c) * group_out + o) * kernel, 1, group_out * kernel},
                                        columns.data(), taps.data(), block_positions);
                         for (std::int64_t i = 0; i < outputs; ++i)
                           add_windows(w, p, positions, block_positions, taps.data() + i * kernel * block_positions,
                                       y + (n * out_channels + g * group_out + o + i) * out_plane);
                       }
                     });
  }
}
NNSTRUCT_INSTANTIATE(conv_transpose2d);

}  // namespace nnstruct::inline NNSTRUCT_ABI::engine::reference
