// SPDX-License-Identifier: Apache-2.0
/// \file
/// The reference engine, its pooling.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include <nnstruct/engine/reference.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::engine::reference {

namespace detail {

/// Where the largest element of a window of an image is: `at` is its index, or -1 where the window sees padding alone.
template <class T> struct largest_element {
  T value;
  std::int64_t at;
};

/// As in PyTorch the first of equal ones, and of NaN the last.
template <class T> largest_element<T> largest_of(const window2d& w, std::int64_t oh, std::int64_t ow, const T* image) {
  largest_element<T> largest{-std::numeric_limits<T>::infinity(), -1};
  for (std::int64_t kh = 0; kh < w.kernel_h; ++kh)
    for (std::int64_t kw = 0; kw < w.kernel_w; ++kw) {
      const std::int64_t h = oh * w.stride_h - w.padding_h + kh * w.dilation_h;
      const std::int64_t v = ow * w.stride_w - w.padding_w + kw * w.dilation_w;
      if (h < 0 || h >= w.input_h || v < 0 || v >= w.input_w) continue;
      const std::int64_t at = h * w.input_w + v;
      const T value = image[at];
      if (value > largest.value || largest.at < 0 || std::isnan(value)) largest = {value, at};
    }
  return largest;
}

/// A rectangle of an image, [top, bottom) x [left, right), and what the sum over it is divided by.
struct averaged {
  std::int64_t top, bottom, left, right;
  double divisor;
};

/// What of an image an averaging window sees; nothing where that is padding alone.
inline averaged average_of(const window2d& w, std::int64_t oh, std::int64_t ow, bool count_include_pad,
                           std::int64_t divisor) {
  // A window that hangs over the far padding, as ceil_mode allows, ends there.
  const std::int64_t top = oh * w.stride_h - w.padding_h, left = ow * w.stride_w - w.padding_w;
  const std::int64_t bottom = std::min(top + w.kernel_h, w.input_h + w.padding_h);
  const std::int64_t right = std::min(left + w.kernel_w, w.input_w + w.padding_w);
  const std::int64_t first_h = std::max<std::int64_t>(top, 0), first_w = std::max<std::int64_t>(left, 0);
  const std::int64_t last_h = std::min(bottom, w.input_h), last_w = std::min(right, w.input_w);
  if (first_h >= last_h || first_w >= last_w) return {0, 0, 0, 0, 1};
  const std::int64_t inside = (last_h - first_h) * (last_w - first_w);
  const std::int64_t counted = count_include_pad ? (bottom - top) * (right - left) : inside;
  return {first_h, last_h, first_w, last_w, static_cast<double>(divisor != 0 ? divisor : counted)};
}

/// Part (oh, ow) of an image that is divided into parts.
inline averaged part_of(std::int64_t input_h, std::int64_t input_w, std::int64_t output_h, std::int64_t output_w,
                        std::int64_t oh, std::int64_t ow) {
  const auto begin = [](std::int64_t i, std::int64_t parts, std::int64_t extent) { return i * extent / parts; };
  const auto end = [](std::int64_t i, std::int64_t parts, std::int64_t extent) {
    return ((i + 1) * extent + parts - 1) / parts;
  };
  const std::int64_t top = begin(oh, output_h, input_h), bottom = end(oh, output_h, input_h);
  const std::int64_t left = begin(ow, output_w, input_w), right = end(ow, output_w, input_w);
  return {top, bottom, left, right, static_cast<double>((bottom - top) * (right - left))};
}

template <class T> T mean_over(const averaged& a, std::int64_t width, const T* image) {
  double sum = 0;
  for (std::int64_t h = a.top; h < a.bottom; ++h)
    for (std::int64_t v = a.left; v < a.right; ++v) sum += static_cast<double>(image[h * width + v]);
  return static_cast<T>(sum / a.divisor);
}

}  // namespace detail

template <class T> void max_pool2d(const window2d& w, std::int64_t planes, const T* x, T* y) {
  for (std::int64_t p = 0; p < planes; ++p, x += w.input_h * w.input_w)
    for (std::int64_t oh = 0; oh < w.output_h; ++oh)
      for (std::int64_t ow = 0; ow < w.output_w; ++ow) *y++ = detail::largest_of(w, oh, ow, x).value;
}
NNSTRUCT_INSTANTIATE(max_pool2d);

template <class T>
void avg_pool2d(const window2d& w, std::int64_t planes, bool count_include_pad, std::int64_t divisor, const T* x,
                T* y) {
  for (std::int64_t p = 0; p < planes; ++p, x += w.input_h * w.input_w)
    for (std::int64_t oh = 0; oh < w.output_h; ++oh)
      for (std::int64_t ow = 0; ow < w.output_w; ++ow)
        *y++ = detail::mean_over(detail::average_of(w, oh, ow, count_include_pad, divisor), w.input_w, x);
}
NNSTRUCT_INSTANTIATE(avg_pool2d);

template <class T>
void adaptive_avg_pool2d(std::int64_t planes, std::int64_t input_h, std::int64_t input_w, std::int64_t output_h,
                         std::int64_t output_w, const T* x, T* y) {
  for (std::int64_t p = 0; p < planes; ++p, x += input_h * input_w)
    for (std::int64_t oh = 0; oh < output_h; ++oh)
      for (std::int64_t ow = 0; ow < output_w; ++ow)
        *y++ = detail::mean_over(detail::part_of(input_h, input_w, output_h, output_w, oh, ow), input_w, x);
}
NNSTRUCT_INSTANTIATE(adaptive_avg_pool2d);

}  // namespace nnstruct::inline NNSTRUCT_ABI::engine::reference
