// SPDX-License-Identifier: Apache-2.0
/// \file
/// The reference engine, the gradients of its pooling.
#pragma once

#include <algorithm>
#include <cstdint>

#include <nnstruct/engine/reference.hpp>
#include <nnstruct/engine/reference_backward.hpp>
#include <nnstruct/engine/reference_pool-inl.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::engine::reference {

namespace detail {
/// The gradient of mean_over, added.
template <class T> void spread_over(const averaged& a, std::int64_t width, T dy, T* image) {
  const T share = static_cast<T>(static_cast<double>(dy) / a.divisor);
  for (std::int64_t h = a.top; h < a.bottom; ++h)
    for (std::int64_t v = a.left; v < a.right; ++v) image[h * width + v] += share;
}
}  // namespace detail

template <class T> void max_pool2d_backward(const window2d& w, std::int64_t planes, const T* x, const T* dy, T* dx) {
  const std::int64_t plane = w.input_h * w.input_w;
  std::fill_n(dx, planes * plane, T{0});
  for (std::int64_t p = 0; p < planes; ++p, x += plane, dx += plane)
    for (std::int64_t oh = 0; oh < w.output_h; ++oh)
      for (std::int64_t ow = 0; ow < w.output_w; ++ow, ++dy)
        if (const std::int64_t at = detail::largest_of(w, oh, ow, x).at; at >= 0) dx[at] += *dy;
}
NNSTRUCT_INSTANTIATE(max_pool2d_backward);

template <class T>
void avg_pool2d_backward(const window2d& w, std::int64_t planes, bool count_include_pad, std::int64_t divisor,
                         const T* dy, T* dx) {
  const std::int64_t plane = w.input_h * w.input_w;
  std::fill_n(dx, planes * plane, T{0});
  for (std::int64_t p = 0; p < planes; ++p, dx += plane)
    for (std::int64_t oh = 0; oh < w.output_h; ++oh)
      for (std::int64_t ow = 0; ow < w.output_w; ++ow)
        detail::spread_over(detail::average_of(w, oh, ow, count_include_pad, divisor), w.input_w, *dy++, dx);
}
NNSTRUCT_INSTANTIATE(avg_pool2d_backward);

template <class T>
void adaptive_avg_pool2d_backward(std::int64_t planes, std::int64_t input_h, std::int64_t input_w,
                                  std::int64_t output_h, std::int64_t output_w, const T* dy, T* dx) {
  std::fill_n(dx, planes * input_h * input_w, T{0});
  for (std::int64_t p = 0; p < planes; ++p, dx += input_h * input_w)
    for (std::int64_t oh = 0; oh < output_h; ++oh)
      for (std::int64_t ow = 0; ow < output_w; ++ow)
        detail::spread_over(detail::part_of(input_h, input_w, output_h, output_w, oh, ow), input_w, *dy++, dx);
}
NNSTRUCT_INSTANTIATE(adaptive_avg_pool2d_backward);

}  // namespace nnstruct::inline NNSTRUCT_ABI::engine::reference
