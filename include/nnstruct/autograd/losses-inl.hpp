// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include <nnstruct/autograd/losses.hpp>
#include <nnstruct/autograd/operation-inl.hpp>
#include <nnstruct/engine/kernels.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::autograd {

namespace detail {
struct saved_nll_loss {
  engine::class_labels call;
  std::vector<std::int64_t> labels;  // the caller may write his own ones again
  storage_handle weight;

  NNSTRUCT_DECLARE void backward(gradients& g) const {
    engine::class_labels c = call;
    c.labels = labels.data();
    engine::nll_loss_backward(c, elements(weight), g.of_result(), g.of(0, c.batch * c.classes * c.inner));
  }
};
struct saved_soft_nll_loss {
  std::int64_t batch, classes, inner;
  double smoothing;
  storage_handle x, t, weight;

  NNSTRUCT_DECLARE void backward(gradients& g) const {
    float* const dx = g.of(0, batch * classes * inner);
    float* const dt = g.of(1, batch * classes * inner);
    engine::soft_nll_loss_backward(batch, classes, inner, smoothing, elements(x), elements(t), elements(weight),
                                   g.of_result(), dx, dt);
  }
};
struct saved_mse_loss {
  std::int64_t count;
  storage_handle x, t;

  NNSTRUCT_DECLARE void backward(gradients& g) const {
    float* const dx = g.of(0, count);
    engine::mse_loss_backward(count, elements(x), elements(t), g.of_result(), dx, g.of(1, count));
  }
};
struct saved_smooth_l1_loss {
  std::int64_t count;
  double beta;
  storage_handle x, t;

  NNSTRUCT_DECLARE void backward(gradients& g) const {
    float* const dx = g.of(0, count);
    engine::smooth_l1_loss_backward(count, beta, elements(x), elements(t), g.of_result(), dx, g.of(1, count));
  }
};
struct saved_binary_cross_entropy {
  std::int64_t count;
  storage_handle x, t, weight, positive_weight;

  NNSTRUCT_DECLARE void backward(gradients& g) const {
    float* const dx = g.of(0, count);
    engine::binary_cross_entropy_with_logits_backward(count, elements(x), elements(t), elements(weight),
                                                      elements(positive_weight), g.of_result(), dx, g.of(1, count));
  }
};
}  // namespace detail

NNSTRUCT_DEFINE void nll_loss(const engine::class_labels& c, const variable& x, const variable& weight,
                              const result& y) {
  engine::nll_loss(c, x.data(), weight.data(), y.data);
  const std::array operands{x};
  if (detail::records(operands))
    detail::record(y, "nll_loss", operands,
                   detail::saved_nll_loss{c, {c.labels, c.labels + c.count()}, detail::kept_if(true, weight)});
}

NNSTRUCT_DEFINE void soft_nll_loss(std::int64_t batch, std::int64_t classes, std::int64_t inner, double smoothing,
                                   const variable& x, const variable& t, const variable& weight, const result& y) {
  engine::soft_nll_loss(batch, classes, inner, smoothing, x.data(), t.data(), weight.data(), y.data);
  const std::array operands{x, t};
  if (detail::records(operands))
    detail::record(y, "soft_nll_loss", operands,
                   detail::saved_soft_nll_loss{batch, classes, inner, smoothing, detail::kept_if(t.node, x),
                                               detail::kept_if(x.node, t), detail::kept_if(true, weight)});
}

NNSTRUCT_DEFINE void mse_loss(std::int64_t count, const variable& x, const variable& t, const result& y) {
  engine::mse_loss(count, x.data(), t.data(), y.data);
  const std::array operands{x, t};
  if (detail::records(operands))
    detail::record(y, "mse_loss", operands, detail::saved_mse_loss{count, *x.values, *t.values});
}

NNSTRUCT_DEFINE void smooth_l1_loss(std::int64_t count, double beta, const variable& x, const variable& t,
                                    const result& y) {
  engine::smooth_l1_loss(count, beta, x.data(), t.data(), y.data);
  const std::array operands{x, t};
  if (detail::records(operands))
    detail::record(y, "smooth_l1_loss", operands, detail::saved_smooth_l1_loss{count, beta, *x.values, *t.values});
}

NNSTRUCT_DEFINE void binary_cross_entropy_with_logits(std::int64_t count, const variable& x, const variable& t,
                                                      const variable& weight, const variable& positive_weight,
                                                      const result& y) {
  engine::binary_cross_entropy_with_logits(count, x.data(), t.data(), weight.data(), positive_weight.data(), y.data);
  const std::array operands{x, t};
  if (detail::records(operands))
    detail::record(y, "binary_cross_entropy_with_logits", operands,
                   detail::saved_binary_cross_entropy{count, *x.values, *t.values, detail::kept_if(true, weight),
                                                      detail::kept_if(true, positive_weight)});
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::autograd
