// SPDX-License-Identifier: Apache-2.0
/// \file
/// Differentiable sums and softmax along one extent, see engine/reference.hpp.
#pragma once

#include <cstdint>

#include <nnstruct/autograd/variable.hpp>
#include <nnstruct/config.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::autograd {

/// y[outer, inner] = factor * the sums of x[outer, n, inner] along n
NNSTRUCT_DECLARE void sum(std::int64_t outer, std::int64_t n, std::int64_t inner, double factor, const variable& x,
                          const result& y);
NNSTRUCT_DECLARE void softmax(std::int64_t outer, std::int64_t n, std::int64_t inner, const variable& x,
                              const result& y);
NNSTRUCT_DECLARE void log_softmax(std::int64_t outer, std::int64_t n, std::int64_t inner, const variable& x,
                                  const result& y);

}  // namespace nnstruct::inline NNSTRUCT_ABI::autograd
