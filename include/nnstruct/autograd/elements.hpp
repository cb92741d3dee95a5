// SPDX-License-Identifier: Apache-2.0
/// \file
/// Differentiable functions of each element, see engine/reference.hpp.
#pragma once

#include <cstdint>

#include <nnstruct/autograd/variable.hpp>
#include <nnstruct/config.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::autograd {

/// y = a + b, a - b, a * b.
NNSTRUCT_DECLARE void add(std::int64_t count, const variable& a, const variable& b, const result& y);
NNSTRUCT_DECLARE void sub(std::int64_t count, const variable& a, const variable& b, const result& y);
NNSTRUCT_DECLARE void mul(std::int64_t count, const variable& a, const variable& b, const result& y);
/// y = factor * x, x + term.
NNSTRUCT_DECLARE void scale(std::int64_t count, const variable& x, const result& y, double factor);
NNSTRUCT_DECLARE void shift(std::int64_t count, const variable& x, const result& y, double term);

NNSTRUCT_DECLARE void relu(std::int64_t count, const variable& x, const result& y);
NNSTRUCT_DECLARE void leaky_relu(std::int64_t count, double slope, const variable& x, const result& y);
NNSTRUCT_DECLARE void elu(std::int64_t count, double alpha, const variable& x, const result& y);
NNSTRUCT_DECLARE void hardtanh(std::int64_t count, double low, double high, const variable& x, const result& y);
NNSTRUCT_DECLARE void sigmoid(std::int64_t count, const variable& x, const result& y);
NNSTRUCT_DECLARE void tanh(std::int64_t count, const variable& x, const result& y);
NNSTRUCT_DECLARE void gelu(std::int64_t count, bool tanh_approximation, const variable& x, const result& y);

/// y = x / (1 - p), or x * 0 with the probability p; drawn from the process's generator.
NNSTRUCT_DECLARE void dropout(double p, std::int64_t count, const variable& x, const result& y);

}  // namespace nnstruct::inline NNSTRUCT_ABI::autograd
