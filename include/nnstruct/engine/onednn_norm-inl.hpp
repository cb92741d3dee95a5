// SPDX-License-Identifier: Apache-2.0
/// \file
/// The oneDNN engine, its normalisations.
#pragma once

#include <oneapi/dnnl/dnnl.h>

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

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

}  // namespace detail

NNSTRUCT_DEFINE void batch_norm(std::int64_t batch, std::int64_t channels, std::int64_t inner, double eps,
                                const float* x, const float* mean, const float* variance, const float* weight,
                                const float* bias, float* y) {
  using namespace detail;
  if (batch * channels * inner == 0) return;
  // One product and one sum for each element, as PyTorch does it: for row-major images oneDNN's own primitive takes
  // several times longer.
  std::vector<float> numbers(static_cast<std::size_t>(2 * channels));
  float *const factors = numbers.data(), *const terms = factors + channels;
  for (std::int64_t c = 0; c < channels; ++c) {
    const double factor =
        (weight != nullptr ? static_cast<double>(weight[c]) : 1) / std::sqrt(static_cast<double>(variance[c]) + eps);
    factors[c] = static_cast<float>(factor);
    terms[c] = static_cast<float>((bias != nullptr ? static_cast<double>(bias[c]) : 0) -
                                  static_cast<double>(mean[c]) * factor);
  }
  const plan_key key(operation::batch_norm, batch, channels, inner);
  const bool done = this_thread_engine().run(key, {x, factors, terms, y}, [&](const setting& settings) {
    // Images of one pixel look as if their channels were side by side, and get the numbers of other channels.
    const layout images = inner == 1 ? layout::dense({batch, channels}) : layout::dense({batch, channels, inner});
    const layout of_channels = inner == 1 ? layout::dense({1, channels}) : layout::dense({1, channels, 1});
    return plan::make("binary", settings, describe_scale_and_shift(settings, images, of_channels, of_channels),
                      {{DNNL_ARG_SRC_0, images},
                       {DNNL_ARG_SRC_1, of_channels},
                       {DNNL_ARG_ATTR_MULTIPLE_POST_OP(0) | DNNL_ARG_SRC_1, of_channels},
                       {DNNL_ARG_DST, images, true}});
  });
  if (done) return;
  count_fallback();
  reference::batch_norm(batch, channels, inner, eps, x, mean, variance, weight, bias, y);
}

NNSTRUCT_DEFINE void batch_norm_training(std::int64_t batch, std::int64_t channels, std::int64_t inner, double eps,
                                         const float* x, const float* weight, const float* bias, float* y, float* mean,
                                         float* variance) {
  using namespace detail;
  const auto by_reference = [&] {
    reference::batch_norm_training(batch, channels, inner, eps, x, weight, bias, y, mean, variance);
  };
  if (batch * channels * inner == 0) return by_reference();  // which only has to say what the mean of nothing is
  const plan_key key(operation::batch_norm_training, batch, channels, inner, std::bit_cast<std::int64_t>(eps),
                     weight != nullptr, bias != nullptr);
  const bool done = this_thread_engine().run(key, {x, mean, variance, weight, bias, y}, [&](const setting& settings) {
    const layout images = layout::dense({batch, channels, 1, inner}), of_channels = layout::dense({channels});
    const layout scale = vector_layout(weight, channels), shift = vector_layout(bias, channels);
    return plan::make(
        "batch normalization", settings,
        describe_batch_normalization(settings, images, static_cast<float>(eps), affine_flags(weight, bias)),
        {{DNNL_ARG_SRC, images},
         {DNNL_ARG_MEAN, of_channels, true},
         {DNNL_ARG_VARIANCE, of_channels, true},
         {DNNL_ARG_SCALE, scale},
         {DNNL_ARG_SHIFT, shift},
         {DNNL_ARG_DST, images, true}});
  });
  if (done) return;
  count_fallback();
  by_reference();
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
        describe_layer_normalization(settings, dnnl_forward_inference, all, static_cast<float>(eps),
                                     affine_flags(weight, bias)),
        {{DNNL_ARG_SRC, all}, {DNNL_ARG_SCALE, scale}, {DNNL_ARG_SHIFT, shift}, {DNNL_ARG_DST, all, true}});
  });
  if (done) return;
  count_fallback();
  reference::layer_norm(rows, size, eps, x, weight, bias, y);
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::engine::onednn
