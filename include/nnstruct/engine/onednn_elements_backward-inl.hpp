// SPDX-License-Identifier: Apache-2.0
/// \file
/// The oneDNN engine, the gradients of functions of single elements and of rows. Those of relu and of leaky_relu stay
/// the reference's: they take NaN for a negative number's side, oneDNN for the other.
#pragma once

#include <oneapi/dnnl/dnnl.h>

#include <cmath>
#include <cstdint>
#include <memory>

#include <nnstruct/engine/onednn-inl.hpp>
#include <nnstruct/engine/onednn_backward.hpp>
#include <nnstruct/engine/onednn_describe_backward-inl.hpp>
#include <nnstruct/engine/onednn_finite-inl.hpp>
#include <nnstruct/engine/onednn_plan-inl.hpp>
#include <nnstruct/engine/reference_backward.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::engine::onednn {

namespace detail {

/// The gradient of a function of one element. `from` is x or y, as the kind says by its name. False where oneDNN
/// refuses, which is counted.
NNSTRUCT_DECLARE bool eltwise_backward(dnnl_alg_kind_t kind, std::int64_t count, const float* from, const float* dy,
                                       float* dx) {
  if (count == 0) return true;
  const bool of_y = kind == dnnl_eltwise_logistic_use_dst_for_bwd || kind == dnnl_eltwise_tanh_use_dst_for_bwd;
  const plan_key key(operation::eltwise_backward, kind, count);
  const bool done = this_thread_engine().run(key, {from, dy, dx}, [&](const setting& settings) {
    const layout all = layout::dense({count});
    return plan::make(
        "eltwise", settings,
        describe_eltwise_dx(settings, kind, all, 0, describe_eltwise(settings, dnnl_forward_training, kind, all, 0)),
        {{of_y ? DNNL_ARG_DST : DNNL_ARG_SRC, all}, {DNNL_ARG_DIFF_DST, all}, {DNNL_ARG_DIFF_SRC, all, true}});
  });
  if (!done) count_fallback();
  return done;
}

/// The gradient of softmax or of its logarithm. False where oneDNN refuses, which is counted.
NNSTRUCT_DECLARE bool softmax_backward_of_kind(dnnl_alg_kind_t kind, std::int64_t outer, std::int64_t n,
                                               std::int64_t inner, const float* y, const float* dy, float* dx) {
  if (outer * n * inner == 0) return true;
  const plan_key key(operation::softmax_backward, kind, outer, n, inner);
  const bool done = this_thread_engine().run(key, {y, dy, dx}, [&](const setting& settings) {
    const layout rows = layout::dense({outer, n, inner});
    return plan::make(
        "softmax", settings,
        describe_softmax_dx(settings, kind, rows, 1, describe_softmax(settings, dnnl_forward_training, kind, rows, 1)),
        {{DNNL_ARG_DST, rows}, {DNNL_ARG_DIFF_DST, rows}, {DNNL_ARG_DIFF_SRC, rows, true}});
  });
  if (!done) count_fallback();
  return done;
}

}  // namespace detail

NNSTRUCT_DEFINE void sigmoid_backward(std::int64_t count, const float* y, const float* dy, float* dx) {
  if (!detail::eltwise_backward(dnnl_eltwise_logistic_use_dst_for_bwd, count, y, dy, dx))
    reference::sigmoid_backward(count, y, dy, dx);
}

NNSTRUCT_DEFINE void tanh_backward(std::int64_t count, const float* y, const float* dy, float* dx) {
  if (!detail::eltwise_backward(dnnl_eltwise_tanh_use_dst_for_bwd, count, y, dy, dx))
    reference::tanh_backward(count, y, dy, dx);
}

NNSTRUCT_DEFINE void gelu_backward(std::int64_t count, bool tanh_approximation, const float* x, const float* dy,
                                   float* dx) {
  const dnnl_alg_kind_t kind = tanh_approximation ? dnnl_eltwise_gelu_tanh : dnnl_eltwise_gelu_erf;
  if (!detail::all_finite(count, x) || !detail::eltwise_backward(kind, count, x, dy, dx))
    reference::gelu_backward(count, tanh_approximation, x, dy, dx);
}

NNSTRUCT_DEFINE void softmax_backward(std::int64_t outer, std::int64_t n, std::int64_t inner, const float* y,
                                      const float* dy, float* dx) {
  if (!detail::softmax_backward_of_kind(dnnl_softmax_accurate, outer, n, inner, y, dy, dx))
    reference::softmax_backward(outer, n, inner, y, dy, dx);
}

NNSTRUCT_DEFINE void log_softmax_backward(std::int64_t outer, std::int64_t n, std::int64_t inner, const float* y,
                                          const float* dy, float* dx) {
  // oneDNN's exponential makes a number of NaN where it has AVX-512.
  bool has_nan = false;
  for (std::int64_t i = 0; i < outer * n * inner; ++i) has_nan |= std::isnan(y[i]);
  if (has_nan || !detail::softmax_backward_of_kind(dnnl_softmax_log, outer, n, inner, y, dy, dx))
    reference::log_softmax_backward(outer, n, inner, y, dy, dx);
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::engine::onednn
