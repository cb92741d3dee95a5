// SPDX-License-Identifier: Apache-2.0
/// \file
/// A string as Python writes it.
#pragma once

#include <string>
#include <string_view>

#include <nnstruct/config.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// Python's `repr` of a str, given in UTF-8: `'fc1.weight'`, `"it's"`, `'caf\u200b'`. What is not printable is escaped,
/// but for code points without a meaning (which those are depends on the version of Unicode). Bytes that are no UTF-8
/// are escaped one by one.
NNSTRUCT_DECLARE std::string python_repr(std::string_view text);

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
