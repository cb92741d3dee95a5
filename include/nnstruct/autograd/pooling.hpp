// SPDX-License-Identifier: Apache-2.0
/// \file
/// Differentiable pooling, see engine/reference.hpp.
#pragma once

#include <cstdint>

#include <nnstruct/autograd/variable.hpp>
#include <nnstruct/config.hpp>
#include <nnstruct/engine/window2d.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::autograd {

NNSTRUCT_DECLARE void max_pool2d(const engine::window2d& window, std::int64_t planes, const variable& x,
                                 const result& y);
NNSTRUCT_DECLARE void avg_pool2d(const engine::window2d& window, std::int64_t planes, bool count_include_pad,
                                 std::int64_t divisor, const variable& x, const result& y);
NNSTRUCT_DECLARE void adaptive_avg_pool2d(std::int64_t planes, std::int64_t input_h, std::int64_t input_w,
                                          std::int64_t output_h, std::int64_t output_w, const variable& x,
                                          const result& y);

}  // namespace nnstruct::inline NNSTRUCT_ABI::autograd
