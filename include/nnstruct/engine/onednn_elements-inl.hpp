// SPDX-License-Identifier: Apache-2.0
/// \file
/// The oneDNN engine, functions of single elements and of rows. oneDNN's relu makes 0 of NaN, so that
/// relu, which is bound by memory anyway, stays the reference's.
#pragma once

#include <oneapi/dnnl/dnnl.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include <nnstruct/engine/onednn-inl.hpp>
#include <nnstruct/engine/onednn.hpp>
#include <nnstruct/engine/onednn_finite-inl.hpp>
#include <nnstruct/engine/onednn_plan-inl.hpp>
#include <nnstruct/engine/reference.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::engine::onednn {

namespace detail {

/// A function of one element and of a number. False where oneDNN refuses, which is counted.
NNSTRUCT_DECLARE bool eltwise(dnnl_alg_kind_t kind, std::int64_t count, double alpha, const float* x, float* y) {
  if (count == 0) return true;
  const plan_key key(operation::eltwise, kind, count, std::bit_cast<std::int64_t>(alpha));
  const bool done = this_thread_engine().run(key, {x, y}, [&](const setting& settings) {
    const layout all = layout::dense({count});
    return plan::make("eltwise", settings,
                      describe_eltwise(settings, dnnl_forward_inference, kind, all, static_cast<float>(alpha)),
                      {{DNNL_ARG_SRC, all}, {DNNL_ARG_DST, all, true}});
  });
  if (!done) count_fallback();
  return done;
}

/// softmax or its logarithm. Of a row that holds NaN or infinity, or only negative infinities, oneDNN makes NaN in some
/// places and PyTorch in all. False where oneDNN refuses, which is counted.
NNSTRUCT_DECLARE bool softmax_of_kind(dnnl_alg_kind_t kind, std::int64_t outer, std::int64_t n, std::int64_t inner,
                                      const float* x, float* y) {
  if (outer * n * inner == 0) return true;
  const plan_key key(operation::softmax, kind, outer, n, inner);
  const bool done = this_thread_engine().run(key, {x, y}, [&](const setting& settings) {
    const layout rows = layout::dense({outer, n, inner});
    return plan::make("softmax", settings, describe_softmax(settings, dnnl_forward_inference, kind, rows, 1),
                      {{DNNL_ARG_SRC, rows}, {DNNL_ARG_DST, rows, true}});
  });
  if (!done) {
    count_fallback();
    return false;
  }
  for (std::int64_t o = 0; o < outer; ++o)
    for (std::int64_t i = 0; i < inner; ++i) {
      float* const row = y + o * n * inner + i;
      bool has_nan = false;
      for (std::int64_t k = 0; k < n; ++k) has_nan |= std::isnan(row[k * inner]);
      for (std::int64_t k = 0; has_nan && k < n; ++k) row[k * inner] = std::numeric_limits<float>::quiet_NaN();
    }
  return true;
}

}  // namespace detail

NNSTRUCT_DEFINE void leaky_relu(std::int64_t count, double slope, const float* x, float* y) {
  // A slope of 0 would be oneDNN's relu.
  if (static_cast<float>(slope) == 0 || !detail::eltwise(dnnl_eltwise_relu, count, slope, x, y))
    reference::leaky_relu(count, slope, x, y);
}

NNSTRUCT_DEFINE void sigmoid(std::int64_t count, const float* x, float* y) {
  if (!detail::eltwise(dnnl_eltwise_logistic, count, 0, x, y)) reference::sigmoid(count, x, y);
}

NNSTRUCT_DEFINE void tanh(std::int64_t count, const float* x, float* y) {
  if (!detail::eltwise(dnnl_eltwise_tanh, count, 0, x, y)) reference::tanh(count, x, y);
}

NNSTRUCT_DEFINE void gelu(std::int64_t count, bool tanh_approximation, const float* x, float* y) {
  const dnnl_alg_kind_t kind = tanh_approximation ? dnnl_eltwise_gelu_tanh : dnnl_eltwise_gelu_erf;
  // Of infinity oneDNN 3 makes NaN where it has AVX-512.
  if (!detail::all_finite(count, x) || !detail::eltwise(kind, count, 0, x, y))
    reference::gelu(count, tanh_approximation, x, y);
}

NNSTRUCT_DEFINE void softmax(std::int64_t outer, std::int64_t n, std::int64_t inner, const float* x, float* y) {
  if (!detail::softmax_of_kind(dnnl_softmax_accurate, outer, n, inner, x, y)) reference::softmax(outer, n, inner, x, y);
}

NNSTRUCT_DEFINE void log_softmax(std::int64_t outer, std::int64_t n, std::int64_t inner, const float* x, float* y) {
  // The logarithm of the only probability is 0, of which oneDNN makes some -1e-6.
  if (n == 1 || !detail::softmax_of_kind(dnnl_softmax_log, outer, n, inner, x, y))
    reference::log_softmax(outer, n, inner, x, y);
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::engine::onednn
