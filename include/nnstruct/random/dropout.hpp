// SPDX-License-Identifier: Apache-2.0
/// \file
/// What Dropout computes, declared so that declaring a network stays cheap.
#pragma once

#include <cstddef>

#include <nnstruct/config.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// y[i] = x[i] / (1 - p), or x[i] * 0 with the probability p; drawn from the process's generator. y may be x.
/// What x was multiplied by goes to `factors`, which may be null.
NNSTRUCT_DECLARE void dropout(double p, std::size_t count, const float* x, float* y, float* factors);

/// Throws Error: p is no probability.
NNSTRUCT_DECLARE [[noreturn]] void throw_no_probability(double p);

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
