// SPDX-License-Identifier: Apache-2.0
/// \file
/// Differentiable losses, see engine/reference_losses.hpp. Weights are constants; they may be left out.
#pragma once

#include <cstdint>

#include <nnstruct/autograd/variable.hpp>
#include <nnstruct/config.hpp>
#include <nnstruct/engine/class_labels.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::autograd {

/// The caller has checked the labels.
NNSTRUCT_DECLARE void nll_loss(const engine::class_labels& labels, const variable& x, const variable& weight,
                               const result& y);
/// The same for probabilities t, which may want a gradient too.
NNSTRUCT_DECLARE void soft_nll_loss(std::int64_t batch, std::int64_t classes, std::int64_t inner, double smoothing,
                                    const variable& x, const variable& t, const variable& weight, const result& y);

/// Of each element; t may want a gradient too.
NNSTRUCT_DECLARE void mse_loss(std::int64_t count, const variable& x, const variable& t, const result& y);
NNSTRUCT_DECLARE void smooth_l1_loss(std::int64_t count, double beta, const variable& x, const variable& t,
                                     const result& y);
NNSTRUCT_DECLARE void binary_cross_entropy_with_logits(std::int64_t count, const variable& x, const variable& t,
                                                       const variable& weight, const variable& positive_weight,
                                                       const result& y);

}  // namespace nnstruct::inline NNSTRUCT_ABI::autograd
