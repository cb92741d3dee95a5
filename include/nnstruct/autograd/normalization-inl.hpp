// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include <nnstruct/autograd/normalization.hpp>
#include <nnstruct/autograd/operation-inl.hpp>
#include <nnstruct/engine/kernels.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::autograd {

namespace detail {
struct saved_batch_norm {
  bool training;
  std::int64_t batch, channels, inner;
  double eps;
  storage_handle x, mean, variance, weight;

  NNSTRUCT_DECLARE void backward(gradients& g) const {
    float* const dx = g.of(0, batch * channels * inner);
    float* const dweight = g.of(1, channels);
    float* const dbias = g.of(2, channels);
    const auto run = [&](auto kernel) {
      kernel(batch, channels, inner, eps, elements(x), elements(mean), elements(variance), elements(weight),
             g.of_result(), dx, dweight, dbias);
    };
    if (training) run([](const auto&... a) { engine::batch_norm_training_backward(a...); });
    else run([](const auto&... a) { engine::batch_norm_backward(a...); });
  }
};
struct saved_layer_norm {
  std::int64_t rows, size;
  double eps;
  storage_handle x, weight;

  NNSTRUCT_DECLARE void backward(gradients& g) const {
    float* const dx = g.of(0, rows * size);
    float* const dweight = g.of(1, size);
    engine::layer_norm_backward(rows, size, eps, elements(x), elements(weight), g.of_result(), dx, dweight,
                                g.of(2, size));
  }
};
}  // namespace detail

NNSTRUCT_DEFINE void batch_norm(std::int64_t batch, std::int64_t channels, std::int64_t inner, double eps,
                                const variable& x, const variable& mean, const variable& variance,
                                const variable& weight, const variable& bias, const result& y) {
  engine::batch_norm(batch, channels, inner, eps, x.data(), mean.data(), variance.data(), weight.data(), bias.data(),
                     y.data);
  const std::array operands{x, weight, bias};
  if (!detail::records(operands)) return;
  detail::record(y, "batch_norm", operands,
                 detail::saved_batch_norm{false, batch, channels, inner, eps, detail::kept_if(weight.node, x),
                                          *mean.values, *variance.values, detail::kept_if(x.node, weight)});
}

NNSTRUCT_DEFINE void batch_norm_training(std::int64_t batch, std::int64_t channels, std::int64_t inner, double eps,
                                         const variable& x, const variable& weight, const variable& bias,
                                         const result& y, const nnstruct::detail::storage_handle& mean,
                                         const nnstruct::detail::storage_handle& variance) {
  engine::batch_norm_training(batch, channels, inner, eps, x.data(), weight.data(), bias.data(), y.data,
                              reinterpret_cast<float*>(mean.data()), reinterpret_cast<float*>(variance.data()));
  const std::array operands{x, weight, bias};
  if (!detail::records(operands)) return;
  detail::record(y, "batch_norm", operands,
                 detail::saved_batch_norm{true, batch, channels, inner, eps, *x.values, mean, variance,
                                          detail::kept_if(x.node, weight)});
}

NNSTRUCT_DEFINE void layer_norm(std::int64_t rows, std::int64_t size, double eps, const variable& x,
                                const variable& weight, const variable& bias, const result& y) {
  engine::layer_norm(rows, size, eps, x.data(), weight.data(), bias.data(), y.data);
  const std::array operands{x, weight, bias};
  if (!detail::records(operands)) return;
  detail::record(y, "layer_norm", operands,
                 detail::saved_layer_norm{rows, size, eps, *x.values, detail::kept_if(x.node, weight)});
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::autograd
