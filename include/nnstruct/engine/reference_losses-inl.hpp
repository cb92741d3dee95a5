// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include <nnstruct/engine/reference_losses.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::engine::reference {

namespace detail {

/// Calls f(position, its first class in [batch, classes, inner]) for each position of [batch, inner].
template <class F> void for_each_position(std::int64_t batch, std::int64_t classes, std::int64_t inner, F f) {
  for (std::int64_t n = 0; n < batch; ++n)
    for (std::int64_t i = 0; i < inner; ++i) f(n * inner + i, n * classes * inner + i);
}

template <class T> double weight_of(const T* weight, std::int64_t i) {
  return weight != nullptr ? static_cast<double>(weight[i]) : 1;
}

template <class T> T log_sigmoid(T x) { return std::min(x, T{0}) - std::log1p(std::exp(-std::abs(x))); }

}  // namespace detail

template <class T> void nll_loss(const class_labels& c, const T* x, nullable<const T> weight, T* y) {
  detail::for_each_position(c.batch, c.classes, c.inner, [&](std::int64_t position, std::int64_t first) {
    const std::int64_t label = c.labels[position];
    if (label == c.ignored) {
      y[position] = 0;
      return;
    }
    double sum = (1 - c.smoothing) * detail::weight_of(weight, label) * static_cast<double>(x[first + label * c.inner]);
    if (c.smoothing != 0) {
      double all = 0;
      for (std::int64_t k = 0; k < c.classes; ++k)
        all += detail::weight_of(weight, k) * static_cast<double>(x[first + k * c.inner]);
      sum += c.smoothing / static_cast<double>(c.classes) * all;
    }
    y[position] = static_cast<T>(-sum);
  });
}
NNSTRUCT_INSTANTIATE(nll_loss);

template <class T> void nll_loss_backward(const class_labels& c, nullable<const T> weight, const T* dy, T* dx) {
  std::fill_n(dx, c.batch * c.classes * c.inner, T{0});
  const double everywhere = c.smoothing / static_cast<double>(c.classes);
  detail::for_each_position(c.batch, c.classes, c.inner, [&](std::int64_t position, std::int64_t first) {
    const std::int64_t label = c.labels[position];
    if (label == c.ignored) return;
    const auto d = static_cast<double>(dy[position]);
    if (c.smoothing != 0)
      for (std::int64_t k = 0; k < c.classes; ++k)
        dx[first + k * c.inner] = static_cast<T>(-everywhere * detail::weight_of(weight, k) * d);
    dx[first + label * c.inner] =
        static_cast<T>(-(1 - c.smoothing + everywhere) * detail::weight_of(weight, label) * d);
  });
}
NNSTRUCT_INSTANTIATE(nll_loss_backward);

template <class T>
void soft_nll_loss(std::int64_t batch, std::int64_t classes, std::int64_t inner, double smoothing, const T* x,
                   const T* t, nullable<const T> weight, T* y) {
  const double everywhere = smoothing / static_cast<double>(classes);
  detail::for_each_position(batch, classes, inner, [&](std::int64_t position, std::int64_t first) {
    double sum = 0;
    for (std::int64_t k = 0; k < classes; ++k) {
      const std::int64_t at = first + k * inner;
      const double share = static_cast<double>(t[at]) * (1 - smoothing) + everywhere;
      sum += static_cast<double>(x[at]) * share * detail::weight_of(weight, k);
    }
    y[position] = static_cast<T>(-sum);
  });
}
NNSTRUCT_INSTANTIATE(soft_nll_loss);

template <class T>
void soft_nll_loss_backward(std::int64_t batch, std::int64_t classes, std::int64_t inner, double smoothing, const T* x,
                            const T* t, nullable<const T> weight, const T* dy, nullable<T> dx, nullable<T> dt) {
  const double everywhere = smoothing / static_cast<double>(classes);
  detail::for_each_position(batch, classes, inner, [&](std::int64_t position, std::int64_t first) {
    for (std::int64_t k = 0; k < classes; ++k) {
      const std::int64_t at = first + k * inner;
      const double d = -static_cast<double>(dy[position]) * detail::weight_of(weight, k);
      if (dx != nullptr) dx[at] = static_cast<T>(d * (static_cast<double>(t[at]) * (1 - smoothing) + everywhere));
      if (dt != nullptr) dt[at] = static_cast<T>(d * static_cast<double>(x[at]) * (1 - smoothing));
    }
  });
}
NNSTRUCT_INSTANTIATE(soft_nll_loss_backward);

template <class T> void mse_loss(std::int64_t count, const T* x, const T* t, T* y) {
  for (std::int64_t i = 0; i < count; ++i) y[i] = (x[i] - t[i]) * (x[i] - t[i]);
}
NNSTRUCT_INSTANTIATE(mse_loss);

template <class T>
void mse_loss_backward(std::int64_t count, const T* x, const T* t, const T* dy, nullable<T> dx, nullable<T> dt) {
  for (std::int64_t i = 0; i < count; ++i) {
    const T d = 2 * (x[i] - t[i]) * dy[i];
    if (dx != nullptr) dx[i] = d;
    if (dt != nullptr) dt[i] = -d;
  }
}
NNSTRUCT_INSTANTIATE(mse_loss_backward);

template <class T> void smooth_l1_loss(std::int64_t count, double beta, const T* x, const T* t, T* y) {
  const auto bound = static_cast<T>(beta);
  for (std::int64_t i = 0; i < count; ++i) {
    const T d = std::abs(x[i] - t[i]);
    y[i] = d < bound ? T{0.5} * d * d / bound : d - T{0.5} * bound;
  }
}
NNSTRUCT_INSTANTIATE(smooth_l1_loss);

template <class T>
void smooth_l1_loss_backward(std::int64_t count, double beta, const T* x, const T* t, const T* dy, nullable<T> dx,
                             nullable<T> dt) {
  const auto bound = static_cast<T>(beta);
  for (std::int64_t i = 0; i < count; ++i) {
    const T d = x[i] - t[i];
    // Without a bound it is the absolute value, whose slope PyTorch takes as 0 for 0 and for NaN.
    const T slope = bound == 0    ? static_cast<T>((d > 0) - (d < 0))
                    : d <= -bound ? T{-1}
                    : d >= bound  ? T{1}
                                  : d / bound;
    if (dx != nullptr) dx[i] = slope * dy[i];
    if (dt != nullptr) dt[i] = -slope * dy[i];
  }
}
NNSTRUCT_INSTANTIATE(smooth_l1_loss_backward);

template <class T>
void binary_cross_entropy_with_logits(std::int64_t count, const T* x, const T* t, nullable<const T> weight,
                                      nullable<const T> positive_weight, T* y) {
  for (std::int64_t i = 0; i < count; ++i) {
    const T factor = positive_weight != nullptr ? 1 + (positive_weight[i] - 1) * t[i] : T{1};
    const T loss = (1 - t[i]) * x[i] - factor * detail::log_sigmoid(x[i]);
    y[i] = weight != nullptr ? loss * weight[i] : loss;
  }
}
NNSTRUCT_INSTANTIATE(binary_cross_entropy_with_logits);

template <class T>
void binary_cross_entropy_with_logits_backward(std::int64_t count, const T* x, const T* t, nullable<const T> weight,
                                               nullable<const T> positive_weight, const T* dy, nullable<T> dx,
                                               nullable<T> dt) {
  for (std::int64_t i = 0; i < count; ++i) {
    const T d = weight != nullptr ? dy[i] * weight[i] : dy[i];
    const T p = positive_weight != nullptr ? positive_weight[i] : T{1};
    if (dx != nullptr) {
      const T s = 1 / (1 + std::exp(-x[i]));
      dx[i] = ((p * t[i] + 1 - t[i]) * s - p * t[i]) * d;
    }
    if (dt != nullptr)
      dt[i] = positive_weight != nullptr ? (detail::log_sigmoid(-x[i]) - p * detail::log_sigmoid(x[i])) * d : -x[i] * d;
  }
}
NNSTRUCT_INSTANTIATE(binary_cross_entropy_with_logits_backward);

}  // namespace nnstruct::inline NNSTRUCT_ABI::engine::reference
