// SPDX-License-Identifier: Apache-2.0
/// \file
/// What may be the cause when a state_dict does not match, and what to do.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <nnstruct/config.hpp>
#include <nnstruct/schema/schema.hpp>
#include <nnstruct/span.hpp>
#include <nnstruct/state_dict/match.hpp>
#include <nnstruct/state_dict/report.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// Adds to a finished report what its lists suggest: a prefix on one side, the state_dict in a dictionary of the file,
/// keys that differ by a letter or two, weights that are transposed. Looks at a bounded number of keys where it
/// compares all with all, so that no file makes it slow.
/// \param items  what takes part, under its new names
/// \param inner  paths of dictionaries in the state_dict that look like state_dicts themselves
NNSTRUCT_DECLARE void add_hints(LoadReport& report, const schema_view& schema, span<const offered_tensor> items,
                                span<const std::string> inner);

/// Adds that of two keys of one parameter the state_dict has one.
NNSTRUCT_DECLARE void hint_at_tie(LoadReport& report, std::string_view missing, std::string_view found);

/// How many characters must be inserted, removed or replaced to make one text of another, or neighbours exchanged;
/// `most` + 1 if that many do not suffice.
NNSTRUCT_DECLARE std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t most);

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
