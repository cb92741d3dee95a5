// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include <nnstruct/autograd/operation-inl.hpp>
#include <nnstruct/autograd/pooling.hpp>
#include <nnstruct/engine/kernels.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::autograd {

namespace detail {
struct saved_max_pool2d {
  engine::window2d window;
  std::int64_t planes;
  storage_handle x;

  NNSTRUCT_DECLARE void backward(gradients& g) const {
    engine::max_pool2d_backward(window, planes, elements(x), g.of_result(),
                                g.of(0, planes * window.input_h * window.input_w));
  }
};
}  // namespace detail

NNSTRUCT_DEFINE void max_pool2d(const engine::window2d& window, std::int64_t planes, const variable& x,
                                const result& y) {
  engine::max_pool2d(window, planes, x.data(), y.data);
  const std::array operands{x};
  if (!detail::records(operands)) return;
  detail::record(y, "max_pool2d", operands, detail::saved_max_pool2d{window, planes, *x.values});
}

namespace detail {
struct saved_avg_pool2d {
  engine::window2d window;
  std::int64_t planes;
  bool count_include_pad;
  std::int64_t divisor;

  NNSTRUCT_DECLARE void backward(gradients& g) const {
    engine::avg_pool2d_backward(window, planes, count_include_pad, divisor, g.of_result(),
                                g.of(0, planes * window.input_h * window.input_w));
  }
};
}  // namespace detail

NNSTRUCT_DEFINE void avg_pool2d(const engine::window2d& window, std::int64_t planes, bool count_include_pad,
                                std::int64_t divisor, const variable& x, const result& y) {
  engine::avg_pool2d(window, planes, count_include_pad, divisor, x.data(), y.data);
  const std::array operands{x};
  if (!detail::records(operands)) return;
  detail::record(y, "avg_pool2d", operands, detail::saved_avg_pool2d{window, planes, count_include_pad, divisor});
}

namespace detail {
struct saved_adaptive_avg_pool2d {
  std::int64_t planes, input_h, input_w, output_h, output_w;

  NNSTRUCT_DECLARE void backward(gradients& g) const {
    engine::adaptive_avg_pool2d_backward(planes, input_h, input_w, output_h, output_w, g.of_result(),
                                         g.of(0, planes * input_h * input_w));
  }
};
}  // namespace detail

NNSTRUCT_DEFINE void adaptive_avg_pool2d(std::int64_t planes, std::int64_t input_h, std::int64_t input_w,
                                         std::int64_t output_h, std::int64_t output_w, const variable& x,
                                         const result& y) {
  engine::adaptive_avg_pool2d(planes, input_h, input_w, output_h, output_w, x.data(), y.data);
  const std::array operands{x};
  if (!detail::records(operands)) return;
  detail::record(y, "adaptive_avg_pool2d", operands,
                 detail::saved_adaptive_avg_pool2d{planes, input_h, input_w, output_h, output_w});
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::autograd
