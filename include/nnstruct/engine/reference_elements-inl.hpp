// SPDX-License-Identifier: Apache-2.0
/// \file
/// The reference engine, functions of single elements and of rows.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>

#include <nnstruct/engine/reference.hpp>
#include <nnstruct/engine/reference_product-inl.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::engine::reference {

namespace detail {
/// y[i] = f(x[i]...), for packets, and for single numbers at the end; y may be an x.
template <class T, class F, class... X> void map_elements(std::int64_t count, T* y, F f, const X*... x) {
  const std::int64_t whole = count / packet_size<T> * packet_size<T>;
  for (std::int64_t i = 0; i < whole; i += packet_size<T>) {
    const packet<T> v = f(packet_at(x + i)...);
    std::memcpy(y + i, &v, sizeof v);
  }
  for (std::int64_t i = whole; i < count; ++i) y[i] = f(x[i]...);
}

template <class T> inline constexpr T half_root = static_cast<T>(0.70710678118654752440);          // sqrt(1 / 2)
template <class T> inline constexpr T root_of_two_by_pi = static_cast<T>(0.79788456080286535588);  // sqrt(2 / pi)
template <class T> inline constexpr T gelu_cubic = static_cast<T>(0.044715);
}  // namespace detail

template <class T> void add(std::int64_t count, const T* a, const T* b, T* y) {
  detail::map_elements(
      count, y, [](auto left, auto right) { return left + right; }, a, b);
}
NNSTRUCT_INSTANTIATE(add);

template <class T> void sub(std::int64_t count, const T* a, const T* b, T* y) {
  detail::map_elements(
      count, y, [](auto left, auto right) { return left - right; }, a, b);
}
NNSTRUCT_INSTANTIATE(sub);

template <class T> void mul(std::int64_t count, const T* a, const T* b, T* y) {
  detail::map_elements(
      count, y, [](auto left, auto right) { return left * right; }, a, b);
}
NNSTRUCT_INSTANTIATE(mul);

template <class T> void scale(std::int64_t count, double factor, const T* x, T* y) {
  detail::map_elements(
      count, y, [by = static_cast<T>(factor)](auto v) { return v * by; }, x);
}
NNSTRUCT_INSTANTIATE(scale);

template <class T> void relu(std::int64_t count, const T* x, T* y) {
  detail::map_elements(
      count, y, [](auto v) { return v < 0 ? decltype(v){} : v; }, x);
}
NNSTRUCT_INSTANTIATE(relu);

template <class T> void leaky_relu(std::int64_t count, double slope, const T* x, T* y) {
  const auto factor = static_cast<T>(slope);
  for (std::int64_t i = 0; i < count; ++i) y[i] = x[i] > 0 ? x[i] : x[i] * factor;
}
NNSTRUCT_INSTANTIATE(leaky_relu);

template <class T> void elu(std::int64_t count, double alpha, const T* x, T* y) {
  const auto factor = static_cast<T>(alpha);
  for (std::int64_t i = 0; i < count; ++i) y[i] = x[i] < 0 ? factor * std::expm1(x[i]) : x[i];
}
NNSTRUCT_INSTANTIATE(elu);

template <class T> void hardtanh(std::int64_t count, double low, double high, const T* x, T* y) {
  const auto least = static_cast<T>(low), most = static_cast<T>(high);
  for (std::int64_t i = 0; i < count; ++i) y[i] = x[i] < least ? least : x[i] > most ? most : x[i];
}
NNSTRUCT_INSTANTIATE(hardtanh);

template <class T> void sigmoid(std::int64_t count, const T* x, T* y) {
  for (std::int64_t i = 0; i < count; ++i) y[i] = 1 / (1 + std::exp(-x[i]));
}
NNSTRUCT_INSTANTIATE(sigmoid);

template <class T> void tanh(std::int64_t count, const T* x, T* y) {
  for (std::int64_t i = 0; i < count; ++i) y[i] = std::tanh(x[i]);
}
NNSTRUCT_INSTANTIATE(tanh);

template <class T> void gelu(std::int64_t count, bool tanh_approximation, const T* x, T* y) {
  using namespace detail;
  for (std::int64_t i = 0; i < count; ++i) {
    const T v = x[i];
    const T twice = tanh_approximation ? std::tanh(root_of_two_by_pi<T> * (v + gelu_cubic<T> * v * v * v))
                                       : std::erf(v * half_root<T>);
    y[i] = T{0.5} * v * (1 + twice);
  }
}
NNSTRUCT_INSTANTIATE(gelu);

namespace detail {
/// Calls f(first element, largest, sum of exp(x - largest)) for each row along n.
template <class T, class F> void for_each_row(std::int64_t outer, std::int64_t n, std::int64_t inner, const T* x, F f) {
  for (std::int64_t o = 0; o < outer; ++o)
    for (std::int64_t i = 0; i < inner; ++i) {
      const std::int64_t first = o * n * inner + i;
      T largest = x[first];
      for (std::int64_t k = 1; k < n; ++k) largest = std::max(largest, x[first + k * inner]);
      double sum = 0;
      for (std::int64_t k = 0; k < n; ++k) sum += static_cast<double>(std::exp(x[first + k * inner] - largest));
      f(first, largest, sum);
    }
}
}  // namespace detail

template <class T> void softmax(std::int64_t outer, std::int64_t n, std::int64_t inner, const T* x, T* y) {
  detail::for_each_row(outer, n, inner, x, [&](std::int64_t first, T largest, double sum) {
    const auto scale = static_cast<T>(1 / sum);
    for (std::int64_t i = first; i < first + n * inner; i += inner) y[i] = std::exp(x[i] - largest) * scale;
  });
}
NNSTRUCT_INSTANTIATE(softmax);

template <class T> void log_softmax(std::int64_t outer, std::int64_t n, std::int64_t inner, const T* x, T* y) {
  detail::for_each_row(outer, n, inner, x, [&](std::int64_t first, T largest, double sum) {
    const auto logarithm = static_cast<T>(std::log(sum));
    for (std::int64_t i = first; i < first + n * inner; i += inner) y[i] = x[i] - largest - logarithm;
  });
}
NNSTRUCT_INSTANTIATE(log_softmax);

template <class T>
void embedding(std::int64_t count, std::int64_t size, const std::int64_t* indices, const T* weight, T* y) {
  for (std::int64_t i = 0; i < count; ++i) std::copy_n(weight + indices[i] * size, size, y + i * size);
}
NNSTRUCT_INSTANTIATE(embedding);

template <class T> void sum(std::int64_t outer, std::int64_t n, std::int64_t inner, const T* x, T* y) {
  constexpr std::int64_t together = 64;  // sums beside each other, so that x is read in its order
  for (std::int64_t o = 0; o < outer; ++o, x += n * inner, y += inner)
    for (std::int64_t first = 0; first < inner; first += together) {
      const std::int64_t some = std::min(together, inner - first);
      double sums[together] = {};
      for (std::int64_t k = 0; k < n; ++k)
        for (std::int64_t i = 0; i < some; ++i) sums[i] += static_cast<double>(x[k * inner + first + i]);
      for (std::int64_t i = 0; i < some; ++i) y[first + i] = static_cast<T>(sums[i]);
    }
}
NNSTRUCT_INSTANTIATE(sum);

template <class T>
void copy_rows(std::int64_t rows, std::int64_t size, const T* x, std::int64_t next_x, T* y, std::int64_t next_y) {
  for (std::int64_t r = 0; r < rows; ++r) std::copy_n(x + r * next_x, size, y + r * next_y);
}
NNSTRUCT_INSTANTIATE(copy_rows);

}  // namespace nnstruct::inline NNSTRUCT_ABI::engine::reference
