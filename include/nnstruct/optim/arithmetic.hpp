// SPDX-License-Identifier: Apache-2.0
/// \file
/// The arithmetic of the optimizers' steps: PyTorch's bits on every CPU and with every compiler flag (but -ffast-math).
///
/// Where PyTorch's kernels multiply and add in one step, std::fma says so; elsewhere no sum follows a product, so that
/// a compiler which contracts expressions on its own (g++ does by default) finds nothing to contract.
#pragma once

#include <cstddef>

#include <nnstruct/config.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

struct sgd_coefficients {
  bool maximize;
  bool nesterov;
  bool first;  ///< the momentum begins with the gradient
  float weight_decay;
  float momentum;
  float rate;  ///< 1 - dampening
  float step;  ///< -lr
};

/// \param momentum  null if there is none
NNSTRUCT_DECLARE void sgd_update(const sgd_coefficients& c, float* values, const float* gradient, float* momentum,
                                 std::size_t count);

struct adam_coefficients {
  bool maximize;
  float shrink;        ///< what the values are multiplied with first: 1 - lr * weight_decay
  float weight_decay;  ///< through the gradient
  float weight1;       ///< 1 - beta1
  float beta2;
  float weight2;  ///< 1 - beta2
  float root_correction2;
  float eps;
  float step;  ///< -lr / correction1
};

/// \param largest  max_exp_avg_sq; null without amsgrad
NNSTRUCT_DECLARE void adam_update(const adam_coefficients& c, float* values, const float* gradient, float* exp_avg,
                                  float* exp_avg_sq, float* largest, std::size_t count);

/// The same, with the instructions that every CPU has.
NNSTRUCT_DECLARE void sgd_update_anywhere(const sgd_coefficients& c, float* values, const float* gradient,
                                          float* momentum, std::size_t count);
NNSTRUCT_DECLARE void adam_update_anywhere(const adam_coefficients& c, float* values, const float* gradient,
                                           float* exp_avg, float* exp_avg_sq, float* largest, std::size_t count);

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
