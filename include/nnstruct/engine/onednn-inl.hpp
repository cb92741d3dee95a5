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

NNSTRUCT_DECLARE std::atomic<std::uint64_t>& fallback_counter() {
  static std::atomic<std::uint64_t> counter = 0;
  return counter;
}
/// Counts a call that the reference engine is going to do.
NNSTRUCT_DECLARE void count_fallback() { fallback_counter().fetch_add(1, std::memory_order_relaxed); }

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
NNSTRUCT_DECLARE void fill_unreached(const window2d& part, const window2d& all, std::int64_t batch,
                                     std::int64_t channels, const float* bias, float* y) {
  for (std::int64_t plane = 0; plane < batch * channels; ++plane)
    for (std::int64_t h = 0; h < all.output_h; ++h, y += all.output_w)
      std::fill(y + (h < part.output_h ? part.output_w : 0), y + all.output_w,
                bias != nullptr ? bias[plane % channels] : 0.0f);
}

/// The tensors of a convolution: their extents, and how the caller has them.
struct convolution_tensors {
  axes from, factor, to;
  layout x, weight, y;
  sliding window;
};

NNSTRUCT_DECLARE convolution_tensors tensors_of(bool transposed, const window2d& w, std::int64_t batch,
                                                std::int64_t in_channels, std::int64_t out_channels,
                                                std::int64_t groups) {
  const std::int64_t group_in = in_channels / groups, group_out = out_channels / groups;
  const axes from{batch, in_channels, w.input_h, w.input_w};
  axes factor{group_out, group_in, w.kernel_h, w.kernel_w};
  if (groups != 1) factor = {groups, group_out, group_in, w.kernel_h, w.kernel_w};
  if (!transposed) {
    const axes to{batch, out_channels, w.output_h, w.output_w};
    return {from, factor, to, layout::dense(from), layout::dense(factor), layout::dense(to), sliding_of(w)};
  }
  const window2d part = reached(w);
  const std::int64_t taps = w.kernel_h * w.kernel_w, plane = w.output_h * w.output_w;
  const axes to{batch, out_channels, part.output_h, part.output_w};
  // oneDNN names the output's channels first, PyTorch stores the input's first.
  axes strides{taps, group_out * taps, w.kernel_w, 1};
  if (groups != 1) strides = {group_in * group_out * taps, taps, group_out * taps, w.kernel_w, 1};
  // Seen from y, the window slides over y and gives x.
  const window2d seen{part.output_h, part.output_w, w.kernel_h,   w.kernel_w,   w.stride_h, w.stride_w,
                      w.padding_h,   w.padding_w,   w.dilation_h, w.dilation_w, w.input_h,  w.input_w};
  return {from,
          factor,
          to,
          layout::dense(from),
          layout::strided(factor, strides),
          layout::strided(to, {out_channels * plane, plane, w.output_w, 1}),
          sliding_of(seen)};
}

inline const char* name_of_convolution(bool transposed) { return transposed ? "deconvolution" : "convolution"; }

/// Of y only what the windows reach. False where oneDNN refuses.
NNSTRUCT_DECLARE bool convolve(bool transposed, const window2d& w, std::int64_t batch, std::int64_t in_channels,
                               std::int64_t out_channels, std::int64_t groups, const float* x, const float* weight,
                               const float* bias, float* y) {
  const plan_key key = window_key(transposed ? operation::transposed_convolution : operation::convolution, w, batch,
                                  in_channels, out_channels, groups, bias != nullptr);
  return this_thread_engine().run(key, {x, weight, bias, y}, [&](const setting& settings) {
    const convolution_tensors t = tensors_of(transposed, w, batch, in_channels, out_channels, groups);
    const layout offset = vector_layout(bias, out_channels);
    return plan::make(
        name_of_convolution(transposed), settings,
        describe_convolution(settings, transposed, dnnl_forward_inference, layout::any(t.from), layout::any(t.factor),
                             offset, layout::any(t.to), t.window),
        {{DNNL_ARG_SRC, t.x}, {DNNL_ARG_WEIGHTS, t.weight}, {DNNL_ARG_BIAS, offset}, {DNNL_ARG_DST, t.y, true}});
  });
}

/// y[batch, rows, columns] = a . b, where a row and a column of each factor are that far from the next. False where
/// oneDNN refuses, which is counted.
NNSTRUCT_DECLARE bool multiply(std::int64_t batch, std::int64_t rows, std::int64_t taps, std::int64_t columns,
                               const float* a, const std::int64_t (&next_a)[2], const float* b,
                               const std::int64_t (&next_b)[2], float* y) {
  const plan_key key(operation::matmul, batch, rows, taps, columns, next_a[0], next_a[1], next_b[0], next_b[1]);
  const bool done = this_thread_engine().run(key, {a, b, y}, [&](const setting& settings) {
    const auto matrices = [&](std::int64_t height, std::int64_t width, std::int64_t next_row,
                              std::int64_t next_column) {
      return batch == 1 ? layout::strided({height, width}, {next_row, next_column})
                        : layout::strided({batch, height, width}, {height * width, next_row, next_column});
    };
    const layout left = matrices(rows, taps, next_a[0], next_a[1]),
                 right = matrices(taps, columns, next_b[0], next_b[1]);
    const layout product = matrices(rows, columns, columns, 1);
    return plan::make("matmul", settings, describe_matmul(settings, left, right, product),
                      {{DNNL_ARG_SRC, left}, {DNNL_ARG_WEIGHTS, right}, {DNNL_ARG_DST, product, true}});
  });
  if (!done) count_fallback();
  return done;
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
        "inner product", settings, describe_inner_product(settings, dnnl_forward_inference, from, factor, offset, to),
        {{DNNL_ARG_SRC, from}, {DNNL_ARG_WEIGHTS, factor}, {DNNL_ARG_BIAS, offset}, {DNNL_ARG_DST, to, true}});
  });
  if (done) return;
  count_fallback();
  reference::linear(rows, in, out, x, weight, bias, y);
}

NNSTRUCT_DEFINE void matmul(std::int64_t batch, std::int64_t m, std::int64_t k, std::int64_t n, bool one_b,
                            const float* a, const float* b, float* y) {
  if (one_b) m *= batch, batch = 1;
  if (batch * m * k * n == 0 || !detail::multiply(batch, m, k, n, a, {k, 1}, b, {n, 1}, y))
    reference::matmul(batch, m, k, n, false, a, b, y);
}

NNSTRUCT_DEFINE void conv2d(const window2d& w, std::int64_t batch, std::int64_t in_channels, std::int64_t out_channels,
                            std::int64_t groups, const float* x, const float* weight, const float* bias, float* y) {
  using namespace detail;
  if (batch * out_channels * w.output_h * w.output_w == 0) return;
  if (convolve(false, w, batch, in_channels, out_channels, groups, x, weight, bias, y)) return;
  count_fallback();
  reference::conv2d(w, batch, in_channels, out_channels, groups, x, weight, bias, y);
}

NNSTRUCT_DEFINE void conv_transpose2d(const window2d& w, std::int64_t batch, std::int64_t in_channels,
                                      std::int64_t out_channels, std::int64_t groups, const float* x,
                                      const float* weight, const float* bias, float* y) {
  using namespace detail;
  if (batch * out_channels * w.output_h * w.output_w == 0) return;
  if (convolve(true, w, batch, in_channels, out_channels, groups, x, weight, bias, y)) {
    const window2d part = reached(w);
    if (part.output_h != w.output_h || part.output_w != w.output_w)
      fill_unreached(part, w, batch, out_channels, bias, y);
    return;
  }
  count_fallback();
  reference::conv_transpose2d(w, batch, in_channels, out_channels, groups, x, weight, bias, y);
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::engine::onednn
