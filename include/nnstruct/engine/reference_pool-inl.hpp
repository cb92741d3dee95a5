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

namespace detail {
/// The sum of the rectangle [top, bottom) x [left, right) of an image with this width.
NNSTRUCT_INLINE double sum_of(const float* image, std::int64_t width, std::int64_t top, std::int64_t bottom,
                              std::int64_t left, std::int64_t right) {
  double sum = 0;
  for (std::int64_t h = top; h < bottom; ++h)
    for (std::int64_t v = left; v < right; ++v) sum += static_cast<double>(image[h * width + v]);
  return sum;
}
}  // namespace detail

NNSTRUCT_DEFINE void avg_pool2d(const window2d& w, std::int64_t planes, bool count_include_pad, std::int64_t divisor,
                                const float* x, float* y) {
  for (std::int64_t p = 0; p < planes; ++p, x += w.input_h * w.input_w)
    for (std::int64_t oh = 0; oh < w.output_h; ++oh)
      for (std::int64_t ow = 0; ow < w.output_w; ++ow) {
        // A window that hangs over the far padding, as ceil_mode allows, ends there.
        const std::int64_t top = oh * w.stride_h - w.padding_h, left = ow * w.stride_w - w.padding_w;
        const std::int64_t bottom = std::min(top + w.kernel_h, w.input_h + w.padding_h);
        const std::int64_t right = std::min(left + w.kernel_w, w.input_w + w.padding_w);
        const std::int64_t first_h = std::max<std::int64_t>(top, 0), first_w = std::max<std::int64_t>(left, 0);
        const std::int64_t last_h = std::min(bottom, w.input_h), last_w = std::min(right, w.input_w);
        if (first_h >= last_h || first_w >= last_w) {  // padding alone
          *y++ = 0;
          continue;
        }
        const std::int64_t inside = (last_h - first_h) * (last_w - first_w);
        const std::int64_t counted = count_include_pad ? (bottom - top) * (right - left) : inside;
        *y++ = static_cast<float>(detail::sum_of(x, w.input_w, first_h, last_h, first_w, last_w) /
                                  static_cast<double>(divisor != 0 ? divisor : counted));
      }
}

NNSTRUCT_DEFINE void adaptive_avg_pool2d(std::int64_t planes, std::int64_t input_h, std::int64_t input_w,
                                         std::int64_t output_h, std::int64_t output_w, const float* x, float* y) {
  const auto begin = [](std::int64_t i, std::int64_t parts, std::int64_t extent) { return i * extent / parts; };
  const auto end = [](std::int64_t i, std::int64_t parts, std::int64_t extent) {
    return ((i + 1) * extent + parts - 1) / parts;
  };
  for (std::int64_t p = 0; p < planes; ++p, x += input_h * input_w)
    for (std::int64_t oh = 0; oh < output_h; ++oh)
      for (std::int64_t ow = 0; ow < output_w; ++ow) {
        const std::int64_t top = begin(oh, output_h, input_h), bottom = end(oh, output_h, input_h);
        const std::int64_t left = begin(ow, output_w, input_w), right = end(ow, output_w, input_w);
        const auto count = static_cast<double>((bottom - top) * (right - left));
        *y++ = static_cast<float>(detail::sum_of(x, input_w, top, bottom, left, right) / count);
      }
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::engine::reference
