// SPDX-License-Identifier: Apache-2.0
/// \file
/// What an engine computes: plain functions over pointers and numbers. Layers check everything before they call.
#pragma once

#include <cstdint>

#include <nnstruct/config.hpp>

/// Tensors are row-major float32. Outputs do not overlap inputs, except where a function says so.
/// Dimension letters: N batch, C channels, H height, W width, K kernel, O output channels.
namespace nnstruct::inline NNSTRUCT_ABI::engine {

/// The sliding window that convolution and pooling share. Every member counts pixels.
struct window2d {
  std::int64_t input_h, input_w;
  std::int64_t kernel_h, kernel_w;
  std::int64_t stride_h, stride_w;
  std::int64_t padding_h, padding_w;
  std::int64_t dilation_h, dilation_w;
  std::int64_t output_h, output_w;
};

/// y[rows, out] = x[rows, in] . weight[out, in]^T + bias[out]; no bias where it is null.
NNSTRUCT_DECLARE void linear(std::int64_t rows, std::int64_t in, std::int64_t out, const float* x, const float* weight,
                             const float* bias, float* y);

/// y[N, O, Ho, Wo] = cross-correlation of x[N, C, H, W] with weight[O, C / groups, Kh, Kw], plus bias[O]; no bias
/// where it is null. Padding is zeros.
NNSTRUCT_DECLARE void conv2d(const window2d& window, std::int64_t batch, std::int64_t in_channels,
                             std::int64_t out_channels, std::int64_t groups, const float* x, const float* weight,
                             const float* bias, float* y);

/// y[planes, Ho, Wo] = the largest element of each window of x[planes, H, W]; padding is never the largest, NaN is.
NNSTRUCT_DECLARE void max_pool2d(const window2d& window, std::int64_t planes, const float* x, float* y);

/// y[i] = max(x[i], 0), NaN stays; y may be x.
NNSTRUCT_DECLARE void relu(std::int64_t count, const float* x, float* y);

}  // namespace nnstruct::inline NNSTRUCT_ABI::engine
