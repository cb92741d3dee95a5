// SPDX-License-Identifier: Apache-2.0
/// \file
/// Names that are others, misspelled.
#pragma once

#include <cstddef>
#include <string_view>

#include <nnstruct/config.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// How many characters must be inserted, removed or replaced to make one text of another, or neighbours exchanged;
/// `most` + 1 if that many do not suffice.
NNSTRUCT_DECLARE std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t most);

/// One of two names is the other one misspelled: they differ in one part between dots, by underlines and the case of
/// letters, or in a word of five letters or more by a letter too many or two that changed places. Not by another
/// letter (`weight_ih` and `weight_hh`, `encoder` and `decoder`), nor in numbers or single letters, which count.
NNSTRUCT_DECLARE bool is_slip(std::string_view a, std::string_view b);

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
