// SPDX-License-Identifier: Apache-2.0
/// \file
/// The gradients that oneDNN computes: every function does what the one of its name in reference_backward.hpp does, as
/// onednn.hpp says.
#pragma once

#include <cstdint>

#include <nnstruct/config.hpp>
#include <nnstruct/engine/window2d.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::engine::onednn {

NNSTRUCT_DECLARE void linear_backward(std::int64_t rows, std::int64_t in, std::int64_t out, const float* x,
                                      const float* weight, const float* dy, float* dx, float* dweight, float* dbias);
NNSTRUCT_DECLARE void matmul_backward(std::int64_t batch, std::int64_t m, std::int64_t k, std::int64_t n, bool one_b,
                                      const float* a, const float* b, const float* dy, float* da, float* db);
NNSTRUCT_DECLARE void conv2d_backward(const window2d& window, std::int64_t batch, std::int64_t in_channels,
                                      std::int64_t out_channels, std::int64_t groups, const float* x,
                                      const float* weight, const float* dy, float* dx, float* dweight, float* dbias);
NNSTRUCT_DECLARE void conv_transpose2d_backward(const window2d& window, std::int64_t batch, std::int64_t in_channels,
                                                std::int64_t out_channels, std::int64_t groups, const float* x,
                                                const float* weight, const float* dy, float* dx, float* dweight,
                                                float* dbias);
NNSTRUCT_DECLARE void max_pool2d_backward(const window2d& window, std::int64_t planes, const float* x, const float* dy,
                                          float* dx);
NNSTRUCT_DECLARE void avg_pool2d_backward(const window2d& window, std::int64_t planes, bool count_include_pad,
                                          std::int64_t divisor, const float* dy, float* dx);
NNSTRUCT_DECLARE void adaptive_avg_pool2d_backward(std::int64_t planes, std::int64_t input_h, std::int64_t input_w,
                                                   std::int64_t output_h, std::int64_t output_w, const float* dy,
                                                   float* dx);
NNSTRUCT_DECLARE void batch_norm_backward(std::int64_t batch, std::int64_t channels, std::int64_t inner, double eps,
                                          const float* x, const float* mean, const float* variance, const float* weight,
                                          const float* dy, float* dx, float* dweight, float* dbias);
NNSTRUCT_DECLARE void batch_norm_training_backward(std::int64_t batch, std::int64_t channels, std::int64_t inner,
                                                   double eps, const float* x, const float* mean, const float* variance,
                                                   const float* weight, const float* dy, float* dx, float* dweight,
                                                   float* dbias);
NNSTRUCT_DECLARE void layer_norm_backward(std::int64_t rows, std::int64_t size, double eps, const float* x,
                                          const float* weight, const float* dy, float* dx, float* dweight,
                                          float* dbias);
NNSTRUCT_DECLARE void sigmoid_backward(std::int64_t count, const float* y, const float* dy, float* dx);
NNSTRUCT_DECLARE void tanh_backward(std::int64_t count, const float* y, const float* dy, float* dx);
NNSTRUCT_DECLARE void gelu_backward(std::int64_t count, bool tanh_approximation, const float* x, const float* dy,
                                    float* dx);
NNSTRUCT_DECLARE void softmax_backward(std::int64_t outer, std::int64_t n, std::int64_t inner, const float* y,
                                       const float* dy, float* dx);
NNSTRUCT_DECLARE void log_softmax_backward(std::int64_t outer, std::int64_t n, std::int64_t inner, const float* y,
                                           const float* dy, float* dx);

}  // namespace nnstruct::inline NNSTRUCT_ABI::engine::onednn
