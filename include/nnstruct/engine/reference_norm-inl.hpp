// SPDX-License-Identifier: Apache-2.0
/// \file
/// The reference engine, its normalisations. Sums are double, as PyTorch's are.
#pragma once

#include <cmath>
#include <cstdint>

#include <nnstruct/engine/reference.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::engine::reference {

namespace detail {
/// y = (x - mean) / sqrt(variance + eps) * weight + bias for the planes of one channel.
template <class T>
void normalize_channel(std::int64_t batch, std::int64_t channels, std::int64_t inner, double eps, const T* x,
                       double mean, double variance, double weight, double bias, T* y) {
  const double scale = weight / std::sqrt(variance + eps);
  for (std::int64_t n = 0; n < batch; ++n)
    for (std::int64_t i = n * channels * inner; i < n * channels * inner + inner; ++i)
      y[i] = static_cast<T>((static_cast<double>(x[i]) - mean) * scale + bias);
}
}  // namespace detail

template <class T>
void batch_norm(std::int64_t batch, std::int64_t channels, std::int64_t inner, double eps, const T* x, const T* mean,
                const T* variance, nullable<const T> weight, nullable<const T> bias, T* y) {
  for (std::int64_t c = 0; c < channels; ++c)
    detail::normalize_channel(batch, channels, inner, eps, x + c * inner, static_cast<double>(mean[c]),
                              static_cast<double>(variance[c]), weight ? static_cast<double>(weight[c]) : 1,
                              bias ? static_cast<double>(bias[c]) : 0, y + c * inner);
}
NNSTRUCT_INSTANTIATE(batch_norm);

template <class T>
void batch_norm_training(std::int64_t batch, std::int64_t channels, std::int64_t inner, double eps, const T* x,
                         nullable<const T> weight, nullable<const T> bias, T* y, T* mean, T* variance) {
  const auto count = static_cast<double>(batch * inner);
  const auto sum_over = [&](std::int64_t c, auto term) {
    double sum = 0;
    for (std::int64_t n = 0; n < batch; ++n)
      for (std::int64_t i = 0; i < inner; ++i) sum += term(static_cast<double>(x[(n * channels + c) * inner + i]));
    return sum;
  };
  for (std::int64_t c = 0; c < channels; ++c) {
    const double center = sum_over(c, [](double value) { return value; }) / count;
    const double spread = sum_over(c, [&](double value) { return (value - center) * (value - center); }) / count;
    mean[c] = static_cast<T>(center);
    variance[c] = static_cast<T>(spread);
    detail::normalize_channel(batch, channels, inner, eps, x + c * inner, center, spread,
                              weight ? static_cast<double>(weight[c]) : 1, bias ? static_cast<double>(bias[c]) : 0,
                              y + c * inner);
  }
}
NNSTRUCT_INSTANTIATE(batch_norm_training);

template <class T>
void layer_norm(std::int64_t rows, std::int64_t size, double eps, const T* x, nullable<const T> weight,
                nullable<const T> bias, T* y) {
  for (std::int64_t r = 0; r < rows; ++r, x += size, y += size) {
    double sum = 0, squares = 0;
    for (std::int64_t i = 0; i < size; ++i) sum += static_cast<double>(x[i]);
    const double mean = sum / static_cast<double>(size);
    for (std::int64_t i = 0; i < size; ++i) squares += (x[i] - mean) * (x[i] - mean);
    const double scale = 1 / std::sqrt(squares / static_cast<double>(size) + eps);
    for (std::int64_t i = 0; i < size; ++i) {
      const double weighted = (x[i] - mean) * scale * (weight ? static_cast<double>(weight[i]) : 1);
      y[i] = static_cast<T>(weighted + (bias ? static_cast<double>(bias[i]) : 0));
    }
  }
}
NNSTRUCT_INSTANTIATE(layer_norm);

}  // namespace nnstruct::inline NNSTRUCT_ABI::engine::reference
