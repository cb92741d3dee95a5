// SPDX-License-Identifier: Apache-2.0
/// \file
/// A floating-point number as Python writes it.
#pragma once

#include <string>

#include <nnstruct/config.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// Python's `repr` of a float: the fewest digits that read back as the same number. `1e-05`, `0.1`, `1.0`, `inf`.
NNSTRUCT_DECLARE std::string python_float(double value);

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
