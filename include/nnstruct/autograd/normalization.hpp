// SPDX-License-Identifier: Apache-2.0
/// \file
/// Differentiable normalisations, see engine/reference.hpp. Weight and bias may be left out.
#pragma once

#include <cstdint>

#include <nnstruct/autograd/variable.hpp>
#include <nnstruct/config.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::autograd {

/// With given statistics, which are constants.
NNSTRUCT_DECLARE void batch_norm(std::int64_t batch, std::int64_t channels, std::int64_t inner, double eps,
                                 const variable& x, const variable& mean, const variable& variance,
                                 const variable& weight, const variable& bias, const result& y);
/// With the batch's own, which are put into mean and variance: float, one for each channel.
NNSTRUCT_DECLARE void batch_norm_training(std::int64_t batch, std::int64_t channels, std::int64_t inner, double eps,
                                          const variable& x, const variable& weight, const variable& bias,
                                          const result& y, const nnstruct::detail::storage_handle& mean,
                                          const nnstruct::detail::storage_handle& variance);
NNSTRUCT_DECLARE void layer_norm(std::int64_t rows, std::int64_t size, double eps, const variable& x,
                                 const variable& weight, const variable& bias, const result& y);

}  // namespace nnstruct::inline NNSTRUCT_ABI::autograd
