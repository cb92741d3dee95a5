// SPDX-License-Identifier: Apache-2.0
/// \file
/// Rules that give keys the names of others.
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

/// Entries of a model, and the items that are them under other names.
struct paired_names {
  const schema_view& schema;
  span<const offered_tensor> items;
  std::vector<match_result::pair> pairs;  ///< by number, misspelled, by shape
  std::size_t sure = 0;                   ///< how many of them are not by shape

  std::string_view entry_key(std::size_t entry) const { return schema.entries[entry].key; }
};

/// What one rule renames: `from.*` becomes `to.*`, or one key another if they have nothing in common at their ends.
struct renaming_part {
  std::string_view from, to;
  bool whole;                                                  // keys
  bool sure;                                                   // by number or slip
  std::vector<std::pair<std::string_view, std::size_t>> rest;  // of the entries' keys, and the entries
  bool operator==(const renaming_part& other) const {
    return from == other.from && to == other.to && whole == other.whole;
  }
};

/// The parts of which the first `count` pairs are; none if there are more than 1000.
NNSTRUCT_DECLARE std::vector<renaming_part> parts_of(const paired_names& names, std::size_t count);

/// The path at the beginning of both, with its dot.
NNSTRUCT_DECLARE std::size_t common_beginning(std::string_view from, std::string_view to);

/// Rules that rename these pairs, as LoadOptions::rename takes them: one for each part, or if that are too many, one
/// for those that differ only in the number of a list around them. None if there are still too many.
NNSTRUCT_DECLARE std::vector<std::pair<std::string, std::string>> rules_of(const paired_names& names,
                                                                           std::size_t count);

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
