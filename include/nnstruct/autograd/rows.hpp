// SPDX-License-Identifier: Apache-2.0
/// \file
/// Differentiable copies of rows: the lookup in a table, and concatenation.
#pragma once

#include <cstddef>
#include <cstdint>

#include <nnstruct/autograd/variable.hpp>
#include <nnstruct/config.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::autograd {

/// y[count, size] = the rows of weight[rows, size] that the indices name; the caller has checked these. The row
/// `padding` learns nothing; -1 is none.
NNSTRUCT_DECLARE void embedding(std::int64_t count, std::int64_t rows, std::int64_t size, std::int64_t padding,
                                const std::int64_t* indices, const variable& weight, const result& y);

/// y[outer, all of them, inner] = the parts[outer, its extent, inner] side by side
NNSTRUCT_DECLARE void concatenate(std::int64_t outer, std::int64_t inner, const variable* parts,
                                  const std::int64_t* extents, std::size_t count, const result& y);

}  // namespace nnstruct::inline NNSTRUCT_ABI::autograd
