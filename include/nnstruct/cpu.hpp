// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the CPU can do.
#pragma once

#include <nnstruct/config.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// Whether the CPU that the program runs on has AVX2 and FMA.
NNSTRUCT_DECLARE bool has_avx2();

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
