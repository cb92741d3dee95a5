// SPDX-License-Identifier: Apache-2.0
/// \file
/// The reference engine, the gradients of its products.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include <nnstruct/engine/reference-inl.hpp>
#include <nnstruct/engine/reference.hpp>
#include <nnstruct/engine/reference_backward.hpp>
#include <nnstruct/engine/reference_elements-inl.hpp>
#include <nnstruct/engine/reference_product-inl.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::engine::reference {

namespace detail {

/// dbias[channels] = the sums of dy[batch, channels, inner], added as double.
template <class T>
void sum_channels(std::int64_t batch, std::int64_t channels, std::int64_t inner, const T* dy, T* dbias) {
  if (inner == 1) return reference::sum(1, batch, channels, dy, dbias);
  for (std::int64_t c = 0; c < channels; ++c) {
    double sums[4] = {};  // beside each other, since each addition waits for the one before
    for (std::int64_t n = 0; n < batch; ++n) {
      const T* const plane = dy + (n * channels + c) * inner;
      std::int64_t i = 0;
      for (; i + 4 <= inner; i += 4)
        for (int k = 0; k < 4; ++k) sums[k] += static_cast<double>(plane[i + k]);
      for (; i < inner; ++i) sums[0] += static_cast<double>(plane[i]);
    }
    dbias[c] = static_cast<T>((sums[0] + sums[1]) + (sums[2] + sums[3]));
  }
}

/// The same window, seen from the other side: of a convolution as of the transposed one that gives its gradient.
inline window2d other_side(const window2d& w) {
  return {w.output_h,  w.output_w,  w.kernel_h,   w.kernel_w,   w.stride_h, w.stride_w,
          w.padding_h, w.padding_w, w.dilation_h, w.dilation_w, w.input_h,  w.input_w};
}

/// dweight[O, C / groups, Kh, Kw] of a convolution of x[N, C, H, W]: the product of dy and of x's windows, which are
/// laid out with a row for each position.
template <class T>
void convolution_dweight(const window2d& w, std::int64_t batch, std::int64_t in_channels, std::int64_t out_channels,
                         std::int64_t groups, const T* x, const T* dy, T* dweight) {
  const std::int64_t group_in = in_channels / groups, group_out = out_channels / groups;
  const std::int64_t in_plane = w.input_h * w.input_w, out_plane = w.output_h * w.output_w;
  const std::int64_t taps = group_in * w.kernel_h * w.kernel_w;
  std::fill_n(dweight, out_channels * taps, T{0});
  std::vector<T> columns = room_for_columns<T>(out_plane, taps);
  for (std::int64_t n = 0; n < batch; ++n)
    for (std::int64_t g = 0; g < groups; ++g) {
      const T* const windows = x + (n * in_channels + g * group_in) * in_plane;
      const T* const left = dy + (n * out_channels + g * group_out) * out_plane;
      for_each_block(out_plane, taps, [&](std::int64_t p, std::int64_t positions, std::int64_t t, std::int64_t some) {
        for_each_in_windows(w, windows, t, some, p, positions, [&](std::int64_t tap, std::int64_t position, T value) {
          columns[static_cast<std::size_t>(in_strips<T>(positions, position, tap))] = value;
        });
        add_product<T>(group_out, positions, some, {left + p, out_plane, 1}, columns.data(),
                       dweight + g * group_out * taps + t, taps);
      });
    }
}

}  // namespace detail

template <class T>
void linear_backward(std::int64_t rows, std::int64_t in, std::int64_t out, const T* x, const T* weight, const T* dy,
                     nullable<T> dx, nullable<T> dweight, nullable<T> dbias) {
  if (dx != nullptr) matmul<T>(1, rows, out, in, false, dy, weight, dx);
  if (dweight != nullptr) {
    std::fill_n(dweight, out * in, T{0});
    detail::multiply<T>(out, rows, in, {dy, 1, out}, {x, in, 1}, dweight);
  }
  if (dbias != nullptr) sum(1, rows, out, dy, dbias);
}
NNSTRUCT_INSTANTIATE(linear_backward);

template <class T>
void matmul_backward(std::int64_t batch, std::int64_t m, std::int64_t k, std::int64_t n, bool one_b, const T* a,
                     const T* b, const T* dy, nullable<T> da, nullable<T> db) {
  if (one_b) return matmul_backward<T>(1, batch * m, k, n, false, a, b, dy, da, db);
  if (da != nullptr) std::fill_n(da, batch * m * k, T{0});
  if (db != nullptr) std::fill_n(db, batch * k * n, T{0});
  for (std::int64_t i = 0; i < batch; ++i, a += m * k, b += k * n, dy += m * n) {
    if (da != nullptr) detail::multiply<T>(m, n, k, {dy, n, 1}, {b, 1, n}, da + i * m * k);
    if (db != nullptr) detail::multiply<T>(k, m, n, {a, 1, k}, {dy, n, 1}, db + i * k * n);
  }
}
NNSTRUCT_INSTANTIATE(matmul_backward);

template <class T>
void conv2d_backward(const window2d& w, std::int64_t batch, std::int64_t in_channels, std::int64_t out_channels,
                     std::int64_t groups, const T* x, const T* weight, const T* dy, nullable<T> dx, nullable<T> dweight,
                     nullable<T> dbias) {
  if (dx != nullptr)
    conv_transpose2d<T>(detail::other_side(w), batch, out_channels, in_channels, groups, dy, weight, nullptr, dx);
  if (dweight != nullptr) detail::convolution_dweight<T>(w, batch, in_channels, out_channels, groups, x, dy, dweight);
  if (dbias != nullptr) detail::sum_channels<T>(batch, out_channels, w.output_h * w.output_w, dy, dbias);
}
NNSTRUCT_INSTANTIATE(conv2d_backward);

template <class T>
void conv_transpose2d_backward(const window2d& w, std::int64_t batch, std::int64_t in_channels,
                               std::int64_t out_channels, std::int64_t groups, const T* x, const T* weight, const T* dy,
                               nullable<T> dx, nullable<T> dweight, nullable<T> dbias) {
  const window2d back = detail::other_side(w);
  if (dx != nullptr) conv2d<T>(back, batch, out_channels, in_channels, groups, dy, weight, nullptr, dx);
  if (dweight != nullptr)
    detail::convolution_dweight<T>(back, batch, out_channels, in_channels, groups, dy, x, dweight);
  if (dbias != nullptr) detail::sum_channels<T>(batch, out_channels, w.output_h * w.output_w, dy, dbias);
}
NNSTRUCT_INSTANTIATE(conv_transpose2d_backward);

}  // namespace nnstruct::inline NNSTRUCT_ABI::engine::reference
