// SPDX-License-Identifier: Apache-2.0
/// \file
/// The reference engine: loops one can read.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include <nnstruct/engine/reference.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::engine::reference {

namespace detail {

/// c[m, n] += a[m, k] . b[k, n], in blocks of k and n that stay in the cache; the inner loop runs along rows.
NNSTRUCT_INLINE void add_product(std::int64_t m, std::int64_t n, std::int64_t k, const float* a, const float* b,
                                 float* c) {
  constexpr std::int64_t block_k = 128, block_n = 512;
  for (std::int64_t k0 = 0; k0 < k; k0 += block_k)
    for (std::int64_t n0 = 0; n0 < n; n0 += block_n) {
      const std::int64_t k1 = std::min(k0 + block_k, k), n1 = std::min(n0 + block_n, n);
      for (std::int64_t i = 0; i < m; ++i)
        for (std::int64_t p = k0; p < k1; ++p) {
          const float scale = a[i * k + p];
          for (std::int64_t j = n0; j < n1; ++j) c[i * n + j] += scale * b[p * n + j];
        }
    }
}

/// Lays the windows of x[channels, H, W] out as columns[channels * Kh * Kw, Ho * Wo], padding as zeros, so that a
/// convolution is a matrix product.
NNSTRUCT_INLINE void windows_to_columns(const window2d& w, std::int64_t channels, const float* x, float* columns) {
  for (std::int64_t c = 0; c < channels; ++c)
    for (std::int64_t kh = 0; kh < w.kernel_h; ++kh)
      for (std::int64_t kw = 0; kw < w.kernel_w; ++kw)
        for (std::int64_t oh = 0; oh < w.output_h; ++oh) {
          const std::int64_t h = oh * w.stride_h - w.padding_h + kh * w.dilation_h;
          const bool row_inside = h >= 0 && h < w.input_h;
          for (std::int64_t ow = 0; ow < w.output_w; ++ow) {
            const std::int64_t v = ow * w.stride_w - w.padding_w + kw * w.dilation_w;
            const bool inside = row_inside && v >= 0 && v < w.input_w;
            *columns++ = inside ? x[(c * w.input_h + h) * w.input_w + v] : 0.0f;
          }
        }
}

}  // namespace detail

NNSTRUCT_DEFINE void linear(std::int64_t rows, std::int64_t in, std::int64_t out, const float* x, const float* weight,
                            const float* bias, float* y) {
  for (std::int64_t r = 0; r < rows; ++r)
    for (std::int64_t o = 0; o < out; ++o) {
      float sum = 0;
      for (std::int64_t i = 0; i < in; ++i) sum += x[r * in + i] * weight[o * in + i];
      y[r * out + o] = bias ? sum + bias[o] : sum;
    }
}

NNSTRUCT_DEFINE void conv2d(const window2d& w, std::int64_t batch, std::int64_t in_channels, std::int64_t out_channels,
                            std::int64_t groups, const float* x, const float* weight, const float* bias, float* y) {
  const std::int64_t group_in = in_channels / groups, group_out = out_channels / groups;
  const std::int64_t in_plane = w.input_h * w.input_w, out_plane = w.output_h * w.output_w;
  const std::int64_t taps = group_in * w.kernel_h * w.kernel_w;
  std::vector<float> columns(static_cast<std::size_t>(taps * out_plane));
  for (std::int64_t n = 0; n < batch; ++n)
    for (std::int64_t g = 0; g < groups; ++g) {
      const std::int64_t first_out = g * group_out;
      float* const out = y + (n * out_channels + first_out) * out_plane;
      for (std::int64_t o = 0; o < group_out; ++o)
        std::fill_n(out + o * out_plane, out_plane, bias ? bias[first_out + o] : 0.0f);
      detail::windows_to_columns(w, group_in, x + (n * in_channels + g * group_in) * in_plane, columns.data());
      detail::add_product(group_out, out_plane, taps, weight + first_out * taps, columns.data(), out);
    }
}

NNSTRUCT_DEFINE void max_pool2d(const window2d& w, std::int64_t planes, const float* x, float* y) {
  for (std::int64_t p = 0; p < planes; ++p, x += w.input_h * w.input_w)
    for (std::int64_t oh = 0; oh < w.output_h; ++oh)
      for (std::int64_t ow = 0; ow < w.output_w; ++ow) {
        float largest = -std::numeric_limits<float>::infinity();
        for (std::int64_t kh = 0; kh < w.kernel_h; ++kh)
          for (std::int64_t kw = 0; kw < w.kernel_w; ++kw) {
            const std::int64_t h = oh * w.stride_h - w.padding_h + kh * w.dilation_h;
            const std::int64_t v = ow * w.stride_w - w.padding_w + kw * w.dilation_w;
            if (h < 0 || h >= w.input_h || v < 0 || v >= w.input_w) continue;
            const float value = x[h * w.input_w + v];
            if (value > largest || std::isnan(value)) largest = value;
          }
        *y++ = largest;
      }
}

NNSTRUCT_DEFINE void relu(std::int64_t count, const float* x, float* y) {
  for (std::int64_t i = 0; i < count; ++i) y[i] = x[i] < 0 ? 0.0f : x[i];
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::engine::reference
