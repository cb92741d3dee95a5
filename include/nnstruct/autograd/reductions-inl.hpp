// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include <nnstruct/autograd/operation-inl.hpp>
#include <nnstruct/autograd/reductions.hpp>
#include <nnstruct/engine/kernels.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::autograd {

namespace detail {
struct saved_sum {
  std::int64_t outer, n, inner;
  double factor;

  NNSTRUCT_DECLARE void backward(gradients& g) const {
    float* const dx = g.of(0, outer * n * inner);
    engine::sum_backward(outer, n, inner, g.of_result(), dx);
    if (factor != 1) engine::scale(outer * n * inner, factor, dx, dx);
  }
};
}  // namespace detail

NNSTRUCT_DEFINE void sum(std::int64_t outer, std::int64_t n, std::int64_t inner, double factor, const variable& x,
                         const result& y) {
  engine::sum(outer, n, inner, x.data(), y.data);
  if (factor != 1) engine::scale(outer * inner, factor, y.data, y.data);
  const std::array operands{x};
  if (detail::records(operands)) detail::record(y, "sum", operands, detail::saved_sum{outer, n, inner, factor});
}

namespace detail {
/// Both gradients follow from the result.
struct saved_softmax {
  std::int64_t outer, n, inner;
  bool logarithm;
  storage_handle y;

  NNSTRUCT_DECLARE void backward(gradients& g) const {
    float* const dx = g.of(0, outer * n * inner);
    if (logarithm) engine::log_softmax_backward(outer, n, inner, elements(y), g.of_result(), dx);
    else engine::softmax_backward(outer, n, inner, elements(y), g.of_result(), dx);
  }
};

NNSTRUCT_DECLARE void softmax_of(std::int64_t outer, std::int64_t n, std::int64_t inner, bool logarithm,
                                 const variable& x, const result& y) {
  if (outer * n * inner != 0) {
    if (logarithm) engine::log_softmax(outer, n, inner, x.data(), y.data);
    else engine::softmax(outer, n, inner, x.data(), y.data);
  }
  const std::array operands{x};
  if (records(operands))
    record(y, logarithm ? "log_softmax" : "softmax", operands, saved_softmax{outer, n, inner, logarithm, *y.values});
}
}  // namespace detail

NNSTRUCT_DEFINE void softmax(std::int64_t outer, std::int64_t n, std::int64_t inner, const variable& x,
                             const result& y) {
  detail::softmax_of(outer, n, inner, false, x, y);
}
NNSTRUCT_DEFINE void log_softmax(std::int64_t outer, std::int64_t n, std::int64_t inner, const variable& x,
                                 const result& y) {
  detail::softmax_of(outer, n, inner, true, x, y);
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::autograd
