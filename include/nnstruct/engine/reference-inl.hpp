// SPDX-License-Identifier: Apache-2.0
/// \file
/// The reference engine, its products: linear, convolution and transposed convolution.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <utility>
#include <vector>

#include <nnstruct/engine/reference.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::engine::reference {

namespace detail {

/// Neighbouring numbers that the compiler computes with at once, on every processor.
using packet = float __attribute__((vector_size(16)));
inline constexpr int packet_size = 4;

/// Calls f with 0, 1 ... as constants: sums that are indexed by these stay in registers without -O3.
template <int... R, class F> void unrolled(std::integer_sequence<int, R...>, F f) {
  (f(std::integral_constant<int, R>{}), ...);
}

/// The dot products of `Rows` rows of x[Rows, size] with weight[size].
template <int Rows> void dot_products(std::int64_t size, const float* x, const float* weight, float (&sums)[Rows]) {
  packet partial[Rows] = {};
  const std::int64_t whole = size / packet_size * packet_size;
  for (std::int64_t i = 0; i < whole; i += packet_size) {
    packet w;
    std::memcpy(&w, weight + i, sizeof w);
    unrolled(std::make_integer_sequence<int, Rows>{}, [&](auto r) {
      packet v;
      std::memcpy(&v, x + r * size + i, sizeof v);
      partial[r] += v * w;
    });
  }
  for (int r = 0; r < Rows; ++r) {
    sums[r] = (partial[r][0] + partial[r][1]) + (partial[r][2] + partial[r][3]);
    for (std::int64_t i = whole; i < size; ++i) sums[r] += x[r * size + i] * weight[i];
  }
}

template <int Rows>
void linear_rows(std::int64_t in, std::int64_t out, const float* x, const float* weight, const float* bias, float* y) {
  for (std::int64_t o = 0; o < out; ++o) {
    float sums[Rows];
    dot_products<Rows>(in, x, weight + o * in, sums);
    for (int r = 0; r < Rows; ++r) y[r * out + o] = bias ? sums[r] + bias[o] : sums[r];
  }
}

/// How much of a product is computed at once: a block of columns stays in the cache.
inline constexpr std::int64_t block_taps = 256, block_positions = 256;
/// The width of a strip of columns: what fits the registers beside the sums of several rows.
inline constexpr std::int64_t lanes = 2 * packet_size;

/// The left factor of a product, and where its next row and its next column are.
struct left_factor {
  const float* values;
  std::int64_t next_row, next_tap;
};

// c[Rows, width] += a[Rows, taps] . strip[taps, lanes]
template <int Rows>
void add_strip(std::int64_t taps, const left_factor& a, const float* strip, std::int64_t width, float* c,
               std::int64_t next_row) {
  packet sums[Rows][2] = {};
  for (std::int64_t t = 0; t < taps; ++t) {
    packet left, right;
    std::memcpy(&left, strip + t * lanes, sizeof left);
    std::memcpy(&right, strip + t * lanes + packet_size, sizeof right);
    unrolled(std::make_integer_sequence<int, Rows>{}, [&](auto r) {
      const float factor = a.values[r * a.next_row + t * a.next_tap];
      sums[r][0] += factor * left;
      sums[r][1] += factor * right;
    });
  }
  for (int r = 0; r < Rows; ++r)
    for (std::int64_t i = 0; i < width; ++i) c[r * next_row + i] += sums[r][i / packet_size][i % packet_size];
}

/// c[rows, positions] += a[rows, taps] . columns[taps, positions]; the columns lie in strips of `lanes` positions, each
/// [taps, lanes].
NNSTRUCT_INLINE void add_product(std::int64_t rows, std::int64_t taps, std::int64_t positions, left_factor a,
                                 const float* columns, float* c, std::int64_t next_row) {
  constexpr int many = 4;
  for (std::int64_t p = 0; p < positions; p += lanes) {
    const float* const strip = columns + p * taps;
    const std::int64_t width = std::min(lanes, positions - p);
    for (std::int64_t r = 0; r < rows;) {
      const left_factor from{a.values + r * a.next_row, a.next_row, a.next_tap};
      float* const to = c + r * next_row + p;
      if (rows - r >= many) add_strip<many>(taps, from, strip, width, to, next_row), r += many;
      else add_strip<1>(taps, from, strip, width, to, next_row), r += 1;
    }
  }
}

/// Lays windows of x[channels, H, W] out as columns, so that a convolution is a matrix product: a row for each tap from
/// first_tap on (a tap is a channel and a place in the kernel), a column for each position from first_position on.
/// Padding is zeros. In strips, as add_product takes it.
NNSTRUCT_INLINE void windows_to_columns(const window2d& w, const float* x, std::int64_t first_tap, std::int64_t taps,
                                        std::int64_t first_position, std::int64_t positions, float* columns) {
  for (std::int64_t t = 0; t < taps; ++t) {
    const std::int64_t tap = first_tap + t, channel = tap / (w.kernel_h * w.kernel_w);
    const float* const plane = x + channel * w.input_h * w.input_w;
    const std::int64_t top = tap / w.kernel_w % w.kernel_h * w.dilation_h - w.padding_h;
    const std::int64_t left = tap % w.kernel_w * w.dilation_w - w.padding_w;
    std::int64_t oh = first_position / w.output_w, ow = first_position % w.output_w;
    for (std::int64_t p = 0; p < positions; ++p) {
      const std::int64_t h = oh * w.stride_h + top, v = ow * w.stride_w + left;
      const bool inside = h >= 0 && h < w.input_h && v >= 0 && v < w.input_w;
      columns[(p / lanes * taps + t) * lanes + p % lanes] = inside ? plane[h * w.input_w + v] : 0.0f;
      if (++ow == w.output_w) ow = 0, ++oh;
    }
  }
}

/// Room for a block of columns; what a last, narrow strip does not fill is read, so it is zero.
NNSTRUCT_INLINE std::vector<float> room_for_columns(std::int64_t taps, std::int64_t positions) {
  const std::int64_t strips = (std::min(positions, block_positions) + lanes - 1) / lanes;
  return std::vector<float>(static_cast<std::size_t>(std::min(taps, block_taps) * strips * lanes));
}

/// Adds what each tap gives at each position, taps[Kh * Kw, positions], to the plane where the windows stand.
NNSTRUCT_INLINE void add_windows(const window2d& w, std::int64_t first_position, std::int64_t positions,
                                 std::int64_t next_row, const float* taps, float* plane) {
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

NNSTRUCT_INLINE void fill_with_bias(std::int64_t channels, std::int64_t plane, const float* bias, float* y) {
  for (std::int64_t c = 0; c < channels; ++c) std::fill_n(y + c * plane, plane, bias ? bias[c] : 0.0f);
}

}  // namespace detail

NNSTRUCT_DEFINE void linear(std::int64_t rows, std::int64_t in, std::int64_t out, const float* x, const float* weight,
                            const float* bias, float* y) {
  constexpr int many = 4;
  std::int64_t r = 0;
  for (; r + many <= rows; r += many) detail::linear_rows<many>(in, out, x + r * in, weight, bias, y + r * out);
  for (; r < rows; ++r) detail::linear_rows<1>(in, out, x + r * in, weight, bias, y + r * out);
}

NNSTRUCT_DEFINE void conv2d(const window2d& w, std::int64_t batch, std::int64_t in_channels, std::int64_t out_channels,
                            std::int64_t groups, const float* x, const float* weight, const float* bias, float* y) {
  using namespace detail;
  const std::int64_t group_in = in_channels / groups, group_out = out_channels / groups;
  const std::int64_t in_plane = w.input_h * w.input_w, out_plane = w.output_h * w.output_w;
  const std::int64_t taps = group_in * w.kernel_h * w.kernel_w;
  std::vector<float> columns = room_for_columns(taps, out_plane);
  for (std::int64_t n = 0; n < batch; ++n) {
    fill_with_bias(out_channels, out_plane, bias, y + n * out_channels * out_plane);
    for (std::int64_t g = 0; g < groups; ++g) {
      const float* const from = x + (n * in_channels + g * group_in) * in_plane;
      float* const to = y + (n * out_channels + g * group_out) * out_plane;
      for (std::int64_t p = 0; p < out_plane; p += block_positions)
        for (std::int64_t t = 0; t < taps; t += block_taps) {
          const std::int64_t positions = std::min(block_positions, out_plane - p);
          const std::int64_t some = std::min(block_taps, taps - t);
          windows_to_columns(w, from, t, some, p, positions, columns.data());
          add_product(group_out, some, positions, {weight + g * group_out * taps + t, taps, 1}, columns.data(), to + p,
                      out_plane);
        }
    }
  }
}

NNSTRUCT_DEFINE void conv_transpose2d(const window2d& w, std::int64_t batch, std::int64_t in_channels,
                                      std::int64_t out_channels, std::int64_t groups, const float* x,
                                      const float* weight, const float* bias, float* y) {
  using namespace detail;
  const std::int64_t group_in = in_channels / groups, group_out = out_channels / groups;
  const std::int64_t in_plane = w.input_h * w.input_w, out_plane = w.output_h * w.output_w;
  const std::int64_t kernel = w.kernel_h * w.kernel_w;
  const window2d each_pixel{w.input_h, w.input_w, 1, 1, 1, 1, 0, 0, 1, 1, w.input_h, w.input_w};
  std::vector<float> columns = room_for_columns(group_in, in_plane);
  std::vector<float> taps(static_cast<std::size_t>(kernel * block_positions));
  for (std::int64_t n = 0; n < batch; ++n) {
    fill_with_bias(out_channels, out_plane, bias, y + n * out_channels * out_plane);
    for (std::int64_t g = 0; g < groups; ++g)
      for (std::int64_t p = 0; p < in_plane; p += block_positions)
        for (std::int64_t c = 0; c < group_in; c += block_taps) {
          const std::int64_t positions = std::min(block_positions, in_plane - p);
          const std::int64_t some = std::min(block_taps, group_in - c), first = g * group_in;
          windows_to_columns(each_pixel, x + (n * in_channels + first) * in_plane, c, some, p, positions,
                             columns.data());
          for (std::int64_t o = 0; o < group_out; ++o) {
            std::fill(taps.begin(), taps.end(), 0.0f);
            add_product(kernel, some, positions,
                        {weight + ((first + c) * group_out + o) * kernel, 1, group_out * kernel}, columns.data(),
                        taps.data(), block_positions);
            add_windows(w, p, positions, block_positions, taps.data(),
                        y + (n * out_channels + g * group_out + o) * out_plane);
          }
        }
  }
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::engine::reference
