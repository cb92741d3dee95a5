// SPDX-License-Identifier: Apache-2.0
/// \file
/// The oneDNN engine, its pooling. oneDNN pools finite numbers as PyTorch does; this makes up for the rest.
#pragma once

#include <oneapi/dnnl/dnnl.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include <nnstruct/engine/onednn-inl.hpp>
#include <nnstruct/engine/onednn.hpp>
#include <nnstruct/engine/onednn_finite-inl.hpp>
#include <nnstruct/engine/onednn_plan-inl.hpp>
#include <nnstruct/engine/reference.hpp>
#include <nnstruct/engine/reference_product-inl.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::engine::onednn {

namespace detail {

/// Images as oneDNN pools them fastest: the channels of a pixel side by side. Dilated windows it takes one by one
/// anyway.
inline layout pooled_layout(bool dilated, std::int64_t planes, std::int64_t h, std::int64_t w) {
  return dilated ? layout::dense({1, planes, h, w})
                 : layout::strided({1, planes, h, w}, {planes * h * w, 1, w * planes, planes});
}

NNSTRUCT_DECLARE bool pool_of_kind(operation what, dnnl_alg_kind_t kind, const window2d& w, std::int64_t planes,
                                   const float* x, float* y) {
  const plan_key key = window_key(what, w, kind, planes);
  return this_thread_engine().run(key, {x, y}, [&](const setting& settings) {
    const layout from = layout::dense({1, planes, w.input_h, w.input_w});
    const layout to = layout::dense({1, planes, w.output_h, w.output_w});
    const bool dilated = w.dilation_h != 1 || w.dilation_w != 1;
    return plan::make(
        "pooling", settings,
        describe_pooling(settings, dnnl_forward_inference, kind, pooled_layout(dilated, planes, w.input_h, w.input_w),
                         pooled_layout(dilated, planes, w.output_h, w.output_w), sliding_of(w)),
        {{DNNL_ARG_SRC, from}, {DNNL_ARG_DST, to, true}});
  });
}

/// Whether window number i along an extent has a pixel that is not padding.
inline bool sees_image(std::int64_t i, std::int64_t input, std::int64_t kernel, std::int64_t stride,
                       std::int64_t padding, std::int64_t dilation) {
  for (std::int64_t k = 0, at = i * stride - padding; k < kernel; ++k, at += dilation)
    if (at >= 0 && at < input) return true;
  return false;
}

/// The number of pixels of window number i along an extent that are not beyond the far padding.
inline std::int64_t within_padding(std::int64_t i, std::int64_t input, std::int64_t kernel, std::int64_t stride,
                                   std::int64_t padding) {
  return std::min(kernel, input + 2 * padding - i * stride);
}

/// oneDNN divides by the whole kernel. PyTorch divides by the divisor, or by what of the window is not beyond the far
/// padding, over which ceil_mode lets it hang: whether that is not the same for some window.
inline bool divides_otherwise(const window2d& w, std::int64_t divisor) {
  if (divisor != 0) return divisor != w.kernel_h * w.kernel_w;
  return within_padding(w.output_h - 1, w.input_h, w.kernel_h, w.stride_h, w.padding_h) < w.kernel_h ||
         within_padding(w.output_w - 1, w.input_w, w.kernel_w, w.stride_w, w.padding_w) < w.kernel_w;
}

/// Makes y, or its gradient, what it is when it is divided so.
NNSTRUCT_DECLARE void divide_otherwise(const window2d& w, std::int64_t planes, std::int64_t divisor, float* y) {
  const auto kernel = static_cast<float>(w.kernel_h * w.kernel_w);
  for (std::int64_t h = 0; h < w.output_h; ++h)
    for (std::int64_t v = 0; v < w.output_w; ++v) {
      const std::int64_t counted = within_padding(h, w.input_h, w.kernel_h, w.stride_h, w.padding_h) *
                                   within_padding(v, w.input_w, w.kernel_w, w.stride_w, w.padding_w);
      const float factor = kernel / static_cast<float>(divisor != 0 ? divisor : counted);
      if (factor == 1) continue;
      for (std::int64_t p = 0; p < planes; ++p) y[(p * w.output_h + h) * w.output_w + v] *= factor;
    }
}

}  // namespace detail

NNSTRUCT_DEFINE void max_pool2d(const window2d& w, std::int64_t planes, const float* x, float* y) {
  using namespace detail;
  if (planes * w.output_h * w.output_w == 0) return;
  if (!pool_of_kind(operation::max_pool, dnnl_pooling_max, w, planes, x, y)) {
    count_fallback();
    return reference::max_pool2d(w, planes, x, y);
  }
  // oneDNN looks for what is larger than the lowest float: it does not see NaN, nor that all is negative infinity.
  const std::int64_t input = w.input_h * w.input_w, output = w.output_h * w.output_w;
  for (std::int64_t p = 0; p < planes; ++p)
    if (!all_finite(input, x + p * input)) reference::max_pool2d(w, 1, x + p * input, y + p * output);
  // With a dilation a window may see padding alone.
  constexpr float lowest = -std::numeric_limits<float>::infinity();
  for (std::int64_t h = 0; h < w.output_h; ++h)
    if (!sees_image(h, w.input_h, w.kernel_h, w.stride_h, w.padding_h, w.dilation_h))
      for (std::int64_t p = 0; p < planes; ++p) std::fill_n(y + p * output + h * w.output_w, w.output_w, lowest);
  for (std::int64_t v = 0; v < w.output_w; ++v)
    if (!sees_image(v, w.input_w, w.kernel_w, w.stride_w, w.padding_w, w.dilation_w))
      for (std::int64_t row = 0; row < planes * w.output_h; ++row) y[row * w.output_w + v] = lowest;
}

NNSTRUCT_DEFINE void avg_pool2d(const window2d& w, std::int64_t planes, bool count_include_pad, std::int64_t divisor,
                                const float* x, float* y) {
  using namespace detail;
  if (planes * w.output_h * w.output_w == 0) return;
  const bool by_kernel = count_include_pad || divisor != 0;
  if (!pool_of_kind(operation::avg_pool,
                    by_kernel ? dnnl_pooling_avg_include_padding : dnnl_pooling_avg_exclude_padding, w, planes, x, y)) {
    count_fallback();
    return reference::avg_pool2d(w, planes, count_include_pad, divisor, x, y);
  }
  if (by_kernel && divides_otherwise(w, divisor)) divide_otherwise(w, planes, divisor, y);
}

NNSTRUCT_DEFINE void adaptive_avg_pool2d(std::int64_t planes, std::int64_t input_h, std::int64_t input_w,
                                         std::int64_t output_h, std::int64_t output_w, const float* x, float* y) {
  using namespace detail;
  if (planes * output_h * output_w == 0) return;
  const auto fall_back = [&] {
    count_fallback();
    reference::adaptive_avg_pool2d(planes, input_h, input_w, output_h, output_w, x, y);
  };
  if (input_h % output_h == 0 && input_w % output_w == 0) {  // all parts are alike: windows side by side
    const std::int64_t h = input_h / output_h, v = input_w / output_w;
    const window2d parts{input_h, input_w, h, v, h, v, 0, 0, 1, 1, output_h, output_w};
    if (!pool_of_kind(operation::avg_pool, dnnl_pooling_avg_exclude_padding, parts, planes, x, y)) fall_back();
    return;
  }
  // Otherwise each part is pooled by itself: at most four sizes of them, and nothing of one gets into another, as NaN
  // would in products with matrices of weights.
  for (std::int64_t h = 0; h < output_h; ++h)
    for (std::int64_t v = 0; v < output_w; ++v) {
      const std::int64_t top = h * input_h / output_h, left = v * input_w / output_w;
      const std::int64_t part_h = ((h + 1) * input_h + output_h - 1) / output_h - top;
      const std::int64_t part_w = ((v + 1) * input_w + output_w - 1) / output_w - left;
      const plan_key key(operation::adaptive_avg_pool, planes, input_h, input_w, output_h, output_w, part_h, part_w);
      const bool done =
          this_thread_engine().run(key, {x + top * input_w + left, y + h * output_w + v}, [&](const setting& settings) {
            const std::int64_t input = input_h * input_w, output = output_h * output_w;
            const layout from = layout::strided({1, planes, part_h, part_w}, {planes * input, input, input_w, 1});
            const layout to = layout::strided({1, planes, 1, 1}, {planes * output, output, output_w, 1});
            const window2d whole{part_h, part_w, part_h, part_w, 1, 1, 0, 0, 1, 1, 1, 1};
            return plan::make("pooling", settings,
                              describe_pooling(settings, dnnl_forward_inference, dnnl_pooling_avg_exclude_padding, from,
                                               to, sliding_of(whole)),
                              {{DNNL_ARG_SRC, from}, {DNNL_ARG_DST, to, true}});
          });
      if (!done) return fall_back();
    }
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::engine::onednn
