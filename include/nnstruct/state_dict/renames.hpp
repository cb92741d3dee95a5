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

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
