// SPDX-License-Identifier: Apache-2.0
/// \file
/// Differentiable products: linear, matrix product, convolution and transposed convolution. Sizes are those of the
/// kernels of the same names, engine/reference.hpp.
#pragma once

#include <cstdint>

#include <nnstruct/autograd/variable.hpp>
#include <nnstruct/config.hpp>
#include <nnstruct/engine/window2d.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::autograd {

NNSTRUCT_DECLARE void linear(std::int64_t rows, std::int64_t in, std::int64_t out, const variable& x,
                             const variable& weight, const variable& bias, const result& y);
NNSTRUCT_DECLARE void matmul(std::int64_t batch, std::int64_t m, std::int64_t k, std::int64_t n, bool one_b,
                             const variable& a, const variable& b, const result& y);
NNSTRUCT_DECLARE void conv2d(const engine::window2d& window, std::int64_t batch, std::int64_t in_channels,
                             std::int64_t out_channels, std::int64_t groups, const variable& x, const variable& weight,
                             const variable& bias, const result& y);
NNSTRUCT_DECLARE void conv_transpose2d(const engine::window2d& window, std::int64_t batch, std::int64_t in_channels,
                                       std::int64_t out_channels, std::int64_t groups, const variable& x,
                                       const variable& weight, const variable& bias, const result& y);

}  // namespace nnstruct::inline NNSTRUCT_ABI::autograd
