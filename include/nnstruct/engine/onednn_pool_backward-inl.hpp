// SPDX-License-Identifier: Apache-2.0
/// \file
/// The oneDNN engine, the gradients of its pooling.
#pragma once

#include <oneapi/dnnl/dnnl.h>

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include <nnstruct/engine/onednn-inl.hpp>
#include <nnstruct/engine/onednn_backward.hpp>
#include <nnstruct/engine/onednn_describe_backward-inl.hpp>
#include <nnstruct/engine/onednn_plan-inl.hpp>
#include <nnstruct/engine/onednn_pool-inl.hpp>
#include <nnstruct/engine/reference_backward.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::engine::onednn {

namespace detail {

/// False where oneDNN refuses.
NNSTRUCT_DECLARE bool avg_pool_backward(dnnl_alg_kind_t kind, const window2d& w, std::int64_t planes, const float* dy,
                                        float* dx) {
  const plan_key key = window_key(operation::avg_pool_backward, w, kind, planes);
  return this_thread_engine().run(key, {dy, dx}, [&](const setting& settings) {
    const layout from = pooled_layout(false, planes, w.input_h, w.input_w);
    const layout to = pooled_layout(false, planes, w.output_h, w.output_w);
    const layout given_dx = layout::dense({1, planes, w.input_h, w.input_w});
    const layout given_dy = layout::dense({1, planes, w.output_h, w.output_w});
    const description forward = describe_pooling(settings, dnnl_forward_training, kind, from, to, sliding_of(w));
    return plan::make("pooling", settings, describe_pooling_dx(settings, kind, from, to, sliding_of(w), forward),
                      {{DNNL_ARG_DIFF_DST, given_dy}, {DNNL_ARG_DIFF_SRC, given_dx, true}});
  });
}

}  // namespace detail

NNSTRUCT_DEFINE void max_pool2d_backward(const window2d& w, std::int64_t planes, const float* x, const float* dy,
                                         float* dx) {
  using namespace detail;
  if (planes * w.output_h * w.output_w == 0) return;
  const plan_key key = window_key(operation::max_pool_backward, w, planes);
  const bool done = this_thread_engine().run(key, {x, dy, dx}, [&](const setting& settings) {
    const bool dilated = w.dilation_h != 1 || w.dilation_w != 1;
    const layout from = pooled_layout(dilated, planes, w.input_h, w.input_w);
    const layout to = pooled_layout(dilated, planes, w.output_h, w.output_w);
    const layout given_x = layout::dense({1, planes, w.input_h, w.input_w});
    const layout given_dy = layout::dense({1, planes, w.output_h, w.output_w});
    // oneDNN's gradient reads where the largest elements were, which its forward writes.
    const description forward =
        describe_pooling(settings, dnnl_forward_training, dnnl_pooling_max, from, to, sliding_of(w));
    auto made = std::make_unique<plan>("pooling", settings);
    const plan::tensor its_x = made->given(given_x), its_dy = made->given(given_dy), its_dx = made->given(given_x);
    const plan::tensor y = made->own(), places = made->own();
    const bool good =
        made->add(forward, {{DNNL_ARG_SRC, its_x}, {DNNL_ARG_DST, y, true}, {DNNL_ARG_WORKSPACE, places, true}}) &&
        made->add(describe_pooling_dx(settings, dnnl_pooling_max, from, to, sliding_of(w), forward),
                  {{DNNL_ARG_DIFF_DST, its_dy}, {DNNL_ARG_WORKSPACE, places}, {DNNL_ARG_DIFF_SRC, its_dx, true}});
    return good ? std::move(made) : nullptr;
  });
  if (!done) {
    count_fallback();
    return reference::max_pool2d_backward(w, planes, x, dy, dx);
  }
  // oneDNN does not see NaN, nor that all is negative infinity.
  const std::int64_t input = w.input_h * w.input_w, output = w.output_h * w.output_w;
  for (std::int64_t p = 0; p < planes; ++p)
    if (!all_finite(input, x + p * input))
      reference::max_pool2d_backward(w, 1, x + p * input, dy + p * output, dx + p * input);
}

NNSTRUCT_DEFINE void avg_pool2d_backward(const window2d& w, std::int64_t planes, bool count_include_pad,
                                         std::int64_t divisor, const float* dy, float* dx) {
  using namespace detail;
  const std::int64_t count = planes * w.output_h * w.output_w;
  if (count == 0) return;
  const bool by_kernel = count_include_pad || divisor != 0;
  std::vector<float> divided;
  if (by_kernel && divides_otherwise(w, divisor)) {
    divided.assign(dy, dy + count);
    divide_otherwise(w, planes, divisor, divided.data());
  }
  if (avg_pool_backward(by_kernel ? dnnl_pooling_avg_include_padding : dnnl_pooling_avg_exclude_padding, w, planes,
                        divided.empty() ? dy : divided.data(), dx))
    return;
  count_fallback();
  reference::avg_pool2d_backward(w, planes, count_include_pad, divisor, dy, dx);
}

NNSTRUCT_DEFINE void adaptive_avg_pool2d_backward(std::int64_t planes, std::int64_t input_h, std::int64_t input_w,
                                                  std::int64_t output_h, std::int64_t output_w, const float* dy,
                                                  float* dx) {
  using namespace detail;
  if (planes * output_h * output_w == 0) return;
  // Parts that overlap are no windows; to add up what they give is bound by memory.
  const bool alike = input_h % output_h == 0 && input_w % output_w == 0;
  const std::int64_t h = input_h / output_h, v = input_w / output_w;
  const window2d parts{input_h, input_w, h, v, h, v, 0, 0, 1, 1, output_h, output_w};
  if (alike && avg_pool_backward(dnnl_pooling_avg_exclude_padding, parts, planes, dy, dx)) return;
  if (alike) count_fallback();
  reference::adaptive_avg_pool2d_backward(planes, input_h, input_w, output_h, output_w, dy, dx);
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::engine::onednn
