// SPDX-License-Identifier: Apache-2.0
/// \file
/// The reference engine, the gradients of its normalisations. Sums are double, as PyTorch's are.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <nnstruct/engine/reference.hpp>
#include <nnstruct/engine/reference_backward.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::engine::reference {

namespace detail {

/// Both gradients of batch normalisation. With n = (x - mean) / sqrt(variance + eps), where the statistics vary with x,
/// dx is what is left of dy's part when its mean and its part along n are taken away.
template <class T>
void batch_norm_gradients(bool statistics_vary, std::int64_t batch, std::int64_t channels, std::int64_t inner,
                          double eps, const T* x, const T* mean, const T* variance, const T* weight, const T* dy, T* dx,
                          T* dweight, T* dbias) {
  const auto count = static_cast<double>(batch * inner);
  for (std::int64_t c = 0; c < channels; ++c) {
    const auto for_each = [&](auto f) {
      for (std::int64_t n = 0; n < batch; ++n)
        for (std::int64_t i = (n * channels + c) * inner, end = i + inner; i < end; ++i) f(i);
    };
    const auto center = static_cast<double>(mean[c]);
    const double scale = 1 / std::sqrt(static_cast<double>(variance[c]) + eps);
    double sum = 0, along = 0;
    if (dbias != nullptr || statistics_vary) for_each([&](std::int64_t i) { sum += static_cast<double>(dy[i]); });
    if (dweight != nullptr || statistics_vary)
      for_each([&](std::int64_t i) { along += static_cast<double>(dy[i]) * (static_cast<double>(x[i]) - center); });
    if (dweight != nullptr) dweight[c] = count == 0 ? T{0} : static_cast<T>(along * scale);
    if (dbias != nullptr) dbias[c] = static_cast<T>(sum);
    if (dx == nullptr) continue;
    const double factor = scale * (weight != nullptr ? static_cast<double>(weight[c]) : 1);
    if (!statistics_vary) {
      for_each([&](std::int64_t i) { dx[i] = static_cast<T>(static_cast<double>(dy[i]) * factor); });
      continue;
    }
    const double offset = sum / count;
    const double slope = along * scale * scale / count;
    for_each([&](std::int64_t i) {
      const double away = offset + slope * (static_cast<double>(x[i]) - center);
      dx[i] = static_cast<T>((static_cast<double>(dy[i]) - away) * factor);
    });
  }
}

}  // namespace detail

template <class T>
void batch_norm_backward(std::int64_t batch, std::int64_t channels, std::int64_t inner, double eps, const T* x,
                         const T* mean, const T* variance, nullable<const T> weight, const T* dy, nullable<T> dx,
                         nullable<T> dweight, nullable<T> dbias) {
  detail::batch_norm_gradients<T>(false, batch, channels, inner, eps, x, mean, variance, weight, dy, dx, dweight,
                                  dbias);
}
NNSTRUCT_INSTANTIATE(batch_norm_backward);

template <class T>
void batch_norm_training_backward(std::int64_t batch, std::int64_t channels, std::int64_t inner, double eps, const T* x,
                                  const T* mean, const T* variance, nullable<const T> weight, const T* dy,
                                  nullable<T> dx, nullable<T> dweight, nullable<T> dbias) {
  detail::batch_norm_gradients<T>(true, batch, channels, inner, eps, x, mean, variance, weight, dy, dx, dweight, dbias);
}
NNSTRUCT_INSTANTIATE(batch_norm_training_backward);

template <class T>
void layer_norm_backward(std::int64_t rows, std::int64_t size, double eps, const T* x, nullable<const T> weight,
                         const T* dy, nullable<T> dx, nullable<T> dweight, nullable<T> dbias) {
  const auto columns = static_cast<std::size_t>(size);
  const auto count = static_cast<double>(size);
  std::vector<double> normal(columns), weighted(columns), weight_sums(columns), bias_sums(columns);
  for (std::int64_t r = 0; r < rows; ++r) {
    const T *const from = x + r * size, *const d = dy + r * size;
    double sum = 0, squares = 0;
    for (std::int64_t i = 0; i < size; ++i) sum += static_cast<double>(from[i]);
    const double mean = sum / count;
    for (std::int64_t i = 0; i < size; ++i) squares += (from[i] - mean) * (from[i] - mean);
    const double scale = 1 / std::sqrt(squares / count + eps);
    double sum_weighted = 0, along = 0;
    for (std::size_t i = 0; i < columns; ++i) {
      const auto gradient = static_cast<double>(d[i]);
      normal[i] = (static_cast<double>(from[i]) - mean) * scale;
      weighted[i] = gradient * (weight != nullptr ? static_cast<double>(weight[i]) : 1);
      weight_sums[i] += gradient * normal[i];
      bias_sums[i] += gradient;
      sum_weighted += weighted[i];
      along += weighted[i] * normal[i];
    }
    if (dx == nullptr) continue;
    for (std::size_t i = 0; i < columns; ++i)
      dx[r * size + static_cast<std::int64_t>(i)] =
          static_cast<T>((weighted[i] - sum_weighted / count - normal[i] * along / count) * scale);
  }
  const auto rounded = [](double value) { return static_cast<T>(value); };
  if (dweight != nullptr) std::transform(weight_sums.begin(), weight_sums.end(), dweight, rounded);
  if (dbias != nullptr) std::transform(bias_sums.begin(), bias_sums.end(), dbias, rounded);
}
NNSTRUCT_INSTANTIATE(layer_norm_backward);

}  // namespace nnstruct::inline NNSTRUCT_ABI::engine::reference
