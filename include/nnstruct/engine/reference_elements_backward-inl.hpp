// SPDX-License-Identifier: Apache-2.0
/// \file
/// The reference engine, the gradients of functions of single elements and of rows. Of NaN they make what PyTorch
/// makes.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include <nnstruct/engine/reference.hpp>
#include <nnstruct/engine/reference_backward.hpp>
#include <nnstruct/engine/reference_elements-inl.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::engine::reference {

template <class T> void relu_backward(std::int64_t count, const T* y, const T* dy, T* dx) {
  detail::map_elements(
      count, dx, [](auto v, auto d) { return v <= 0 ? decltype(d){} : d; }, y, dy);
}
NNSTRUCT_INSTANTIATE(relu_backward);

template <class T> void leaky_relu_backward(std::int64_t count, double slope, const T* x, const T* dy, T* dx) {
  detail::map_elements(
      count, dx, [factor = static_cast<T>(slope)](auto v, auto d) { return v > 0 ? d : d * factor; }, x, dy);
}
NNSTRUCT_INSTANTIATE(leaky_relu_backward);

template <class T> void elu_backward(std::int64_t count, double alpha, const T* x, const T* dy, T* dx) {
  const auto factor = static_cast<T>(alpha);
  for (std::int64_t i = 0; i < count; ++i) dx[i] = x[i] > 0 ? dy[i] : dy[i] * factor * std::exp(x[i]);
}
NNSTRUCT_INSTANTIATE(elu_backward);

template <class T> void hardtanh_backward(std::int64_t count, double low, double high, const T* x, const T* dy, T* dx) {
  const auto least = static_cast<T>(low), most = static_cast<T>(high);
  for (std::int64_t i = 0; i < count; ++i) dx[i] = x[i] > least && x[i] < most ? dy[i] : 0;
}
NNSTRUCT_INSTANTIATE(hardtanh_backward);

template <class T> void sigmoid_backward(std::int64_t count, const T* y, const T* dy, T* dx) {
  detail::map_elements(
      count, dx, [](auto v, auto d) { return d * (1 - v) * v; }, y, dy);
}
NNSTRUCT_INSTANTIATE(sigmoid_backward);

template <class T> void tanh_backward(std::int64_t count, const T* y, const T* dy, T* dx) {
  detail::map_elements(
      count, dx, [](auto v, auto d) { return d * (1 - v * v); }, y, dy);
}
NNSTRUCT_INSTANTIATE(tanh_backward);

template <class T> void gelu_backward(std::int64_t count, bool tanh_approximation, const T* x, const T* dy, T* dx) {
  using namespace detail;
  for (std::int64_t i = 0; i < count; ++i) {
    const T v = x[i];
    T slope;
    if (tanh_approximation) {
      const T t = std::tanh(root_of_two_by_pi<T> * (v + gelu_cubic<T> * v * v * v));
      const T inner = root_of_two_by_pi<T> * (1 + 3 * gelu_cubic<T> * v * v);
      slope = T{0.5} * (1 + t) + T{0.5} * v * (1 - t * t) * inner;
    } else {
      const T density = T{0.5} * root_of_two_by_pi<T> * std::exp(T{-0.5} * v * v);
      slope = T{0.5} * (1 + std::erf(v * half_root<T>)) + v * density;
    }
    dx[i] = dy[i] * slope;
  }
}
NNSTRUCT_INSTANTIATE(gelu_backward);

namespace detail {
/// Calls f(first element) for each row along n.
template <class F> void for_each_line(std::int64_t outer, std::int64_t n, std::int64_t inner, F f) {
  for (std::int64_t o = 0; o < outer; ++o)
    for (std::int64_t i = 0; i < inner; ++i) f(o * n * inner + i);
}
}  // namespace detail

template <class T>
void softmax_backward(std::int64_t outer, std::int64_t n, std::int64_t inner, const T* y, const T* dy, T* dx) {
  detail::for_each_line(outer, n, inner, [&](std::int64_t first) {
    double sum = 0;
    for (std::int64_t i = first; i < first + n * inner; i += inner) sum += static_cast<double>(dy[i] * y[i]);
    for (std::int64_t i = first; i < first + n * inner; i += inner) dx[i] = (dy[i] - static_cast<T>(sum)) * y[i];
  });
}
NNSTRUCT_INSTANTIATE(softmax_backward);

template <class T>
void log_softmax_backward(std::int64_t outer, std::int64_t n, std::int64_t inner, const T* y, const T* dy, T* dx) {
  detail::for_each_line(outer, n, inner, [&](std::int64_t first) {
    double sum = 0;
    for (std::int64_t i = first; i < first + n * inner; i += inner) sum += static_cast<double>(dy[i]);
    for (std::int64_t i = first; i < first + n * inner; i += inner)
      dx[i] = dy[i] - std::exp(y[i]) * static_cast<T>(sum);
  });
}
NNSTRUCT_INSTANTIATE(log_softmax_backward);

template <class T> void sum_backward(std::int64_t outer, std::int64_t n, std::int64_t inner, const T* dy, T* dx) {
  for (std::int64_t o = 0; o < outer; ++o, dy += inner)
    for (std::int64_t k = 0; k < n; ++k, dx += inner) std::copy_n(dy, inner, dx);
}
NNSTRUCT_INSTANTIATE(sum_backward);

template <class T>
void embedding_backward(std::int64_t count, std::int64_t size, std::int64_t rows, std::int64_t padding_row,
                        const std::int64_t* indices, const T* dy, T* dweight) {
  std::fill_n(dweight, rows * size, T{0});
  for (std::int64_t i = 0; i < count; ++i)
    if (T* const row = dweight + indices[i] * size; indices[i] != padding_row) add(size, row, dy + i * size, row);
}
NNSTRUCT_INSTANTIATE(embedding_backward);

}  // namespace nnstruct::inline NNSTRUCT_ABI::engine::reference
