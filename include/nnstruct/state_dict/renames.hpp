// SPDX-License-Identifier: Apache-2.0
/// \file
/// Under which other names a state_dict may hold a model's keys, as far as names, shapes and order leave no choice.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nnstruct/config.hpp>
#include <nnstruct/schema/schema.hpp>
#include <nnstruct/span.hpp>
#include <nnstruct/state_dict/match.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// Rules that give keys of a state_dict the names of a model's, and what they are meant to do.
struct renaming {
  std::vector<std::pair<std::string, std::string>> rules;  ///< as LoadOptions::rename takes them; none: there is no way
  std::vector<match_result::pair> pairs;                   ///< entry, and item that has another name
  bool by_slip = false;                                    ///< all of them are misspelled
  bool by_number = false;                                  ///< all of them are in lists that are counted otherwise
};

/// A renaming after which nothing is missing and nothing left over:
/// - a list whose elements have other numbers is taken as a whole, in its order (`0`, `2`, `4` for `0`, `1`, `2`);
/// - what is left on both sides pairs up, by the rest of the names behind one path on each side, or in order, each pair
///   with one shape, and no part of the model could change places with another of the same keys and shapes.
/// Or one of only those keys that are misspelled, each like one other and that one like no third.
/// \param items   what takes part, under its new names
/// \param filled  entries that need not be there
NNSTRUCT_DECLARE renaming find_renaming(const schema_view& schema, span<const offered_tensor> items,
                                        span<const std::size_t> filled);

/// How many characters must be inserted, removed or replaced to make one text of another, or neighbours exchanged;
/// `most` + 1 if that many do not suffice.
NNSTRUCT_DECLARE std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t most);

/// One of two names is the other one misspelled: they differ in one part between dots, by underlines and the case of
/// letters, or in a word of four letters or more by a letter too many or two that changed places. Not by another
/// letter (`weight_ih` and `weight_hh`, `encoder` and `decoder`), nor in numbers or single letters, which count.
NNSTRUCT_DECLARE bool is_slip(std::string_view a, std::string_view b);

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
