// SPDX-License-Identifier: Apache-2.0
/// \file
/// The reference engine, losses and their gradients: of each element, or of each position that has a label. Sums and
/// means of them are sums. Of NaN and infinite numbers they make what PyTorch makes. The rules of
/// reference_backward.hpp hold here too.
#pragma once

#include <cstdint>

#include <nnstruct/config.hpp>
#include <nnstruct/engine/class_labels.hpp>
#include <nnstruct/engine/reference.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::engine::reference {

/// y[batch, inner] = -(1 - s) w[label] x[label] - s / classes * the sum of w x along the classes, with x[batch,
/// classes, inner] the logarithms of probabilities, s the smoothing and w[classes] weights, 1 where they are null; 0
/// for an ignored label.
template <class T> void nll_loss(const class_labels& c, const T* x, nullable<const T> weight, T* y);
template <class T> void nll_loss_backward(const class_labels& c, nullable<const T> weight, const T* dy, T* dx);

/// y[batch, inner] = minus the sum of w x (t (1 - s) + s / classes) along the classes: the same for probabilities
/// t[batch, classes, inner] instead of labels.
template <class T>
void soft_nll_loss(std::int64_t batch, std::int64_t classes, std::int64_t inner, double smoothing, const T* x,
                   const T* t, nullable<const T> weight, T* y);
template <class T>
void soft_nll_loss_backward(std::int64_t batch, std::int64_t classes, std::int64_t inner, double smoothing, const T* x,
                            const T* t, nullable<const T> weight, const T* dy, nullable<T> dx, nullable<T> dt);

/// y[i] = (x[i] - t[i])^2
template <class T> void mse_loss(std::int64_t count, const T* x, const T* t, T* y);
template <class T>
void mse_loss_backward(std::int64_t count, const T* x, const T* t, const T* dy, nullable<T> dx, nullable<T> dt);

/// y[i] = d^2 / (2 beta) where d = |x[i] - t[i]| is less than beta, d - beta / 2 elsewhere. beta is not negative.
template <class T> void smooth_l1_loss(std::int64_t count, double beta, const T* x, const T* t, T* y);
template <class T>
void smooth_l1_loss_backward(std::int64_t count, double beta, const T* x, const T* t, const T* dy, nullable<T> dx,
                             nullable<T> dt);

/// y[i] = -w[i] (p[i] t[i] log s(x[i]) + (1 - t[i]) log(1 - s(x[i]))), s being the sigmoid function; w and p are 1
/// where they are null.
template <class T>
void binary_cross_entropy_with_logits(std::int64_t count, const T* x, const T* t, nullable<const T> weight,
                                      nullable<const T> positive_weight, T* y);
template <class T>
void binary_cross_entropy_with_logits_backward(std::int64_t count, const T* x, const T* t, nullable<const T> weight,
                                               nullable<const T> positive_weight, const T* dy, nullable<T> dx,
                                               nullable<T> dt);

}  // namespace nnstruct::inline NNSTRUCT_ABI::engine::reference
