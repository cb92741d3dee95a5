// SPDX-License-Identifier: Apache-2.0
/// \file
/// A floating-point number as Python writes it, whatever the program's locale: printf and streams put the locale's
/// decimal comma and thousands' separators into it.
#pragma once

#include <string>

#include <nnstruct/config.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// Python's `repr` of a float: the fewest digits that read back as the same number. `1e-05`, `0.1`, `1.0`, `inf`.
NNSTRUCT_DECLARE std::string python_float(double value);

/// Python's `"%.4f" % value`, and printf's in the "C" locale. Whatever shows a rounded number uses it.
/// \param style  'f', 'e' or 'g', as in printf
NNSTRUCT_DECLARE std::string rounded_float(double value, char style = 'g', int precision = 6);

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
