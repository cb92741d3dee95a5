// SPDX-License-Identifier: Apache-2.0
/// \file
/// A value as Python's source has it.
#pragma once

#include <string_view>

#include <nnstruct/config.hpp>
#include <nnstruct/state_dict/value.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch {

/// The value that Python's repr writes so: `[1, (2, None), 3.5, 'a']`. None, booleans, numbers (`inf` and `nan` too),
/// strings, and tuples, lists and dictionaries of them; a `torch.Size([3, 4])`.
/// \throws Error  the text is no such value; says what is expected, and at which character
NNSTRUCT_DECLARE Value value_of_literal(std::string_view text);

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
