// SPDX-License-Identifier: Apache-2.0
/// \file
/// The engine that computes with oneDNN, 2.6 or newer: every function does what the one of its name in reference.hpp
/// does; onednn_backward.hpp has the gradients. Tensors are row-major for the caller; where oneDNN is faster with
/// another layout, a call reorders the elements on their way in and out, weights included. Linear's weights are taken
/// as they are.
///
/// A function may be called from any number of threads at once. Each thread keeps what it has prepared (some
/// kilobytes for each shape, at most 256 of them) and the workspace of its largest call, until it ends. One call is
/// spread over as many threads as oneDNN's own threading says: with OpenMP, as Debian builds it, OMP_NUM_THREADS or
/// omp_set_num_threads before the thread's first call; by default all processors.
///
/// What oneDNN refuses to do, the reference engine does; fallbacks() counts these calls.
/// Errors of oneDNN are thrown as Error, with the status and the primitive.
#pragma once

#include <cstdint>

#include <nnstruct/config.hpp>
#include <nnstruct/engine/window2d.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::engine::onednn {

/// How many calls of this program oneDNN has refused, so that the reference engine did them: correctly, but slowly.
NNSTRUCT_DECLARE std::uint64_t fallbacks();

NNSTRUCT_DECLARE void linear(std::int64_t rows, std::int64_t in, std::int64_t out, const float* x, const float* weight,
                             const float* bias, float* y);
NNSTRUCT_DECLARE void matmul(std::int64_t batch, std::int64_t m, std::int64_t k, std::int64_t n, bool one_b,
                             const float* a, const float* b, float* y);
NNSTRUCT_DECLARE void conv2d(const window2d& window, std::int64_t batch, std::int64_t in_channels,
                             std::int64_t out_channels, std::int64_t groups, const float* x, const float* weight,
                             const float* bias, float* y);
NNSTRUCT_DECLARE void conv_transpose2d(const window2d& window, std::int64_t batch, std::int64_t in_channels,
                                       std::int64_t out_channels, std::int64_t groups, const float* x,
                                       const float* weight, const float* bias, float* y);
NNSTRUCT_DECLARE void max_pool2d(const window2d& window, std::int64_t planes, const float* x, float* y);
NNSTRUCT_DECLARE void avg_pool2d(const window2d& window, std::int64_t planes, bool count_include_pad,
                                 std::int64_t divisor, const float* x, float* y);
NNSTRUCT_DECLARE void adaptive_avg_pool2d(std::int64_t planes, std::int64_t input_h, std::int64_t input_w,
                                          std::int64_t output_h, std::int64_t output_w, const float* x, float* y);
NNSTRUCT_DECLARE void batch_norm(std::int64_t batch, std::int64_t channels, std::int64_t inner, double eps,
                                 const float* x, const float* mean, const float* variance, const float* weight,
                                 const float* bias, float* y);
NNSTRUCT_DECLARE void batch_norm_training(std::int64_t batch, std::int64_t channels, std::int64_t inner, double eps,
                                          const float* x, const float* weight, const float* bias, float* y, float* mean,
                                          float* variance);
NNSTRUCT_DECLARE void layer_norm(std::int64_t rows, std::int64_t size, double eps, const float* x, const float* weight,
                                 const float* bias, float* y);
NNSTRUCT_DECLARE void leaky_relu(std::int64_t count, double slope, const float* x, float* y);
NNSTRUCT_DECLARE void sigmoid(std::int64_t count, const float* x, float* y);
NNSTRUCT_DECLARE void tanh(std::int64_t count, const float* x, float* y);
NNSTRUCT_DECLARE void gelu(std::int64_t count, bool tanh_approximation, const float* x, float* y);
NNSTRUCT_DECLARE void softmax(std::int64_t outer, std::int64_t n, std::int64_t inner, const float* x, float* y);
NNSTRUCT_DECLARE void log_softmax(std::int64_t outer, std::int64_t n, std::int64_t inner, const float* x, float* y);

}  // namespace nnstruct::inline NNSTRUCT_ABI::engine::onednn
