// SPDX-License-Identifier: Apache-2.0
/// \file
/// The error of using a parameter that has no values.
#pragma once

#include <nnstruct/config.hpp>
#include <nnstruct/schema/node.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// Throws ShapeError: `the WEIGHT of Conv2d(3, 6, kernel_size=(5, 5), stride=(1, 1)) has no values yet: ...`.
NNSTRUCT_DECLARE [[noreturn]] void throw_empty_parameter(const node& layer, const char* parameter);

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
