// SPDX-License-Identifier: Apache-2.0
/// \file
/// The reference engine, its gradients. X_backward takes the numbers of the call of X, those of its tensors that the
/// gradient depends on, and dy, the gradient of some scalar with respect to y; it writes that with respect to the
/// inputs, dx, dweight and so on. Outputs are overwritten, not added to. Where several are asked for, those that are
/// null are not computed. Sums are made in a fixed order: the same numbers give the same bits.
#pragma once

#include <cstdint>

#include <nnstruct/config.hpp>
#include <nnstruct/engine/reference.hpp>
#include <nnstruct/engine/window2d.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::engine::reference {

template <class T>
void linear_backward(std::int64_t rows, std::int64_t in, std::int64_t out, const T* x, const T* weight, const T* dy,
                     nullable<T> dx, nullable<T> dweight, nullable<T> dbias);

/// With one_b, db is the sum over the batch.
template <class T>
void matmul_backward(std::int64_t batch, std::int64_t m, std::int64_t k, std::int64_t n, bool one_b, const T* a,
                     const T* b, const T* dy, nullable<T> da, nullable<T> db);

template <class T>
void conv2d_backward(const window2d& window, std::int64_t batch, std::int64_t in_channels, std::int64_t out_channels,
                     std::int64_t groups, const T* x, const T* weight, const T* dy, nullable<T> dx, nullable<T> dweight,
                     nullable<T> dbias);

template <class T>
void conv_transpose2d_backward(const window2d& window, std::int64_t batch, std::int64_t in_channels,
                               std::int64_t out_channels, std::int64_t groups, const T* x, const T* weight, const T* dy,
                               nullable<T> dx, nullable<T> dweight, nullable<T> dbias);

/// Each element of dy goes to the largest element of its window: as in PyTorch to the first of equal ones, and where
/// there is NaN to the last.
template <class T>
void max_pool2d_backward(const window2d& window, std::int64_t planes, const T* x, const T* dy, T* dx);

template <class T>
void avg_pool2d_backward(const window2d& window, std::int64_t planes, bool count_include_pad, std::int64_t divisor,
                         const T* dy, T* dx);

template <class T>
void adaptive_avg_pool2d_backward(std::int64_t planes, std::int64_t input_h, std::int64_t input_w,
                                  std::int64_t output_h, std::int64_t output_w, const T* dy, T* dx);

/// The statistics are numbers that do not depend on x; x itself is read for dweight alone.
template <class T>
void batch_norm_backward(std::int64_t batch, std::int64_t channels, std::int64_t inner, double eps, const T* x,
                         const T* mean, const T* variance, nullable<const T> weight, const T* dy, nullable<T> dx,
                         nullable<T> dweight, nullable<T> dbias);

/// The statistics are those of x, as batch_norm_training wrote them, and vary with it.
template <class T>
void batch_norm_training_backward(std::int64_t batch, std::int64_t channels, std::int64_t inner, double eps, const T* x,
                                  const T* mean, const T* variance, nullable<const T> weight, const T* dy,
                                  nullable<T> dx, nullable<T> dweight, nullable<T> dbias);

template <class T>
void layer_norm_backward(std::int64_t rows, std::int64_t size, double eps, const T* x, nullable<const T> weight,
                         const T* dy, nullable<T> dx, nullable<T> dweight, nullable<T> dbias);

/// dx[i] = dy[i] where y[i] is positive or NaN, 0 elsewhere; x may stand for y. dx may be dy, here and in all functions
/// of one element.
template <class T> void relu_backward(std::int64_t count, const T* y, const T* dy, T* dx);
template <class T> void leaky_relu_backward(std::int64_t count, double slope, const T* x, const T* dy, T* dx);
template <class T> void elu_backward(std::int64_t count, double alpha, const T* x, const T* dy, T* dx);
/// 0 at the bounds themselves, and for NaN; y may stand for x.
template <class T> void hardtanh_backward(std::int64_t count, double low, double high, const T* x, const T* dy, T* dx);
template <class T> void sigmoid_backward(std::int64_t count, const T* y, const T* dy, T* dx);
template <class T> void tanh_backward(std::int64_t count, const T* y, const T* dy, T* dx);
template <class T> void gelu_backward(std::int64_t count, bool tanh_approximation, const T* x, const T* dy, T* dx);

/// dx may be dy, here and in log_softmax_backward.
template <class T>
void softmax_backward(std::int64_t outer, std::int64_t n, std::int64_t inner, const T* y, const T* dy, T* dx);
template <class T>
void log_softmax_backward(std::int64_t outer, std::int64_t n, std::int64_t inner, const T* y, const T* dy, T* dx);

/// dx[outer, n, inner] = dy[outer, inner] for each of n.
template <class T> void sum_backward(std::int64_t outer, std::int64_t n, std::int64_t inner, const T* dy, T* dx);

/// dweight[rows, size] = for each row, the sum of what of dy[count, size] its index names; 0 for padding_row, unless
/// that is -1.
template <class T>
void embedding_backward(std::int64_t count, std::int64_t size, std::int64_t rows, std::int64_t padding_row,
                        const std::int64_t* indices, const T* dy, T* dweight);

}  // namespace nnstruct::inline NNSTRUCT_ABI::engine::reference
