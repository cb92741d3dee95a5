// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include <nnstruct/autograd/operation-inl.hpp>
#include <nnstruct/autograd/products.hpp>
#include <nnstruct/engine/kernels.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::autograd {

namespace detail {
struct saved_linear {
  std::int64_t rows, in, out;
  storage_handle x, weight;

  NNSTRUCT_DECLARE void backward(gradients& g) const {
    float* const dx = g.of(0, rows * in);
    float* const dweight = g.of(1, out * in);
    float* const dbias = g.of(2, out);
    engine::linear_backward(rows, in, out, elements(x), elements(weight), g.of_result(), dx, dweight, dbias);
  }
};
}  // namespace detail

NNSTRUCT_DEFINE void linear(std::int64_t rows, std::int64_t in, std::int64_t out, const variable& x,
                            const variable& weight, const variable& bias, const result& y) {
  engine::linear(rows, in, out, x.data(), weight.data(), bias.data(), y.data);
  const std::array operands{x, weight, bias};
  if (!detail::records(operands)) return;
  detail::record(y, "linear", operands,
                 detail::saved_linear{rows, in, out, detail::kept_if(weight.node, x), detail::kept_if(x.node, weight)});
}

namespace detail {
struct saved_matmul {
  std::int64_t batch, m, k, n;
  bool one_b;
  storage_handle a, b;

  NNSTRUCT_DECLARE void backward(gradients& g) const {
    float* const da = g.of(0, batch * m * k);
    float* const db = g.of(1, (one_b ? 1 : batch) * k * n);
    engine::matmul_backward(batch, m, k, n, one_b, elements(a), elements(b), g.of_result(), da, db);
  }
};
}  // namespace detail

NNSTRUCT_DEFINE void matmul(std::int64_t batch, std::int64_t m, std::int64_t k, std::int64_t n, bool one_b,
                            const variable& a, const variable& b, const result& y) {
  engine::matmul(batch, m, k, n, one_b, a.data(), b.data(), y.data);
  const std::array operands{a, b};
  if (!detail::records(operands)) return;
  detail::record(y, "matmul", operands,
                 detail::saved_matmul{batch, m, k, n, one_b, detail::kept_if(b.node, a), detail::kept_if(a.node, b)});
}

namespace detail {
struct saved_conv2d {
  engine::window2d window;
  std::int64_t batch, in_channels, out_channels, groups;
  storage_handle x, weight;

  NNSTRUCT_DECLARE void backward(gradients& g) const {
    float* const dx = g.of(0, batch * in_channels * window.input_h * window.input_w);
    float* const dweight = g.of(1, out_channels * (in_channels / groups) * window.kernel_h * window.kernel_w);
    float* const dbias = g.of(2, out_channels);
    engine::conv2d_backward(window, batch, in_channels, out_channels, groups, elements(x), elements(weight),
                            g.of_result(), dx, dweight, dbias);
  }
};
}  // namespace detail

NNSTRUCT_DEFINE void conv2d(const engine::window2d& window, std::int64_t batch, std::int64_t in_channels,
                            std::int64_t out_channels, std::int64_t groups, const variable& x, const variable& weight,
                            const variable& bias, const result& y) {
  engine::conv2d(window, batch, in_channels, out_channels, groups, x.data(), weight.data(), bias.data(), y.data);
  const std::array operands{x, weight, bias};
  if (!detail::records(operands)) return;
  detail::record(y, "conv2d", operands,
                 detail::saved_conv2d{window, batch, in_channels, out_channels, groups, detail::kept_if(weight.node, x),
                                      detail::kept_if(x.node, weight)});
}

namespace detail {
struct saved_conv_transpose2d {
  engine::window2d window;
  std::int64_t batch, in_channels, out_channels, groups;
  storage_handle x, weight;

  NNSTRUCT_DECLARE void backward(gradients& g) const {
    float* const dx = g.of(0, batch * in_channels * window.input_h * window.input_w);
    float* const dweight = g.of(1, in_channels * (out_channels / groups) * window.kernel_h * window.kernel_w);
    float* const dbias = g.of(2, out_channels);
    engine::conv_transpose2d_backward(window, batch, in_channels, out_channels, groups, elements(x), elements(weight),
                                      g.of_result(), dx, dweight, dbias);
  }
};
}  // namespace detail

NNSTRUCT_DEFINE void conv_transpose2d(const engine::window2d& window, std::int64_t batch, std::int64_t in_channels,
                                      std::int64_t out_channels, std::int64_t groups, const variable& x,
                                      const variable& weight, const variable& bias, const result& y) {
  engine::conv_transpose2d(window, batch, in_channels, out_channels, groups, x.data(), weight.data(), bias.data(),
                           y.data);
  const std::array operands{x, weight, bias};
  if (!detail::records(operands)) return;
  detail::record(y, "conv_transpose2d", operands,
                 detail::saved_conv_transpose2d{window, batch, in_channels, out_channels, groups,
                                                detail::kept_if(weight.node, x), detail::kept_if(x.node, weight)});
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::autograd
