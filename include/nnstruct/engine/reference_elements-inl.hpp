// SPDX-License-Identifier: Apache-2.0
/// \file
/// The reference engine, functions of single elements and of rows.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>

#include <nnstruct/engine/reference-inl.hpp>
#include <nnstruct/engine/reference.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::engine::reference {

namespace detail {
inline packet packet_at(const float* x) {
  packet v;
  std::memcpy(&v, x, sizeof v);
  return v;
}
/// y[i] = f(x[i]...), for packets, and for single numbers at the end; y may be an x.
template <class F, class... X> void map_elements(std::int64_t count, float* y, F f, const X*... x) {
  const std::int64_t whole = count / packet_size * packet_size;
  for (std::int64_t i = 0; i < whole; i += packet_size) {
    const packet v = f(packet_at(x + i)...);
    std::memcpy(y + i, &v, sizeof v);
  }
  for (std::int64_t i = whole; i < count; ++i) y[i] = f(x[i]...);
}
}  // namespace detail

NNSTRUCT_DEFINE void add(std::int64_t count, const float* a, const float* b, float* y) {
  detail::map_elements(
      count, y, [](auto left, auto right) { return left + right; }, a, b);
}

NNSTRUCT_DEFINE void relu(std::int64_t count, const float* x, float* y) {
  detail::map_elements(
      count, y, [](auto v) { return v < 0 ? decltype(v){} : v; }, x);
}

NNSTRUCT_DEFINE void leaky_relu(std::int64_t count, double slope, const float* x, float* y) {
  const auto factor = static_cast<float>(slope);
  for (std::int64_t i = 0; i < count; ++i) y[i] = x[i] > 0 ? x[i] : x[i] * factor;
}

NNSTRUCT_DEFINE void elu(std::int64_t count, double alpha, const float* x, float* y) {
  const auto factor = static_cast<float>(alpha);
  for (std::int64_t i = 0; i < count; ++i) y[i] = x[i] < 0 ? factor * std::expm1(x[i]) : x[i];
}

NNSTRUCT_DEFINE void hardtanh(std::int64_t count, double low, double high, const float* x, float* y) {
  const auto least = static_cast<float>(low), most = static_cast<float>(high);
  for (std::int64_t i = 0; i < count; ++i) y[i] = x[i] < least ? least : x[i] > most ? most : x[i];
}

NNSTRUCT_DEFINE void sigmoid(std::int64_t count, const float* x, float* y) {
  for (std::int64_t i = 0; i < count; ++i) y[i] = 1 / (1 + std::exp(-x[i]));
}

NNSTRUCT_DEFINE void tanh(std::int64_t count, const float* x, float* y) {
  for (std::int64_t i = 0; i < count; ++i) y[i] = std::tanh(x[i]);
}

NNSTRUCT_DEFINE void gelu(std::int64_t count, bool tanh_approximation, const float* x, float* y) {
  constexpr float half_root = 0.70710678118654752f;       // sqrt(1 / 2)
  constexpr float root_of_two_by_pi = 0.79788456080287f;  // sqrt(2 / pi)
  for (std::int64_t i = 0; i < count; ++i) {
    const float v = x[i];
    const float twice =
        tanh_approximation ? std::tanh(root_of_two_by_pi * (v + 0.044715f * v * v * v)) : std::erf(v * half_root);
    y[i] = 0.5f * v * (1 + twice);
  }
}

namespace detail {
/// Calls f(first element, largest, sum of exp(x - largest)) for each row along n.
template <class F> void for_each_row(std::int64_t outer, std::int64_t n, std::int64_t inner, const float* x, F f) {
  for (std::int64_t o = 0; o < outer; ++o)
    for (std::int64_t i = 0; i < inner; ++i) {
      const std::int64_t first = o * n * inner + i;
      float largest = x[first];
      for (std::int64_t k = 1; k < n; ++k) largest = std::max(largest, x[first + k * inner]);
      double sum = 0;
      for (std::int64_t k = 0; k < n; ++k) sum += static_cast<double>(std::exp(x[first + k * inner] - largest));
      f(first, largest, sum);
    }
}
}  // namespace detail

NNSTRUCT_DEFINE void softmax(std::int64_t outer, std::int64_t n, std::int64_t inner, const float* x, float* y) {
  detail::for_each_row(outer, n, inner, x, [&](std::int64_t first, float largest, double sum) {
    const auto scale = static_cast<float>(1 / sum);
    for (std::int64_t i = first; i < first + n * inner; i += inner) y[i] = std::exp(x[i] - largest) * scale;
  });
}

NNSTRUCT_DEFINE void log_softmax(std::int64_t outer, std::int64_t n, std::int64_t inner, const float* x, float* y) {
  detail::for_each_row(outer, n, inner, x, [&](std::int64_t first, float largest, double sum) {
    const auto logarithm = static_cast<float>(std::log(sum));
    for (std::int64_t i = first; i < first + n * inner; i += inner) y[i] = x[i] - largest - logarithm;
  });
}

NNSTRUCT_DEFINE void embedding(std::int64_t count, std::int64_t size, const std::int64_t* indices, const float* weight,
                               float* y) {
  for (std::int64_t i = 0; i < count; ++i) std::copy_n(weight + indices[i] * size, size, y + i * size);
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::engine::reference
