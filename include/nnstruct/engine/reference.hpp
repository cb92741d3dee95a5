// SPDX-License-Identifier: Apache-2.0
/// \file
/// The reference engine: what every kernel computes, as plain functions over pointers and numbers. It needs nothing,
/// and is what other engines are tested against. Layers check everything before they call.
/// reference_backward.hpp has the gradients.
#pragma once

#include <cstdint>
#include <type_traits>

#include <nnstruct/config.hpp>
#include <nnstruct/engine/window2d.hpp>

/// Tensors are row-major, of float or of double: networks compute in float, and finite differences need the other.
/// Outputs do not overlap inputs, except where a function says so.
/// Dimension letters: N batch, C channels, H height, W width, K kernel, O output channels.
namespace nnstruct::inline NNSTRUCT_ABI::engine::reference {

/// A pointer that may be null. It has no say in what T is, so that a call may pass nullptr.
template <class T> using nullable = std::type_identity_t<T*>;

/// y[rows, out] = x[rows, in] . weight[out, in]^T + bias[out]; no bias where it is null.
template <class T>
void linear(std::int64_t rows, std::int64_t in, std::int64_t out, const T* x, const T* weight, nullable<const T> bias,
            T* y);

/// y[batch, m, n] = a[batch, m, k] . b[batch, k, n]; with one_b all are multiplied by the same b[k, n].
template <class T>
void matmul(std::int64_t batch, std::int64_t m, std::int64_t k, std::int64_t n, bool one_b, const T* a, const T* b,
            T* y);

/// y[N, O, Ho, Wo] = cross-correlation of x[N, C, H, W] with weight[O, C / groups, Kh, Kw], plus bias[O]; no bias
/// where it is null. Padding is zeros.
template <class T>
void conv2d(const window2d& window, std::int64_t batch, std::int64_t in_channels, std::int64_t out_channels,
            std::int64_t groups, const T* x, const T* weight, nullable<const T> bias, T* y);

/// y[N, O, Ho, Wo] = transposed convolution of x[N, C, H, W] with weight[C, O / groups, Kh, Kw], plus bias[O]; no bias
/// where it is null. The window's input is x and its output y; what output_padding adds is in the output's size.
template <class T>
void conv_transpose2d(const window2d& window, std::int64_t batch, std::int64_t in_channels, std::int64_t out_channels,
                      std::int64_t groups, const T* x, const T* weight, nullable<const T> bias, T* y);

/// y[planes, Ho, Wo] = the largest element of each window of x[planes, H, W]; padding is never the largest, NaN is.
template <class T> void max_pool2d(const window2d& window, std::int64_t planes, const T* x, T* y);

/// y[planes, Ho, Wo] = the mean of each window of x[planes, H, W]: the sum of its elements, divided by `divisor`; if
/// that is 0, by the number of elements inside the image, or with count_include_pad inside the padded image.
template <class T>
void avg_pool2d(const window2d& window, std::int64_t planes, bool count_include_pad, std::int64_t divisor, const T* x,
                T* y);

/// y[planes, output_h, output_w] = means over the parts of x[planes, input_h, input_w]; part i of n of an extent goes
/// from floor(i * extent / n) to ceil((i + 1) * extent / n).
template <class T>
void adaptive_avg_pool2d(std::int64_t planes, std::int64_t input_h, std::int64_t input_w, std::int64_t output_h,
                         std::int64_t output_w, const T* x, T* y);

/// y[N, C, inner] = (x - mean[C]) / sqrt(variance[C] + eps) * weight[C] + bias[C]; weight and bias may be null.
template <class T>
void batch_norm(std::int64_t batch, std::int64_t channels, std::int64_t inner, double eps, const T* x, const T* mean,
                const T* variance, nullable<const T> weight, nullable<const T> bias, T* y);

/// The same with the statistics of x itself, which are written too: mean[C] and the biased variance[C].
template <class T>
void batch_norm_training(std::int64_t batch, std::int64_t channels, std::int64_t inner, double eps, const T* x,
                         nullable<const T> weight, nullable<const T> bias, T* y, T* mean, T* variance);

/// y[rows, size] = (x - mean of the row) / sqrt(variance of the row + eps) * weight[size] + bias[size]; weight and bias
/// may be null.
template <class T>
void layer_norm(std::int64_t rows, std::int64_t size, double eps, const T* x, nullable<const T> weight,
                nullable<const T> bias, T* y);

/// y[i] = a[i] + b[i]; y may be a or b.
template <class T> void add(std::int64_t count, const T* a, const T* b, T* y);

/// y[i] = a[i] - b[i], likewise.
template <class T> void sub(std::int64_t count, const T* a, const T* b, T* y);
/// y[i] = a[i] * b[i], likewise.
template <class T> void mul(std::int64_t count, const T* a, const T* b, T* y);
/// y[i] = factor * x[i]; y may be x.
template <class T> void scale(std::int64_t count, double factor, const T* x, T* y);

/// y[i] = max(x[i], 0), NaN stays; y may be x, here and in all functions of one element.
template <class T> void relu(std::int64_t count, const T* x, T* y);
/// y[i] = x[i] where that is positive, slope * x[i] elsewhere.
template <class T> void leaky_relu(std::int64_t count, double slope, const T* x, T* y);
/// y[i] = alpha * (exp(x[i]) - 1) where x[i] is negative, x[i] elsewhere.
template <class T> void elu(std::int64_t count, double alpha, const T* x, T* y);
/// y[i] = x[i] within the bounds, the bound that is nearer elsewhere; NaN stays.
template <class T> void hardtanh(std::int64_t count, double low, double high, const T* x, T* y);
template <class T> void sigmoid(std::int64_t count, const T* x, T* y);
template <class T> void tanh(std::int64_t count, const T* x, T* y);
/// x times the standard normal distribution function of x, or its approximation by tanh.
template <class T> void gelu(std::int64_t count, bool tanh_approximation, const T* x, T* y);

/// y[outer, n, inner] = exp(x) / the sum of that along n, without overflow.
template <class T> void softmax(std::int64_t outer, std::int64_t n, std::int64_t inner, const T* x, T* y);
/// The logarithm of softmax.
template <class T> void log_softmax(std::int64_t outer, std::int64_t n, std::int64_t inner, const T* x, T* y);

/// y[count, size] = the rows of weight that the indices name; the caller has checked these.
template <class T>
void embedding(std::int64_t count, std::int64_t size, const std::int64_t* indices, const T* weight, T* y);

/// y[outer, inner] = the sums of x[outer, n, inner] along n, added as double.
template <class T> void sum(std::int64_t outer, std::int64_t n, std::int64_t inner, const T* x, T* y);

/// Copies rows of `size` elements that begin every next_x elements to every next_y: a concatenation of [outer, n,
/// inner] along n copies each of its tensors' rows [n, inner] to where they are in y, and its gradient the other way.
template <class T>
void copy_rows(std::int64_t rows, std::int64_t size, const T* x, std::int64_t next_x, T* y, std::int64_t next_y);

}  // namespace nnstruct::inline NNSTRUCT_ABI::engine::reference
