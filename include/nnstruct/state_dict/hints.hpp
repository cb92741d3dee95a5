// SPDX-License-Identifier: Apache-2.0
/// \file
/// What may be the cause when a state_dict does not match, and what to do.
#pragma once

#include <nnstruct/config.hpp>
#include <nnstruct/schema/schema.hpp>
#include <nnstruct/span.hpp>
#include <nnstruct/state_dict/match.hpp>
#include <nnstruct/state_dict/option_search.hpp>
#include <nnstruct/state_dict/report.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// Adds to a finished report what its lists suggest: options that are tried out before they are told, all that are
/// needed at once and as C++ that makes them, or functions that compute weights. A hint is right or there is none:
/// where two are as good as each other, it says so and names no options. Looks at a bounded number of keys where it
/// compares all with all, so that no file makes it slow.
/// \param report   its options are those of the load
/// \param offered  as the file has it
/// \param inner    dictionaries in it that look like state_dicts themselves
/// \param others   what is loaded with the same options, and must not become worse
NNSTRUCT_DECLARE void add_hints(LoadReport& report, const schema_view& schema, const offered_dict& offered,
                                span<const inner_dict> inner = {}, span<const model_and_dict> others = {});

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
