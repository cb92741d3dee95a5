// SPDX-License-Identifier: Apache-2.0
/// \file
/// The oneDNN engine's products.
#pragma once

#include <oneapi/dnnl/dnnl.h>

#include <algorithm>
#include <atomic>
#include <cstdint>

#include <nnstruct/engine/onednn.hpp>
#include <nnstruct/engine/onednn_plan-inl.hpp>
#include <nnstruct/engine/reference.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::engine::onednn {

namespace detail {

NNSTRUCT_INLINE std::atomic<std::uint64_t>& fallback_counter() {
  static std::atomic<std::uint64_t> counter = 0;
  return counter;
}
/// Counts a call that the reference engine is going to do.
NNSTRUCT_INLINE void count_fallback() { fallback_counter().fetch_add(1, std::memory_order_relaxed); }

/// How far windows reach beyond the far end of an extent; where they leave something of it over, not at all.
constexpr std::int64_t padding_end(std::int64_t input, std::int64_t kernel, std::int64_t stride, std::int64_t padding,
                                   std::int64_t dilation, std::int64_t output) {
  return std::max<std::int64_t>((output - 1) * stride + dilation * (kernel - 1) + 1 - padding - input, 0);
}

/// The window as oneDNN counts it.
inline sliding sliding_of(const window2d& w) {
  return {{w.kernel_h, w.kernel_w},
          {w.stride_h, w.stride_w},
          {w.dilation_h - 1, w.dilation_w - 1},
          {w.padding_h, w.padding_w},
          {padding_end(w.input_h, w.kernel_h, w.stride_h, w.padding_h, w.dilation_h, w.output_h),
           padding_end(w.input_w, w.kernel_w, w.stride_w, w.padding_w, w.dilation_w, w.output_w)}};
}

template <class... Number> plan_key window_key(operation what, const window2d& w, Number... others) {
  return plan_key(what, w.input_h, w.input_w, w.kernel_h, w.kernel_w, w.stride_h, w.stride_w, w.padding_h, w.padding_w,
                  w.dilation_h, w.dilation_w, w.output_h, w.output_w, others...);
}

inline layout vector_layout(const float* vector, std::int64_t size) {
  return vector != nullptr ? layout::dense({size}) : layout();
}

/// Without the rows and columns of y that no window reaches: output_padding may make more than oneDNN knows of.
inline window2d reached(window2d w) {
  w.output_h = std::min(w.output_h, (w.input_h - 1) * w.stride_h + w.dilation_h * (w.kernel_h - 1) + 1 - w.padding_h);
  w.output_w = std::min(w.output_w, (w.input_w - 1) * w.stride_w + w.dilation_w * (w.kernel_w - 1) + 1 - w.padding_w);
  return w;
}

/// Writes the bias into the rows and columns of y that only `all` has, not `part`.
NNSTRUCT_INLINE void fill_unreached(const window2d& part, const window2d& all, std::int64_t batch,
                                    std::int64_t channels, const float* bias, float* y) {
  for (std::int64_t plane = 0; plane < batch * channels; ++plane)
    for (std::int64_t h = 0; h < all.output_h; ++h, y += all.output_w)
      std::fill(y + (h < part.output_h ? part.output_w : 0), y + all.output_w,
                bias != nullptr ? bias[plane % channels] : 0.0f);
}

}  // namespace detail

NNSTRUCT_DEFINE std::uint64_t fallbacks() { return detail::fallback_counter().load(std::memory_order_relaxed); }

NNSTRUCT_DEFINE void linear(std::int64_t rows, std::int64_t in, std::int64_t out, const float* x, const float* weight,
                            const float* bias, float* y) {
  using namespace detail;
  if (rows * out == 0) return;
  const plan_key key(operation::inner_product, rows, in, out, bias != nullptr);
  const bool done = this_thread_engine().run(key, {x, weight, bias, y}, [&](const setting& settings) {
    // All as it is given: the weights are too many to be reordered at each call.
    const layout from = layout::dense({rows, in}), factor = layout::dense({out, in});
    const layout offset = vector_layout(bias, out), to = layout::dense({rows, out});
    return plan::make(
        "inner product", settings, settings.describe_inner_product(from, factor, offset, to),
        {{DNNL_ARG_SRC, from}, {DNNL_ARG_WEIGHTS, factor}, {DNNL_ARG_BIAS, offset}, {DNNL_ARG_DST, to, true}});
  });
  if (done) return;
  count_fallback();
  reference::linear(rows, in, out, x, weight, bias, y);
}

NNSTRUCT_DEFINE void conv2d(const window2d& w, std::int64_t batch, std::int64_t in_channels, std::int64_t out_channels,
                            std::int64_t groups, const float* x, const float* weight, const float* bias, float* y) {
  using namespace detail;
  if (batch * out_channels * w.output_h * w.output_w == 0) return;
  const plan_key key = window_key(operation::convolution, w, batch, in_channels, out_channels, groups, bias != nullptr);
  const bool done = this_thread_engine().run(key, {x, weight, bias, y}, [&](const setting& settings) {
    const axes from{batch, in_channels, w.input_h, w.input_w}, to{batch, out_channels, w.output_h, w.output_w};
    const axes factor = groups == 1 ? axes{out_channels, in_channels, w.kernel_h, w.kernel_w}
                                    : axes{groups, out_channels / groups, in_channels / groups, w.kernel_h, w.kernel_w};
    const layout given_x = layout::dense(from), given_weight = layout::dense(factor), given_y = layout::dense(to);
    const layout offset = vector_layout(bias, out_channels);
    return plan::make(
        "convolution", settings,
        settings.describe_convolution(layout::any(from), layout::any(factor), offset, layout::any(to), sliding_of(w)),
        {{DNNL_ARG_SRC, given_x},
         {DNNL_ARG_WEIGHTS, given_weight},
         {DNNL_ARG_BIAS, offset},
         {DNNL_ARG_DST, given_y, true}});
  });
  if (done) return;
  count_fallback();
  reference::conv2d(w, batch, in_channels, out_channels, groups, x, weight, bias, y);
}

NNSTRUCT_DEFINE void conv_transpose2d(const window2d& w, std::int64_t batch, std::int64_t in_channels,
                                      std::int64_t out_channels, std::int64_t groups, const float* x,
                                      const float* weight, const float* bias, float* y) {
  using namespace detail;
  if (batch * out_channels * w.output_h * w.output_w == 0) return;
  const window2d part = reached(w);
  const plan_key key =
      window_key(operation::transposed_convolution, w, batch, in_channels, out_channels, groups, bias != nullptr);
  const bool done = this_thread_engine().run(key, {x, weight, bias, y}, [&](const setting& settings) {
    const std::int64_t group_in = in_channels / groups, group_out = out_channels / groups;
    const std::int64_t taps = w.kernel_h * w.kernel_w, plane = w.output_h * w.output_w;
    const axes from{batch, in_channels, w.input_h, w.input_w};
    const axes to{batch, out_channels, part.output_h, part.output_w};
    // oneDNN names the output's channels first, PyTorch stores the input's first.
    const axes factor = groups == 1 ? axes{group_out, group_in, w.kernel_h, w.kernel_w}
                                    : axes{groups, group_out, group_in, w.kernel_h, w.kernel_w};
    const axes factor_strides = groups == 1 ? axes{taps, group_out * taps, w.kernel_w, 1}
                                            : axes{group_in * group_out * taps, taps, group_out * taps, w.kernel_w, 1};
    const layout given_x = layout::dense(from), given_weight = layout::strided(factor, factor_strides);
    const layout offset = vector_layout(bias, out_channels);
    const layout given_y = layout::strided(to, {out_channels * plane, plane, w.output_w, 1});
    // Seen from y, the window slides over y and gives x.
    const window2d seen{part.output_h, part.output_w, w.kernel_h,   w.kernel_w,   w.stride_h, w.stride_w,
                        w.padding_h,   w.padding_w,   w.dilation_h, w.dilation_w, w.input_h,  w.input_w};
    return plan::make("deconvolution", settings,
                      settings.describe_deconvolution(layout::any(from), layout::any(factor), offset, layout::any(to),
                                                      sliding_of(seen)),
                      {{DNNL_ARG_SRC, given_x},
                       {DNNL_ARG_WEIGHTS, given_weight},
                       {DNNL_ARG_BIAS, offset},
                       {DNNL_ARG_DST, given_y, true}});
  });
  if (done) {
    if (part.output_h != w.output_h || part.output_w != w.output_w)
      fill_unreached(part, w, batch, out_channels, bias, y);
    return;
  }
  count_fallback();
  reference::conv_transpose2d(w, batch, in_channels, out_channels, groups, x, weight, bias, y);
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::engine::onednn
