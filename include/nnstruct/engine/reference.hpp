// SPDX-License-Identifier: Apache-2.0
/// \file
/// The reference engine: what every kernel computes, as plain functions over pointers and numbers. It needs nothing,
/// and is what other engines are tested against. Layers check everything before they call.
#pragma once

#include <cstdint>

#include <nnstruct/config.hpp>
#include <nnstruct/engine/window2d.hpp>

/// Tensors are row-major float32. Outputs do not overlap inputs, except where a function says so.
/// Dimension letters: N batch, C channels, H height, W width, K kernel, O output channels.
namespace nnstruct::inline NNSTRUCT_ABI::engine::reference {

/// y[rows, out] = x[rows, in] . weight[out, in]^T + bias[out]; no bias where it is null.
NNSTRUCT_DECLARE void linear(std::int64_t rows, std::int64_t in, std::int64_t out, const float* x, const float* weight,
                             const float* bias, float* y);

/// y[N, O, Ho, Wo] = cross-correlation of x[N, C, H, W] with weight[O, C / groups, Kh, Kw], plus bias[O]; no bias
/// where it is null. Padding is zeros.
NNSTRUCT_DECLARE void conv2d(const window2d& window, std::int64_t batch, std::int64_t in_channels,
                             std::int64_t out_channels, std::int64_t groups, const float* x, const float* weight,
                             const float* bias, float* y);

/// y[N, O, Ho, Wo] = transposed convolution of x[N, C, H, W] with weight[C, O / groups, Kh, Kw], plus bias[O]; no bias
/// where it is null. The window's input is x and its output y; what output_padding adds is in the output's size.
NNSTRUCT_DECLARE void conv_transpose2d(const window2d& window, std::int64_t batch, std::int64_t in_channels,
                                       std::int64_t out_channels, std::int64_t groups, const float* x,
                                       const float* weight, const float* bias, float* y);

/// y[planes, Ho, Wo] = the largest element of each window of x[planes, H, W]; padding is never the largest, NaN is.
NNSTRUCT_DECLARE void max_pool2d(const window2d& window, std::int64_t planes, const float* x, float* y);

/// y[planes, Ho, Wo] = the mean of each window of x[planes, H, W]: the sum of its elements, divided by `divisor`; if
/// that is 0, by the number of elements inside the image, or with count_include_pad inside the padded image.
NNSTRUCT_DECLARE void avg_pool2d(const window2d& window, std::int64_t planes, bool count_include_pad,
                                 std::int64_t divisor, const float* x, float* y);

/// y[planes, output_h, output_w] = means over the parts of x[planes, input_h, input_w]; part i of n of an extent goes
/// from floor(i * extent / n) to ceil((i + 1) * extent / n).
NNSTRUCT_DECLARE void adaptive_avg_pool2d(std::int64_t planes, std::int64_t input_h, std::int64_t input_w,
                                          std::int64_t output_h, std::int64_t output_w, const float* x, float* y);

/// y[N, C, inner] = (x - mean[C]) / sqrt(variance[C] + eps) * weight[C] + bias[C]; weight and bias may be null.
NNSTRUCT_DECLARE void batch_norm(std::int64_t batch, std::int64_t channels, std::int64_t inner, double eps,
                                 const float* x, const float* mean, const float* variance, const float* weight,
                                 const float* bias, float* y);

/// The same with the statistics of x itself, which are written too: mean[C] and the biased variance[C].
NNSTRUCT_DECLARE void batch_norm_training(std::int64_t batch, std::int64_t channels, std::int64_t inner, double eps,
                                          const float* x, const float* weight, const float* bias, float* y, float* mean,
                                          float* variance);

/// y[rows, size] = (x - mean of the row) / sqrt(variance of the row + eps) * weight[size] + bias[size]; weight and bias
/// may be null.
NNSTRUCT_DECLARE void layer_norm(std::int64_t rows, std::int64_t size, double eps, const float* x, const float* weight,
                                 const float* bias, float* y);

/// y[i] = a[i] + b[i]; y may be a or b.
NNSTRUCT_DECLARE void add(std::int64_t count, const float* a, const float* b, float* y);

/// y[i] = max(x[i], 0), NaN stays; y may be x, here and in all functions of one element.
NNSTRUCT_DECLARE void relu(std::int64_t count, const float* x, float* y);
/// y[i] = x[i] where that is positive, slope * x[i] elsewhere.
NNSTRUCT_DECLARE void leaky_relu(std::int64_t count, double slope, const float* x, float* y);
/// y[i] = alpha * (exp(x[i]) - 1) where x[i] is negative, x[i] elsewhere.
NNSTRUCT_DECLARE void elu(std::int64_t count, double alpha, const float* x, float* y);
/// y[i] = x[i] within the bounds, the bound that is nearer elsewhere; NaN stays.
NNSTRUCT_DECLARE void hardtanh(std::int64_t count, double low, double high, const float* x, float* y);
NNSTRUCT_DECLARE void sigmoid(std::int64_t count, const float* x, float* y);
NNSTRUCT_DECLARE void tanh(std::int64_t count, const float* x, float* y);
/// x times the standard normal distribution function of x, or its approximation by tanh.
NNSTRUCT_DECLARE void gelu(std::int64_t count, bool tanh_approximation, const float* x, float* y);

/// y[outer, n, inner] = exp(x) / the sum of that along n, without overflow.
NNSTRUCT_DECLARE void softmax(std::int64_t outer, std::int64_t n, std::int64_t inner, const float* x, float* y);
/// The logarithm of softmax.
NNSTRUCT_DECLARE void log_softmax(std::int64_t outer, std::int64_t n, std::int64_t inner, const float* x, float* y);

/// y[count, size] = the rows of weight that the indices name; the caller has checked these.
NNSTRUCT_DECLARE void embedding(std::int64_t count, std::int64_t size, const std::int64_t* indices, const float* weight,
                                float* y);

}  // namespace nnstruct::inline NNSTRUCT_ABI::engine::reference
