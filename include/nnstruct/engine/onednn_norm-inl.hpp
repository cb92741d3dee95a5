// SPDX-License-Identifier: Apache-2.0
/// \file
/// The oneDNN engine, its normalisations.
#pragma once

#include <oneapi/dnnl/dnnl.h>

#include <bit>
#include <cstdint>

#include <nnstruct/engine/onednn-inl.hpp>
#include <nnstruct/engine/onednn.hpp>
#include <nnstruct/engine/onednn_plan-inl.hpp>
#include <nnstruct/engine/reference.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::engine::onednn {

namespace detail {

inline unsigned affine_flags(const float* weight, const float* bias) {
  const unsigned scale = weight != nullptr ? static_cast<unsigned>(dnnl_use_scale) : 0U;
  return scale | (bias != nullptr ? static_cast<unsigned>(dnnl_use_shift) : 0U);
}

/// With the statistics that are given, or (training) with those of x, which are written.
NNSTRUCT_INLINE bool batch_norm_of_kind(bool training, std::int64_t batch, std::int64_t channels, std::int64_t inner,
                                        double eps, const float* x, const float* mean, const float* variance,
                                        const float* weight, const float* bias, float* y) {
  const plan_key key(training ? operation::batch_norm_training : operation::batch_norm, batch, channels, inner,
                     std::bit_cast<std::int64_t>(eps), weight != nullptr, bias != nullptr);
  return this_thread_engine().run(key, {x, mean, variance, weight, bias, y}, [&](const setting& settings) {
    const layout images = layout::dense({batch, channels, 1, inner}), of_channels = layout::dense({channels});
    const layout scale = vector_layout(weight, channels), shift = vector_layout(bias, channels);
    const unsigned flags = affine_flags(weight, bias) | (training ? 0U : static_cast<unsigned>(dnnl_use_global_stats));
    return plan::make("batch normalization", settings,
                      settings.describe_batch_normalization(training ? dnnl_forward_training : dnnl_forward_inference,
                                                            images, static_cast<float>(eps), flags),
                      {{DNNL_ARG_SRC, images},
                       {DNNL_ARG_MEAN, of_channels, training},
                       {DNNL_ARG_VARIANCE, of_channels, training},
                       {DNNL_ARG_SCALE, scale},
                       {DNNL_ARG_SHIFT, shift},
                       {DNNL_ARG_DST, images, true}});
  });
}

}  // namespace detail

NNSTRUCT_DEFINE void batch_norm(std::int64_t batch, std::int64_t channels, std::int64_t inner, double eps,
                                const float* x, const float* mean, const float* variance, const float* weight,
                                const float* bias, float* y) {
  if (batch * channels * inner == 0) return;
  if (detail::batch_norm_of_kind(false, batch, channels, inner, eps, x, mean, variance, weight, bias, y)) return;
  detail::count_fallback();
  reference::batch_norm(batch, channels, inner, eps, x, mean, variance, weight, bias, y);
}

NNSTRUCT_DEFINE void batch_norm_training(std::int64_t batch, std::int64_t channels, std::int64_t inner, double eps,
                                         const float* x, const float* weight, const float* bias, float* y, float* mean,
                                         float* variance) {
  if (batch * channels * inner != 0) {  // without elements there is nothing to compute with, but means that are NaN
    if (detail::batch_norm_of_kind(true, batch, channels, inner, eps, x, mean, variance, weight, bias, y)) return;
    detail::count_fallback();
  }
  reference::batch_norm_training(batch, channels, inner, eps, x, weight, bias, y, mean, variance);
}

NNSTRUCT_DEFINE void layer_norm(std::int64_t rows, std::int64_t size, double eps, const float* x, const float* weight,
                                const float* bias, float* y) {
  using namespace detail;
  if (rows * size == 0) return;
  const plan_key key(operation::layer_norm, rows, size, std::bit_cast<std::int64_t>(eps), weight != nullptr,
                     bias != nullptr);
  const bool done = this_thread_engine().run(key, {x, weight, bias, y}, [&](const setting& settings) {
    const layout all = layout::dense({rows, size});
    const layout scale = vector_layout(weight, size), shift = vector_layout(bias, size);
    return plan::make(
        "layer normalization", settings,
        settings.describe_layer_normalization(all, static_cast<float>(eps), affine_flags(weight, bias)),
        {{DNNL_ARG_SRC, all}, {DNNL_ARG_SCALE, scale}, {DNNL_ARG_SHIFT, shift}, {DNNL_ARG_DST, all, true}});
  });
  if (done) return;
  count_fallback();
  reference::layer_norm(rows, size, eps, x, weight, bias, y);
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::engine::onednn
