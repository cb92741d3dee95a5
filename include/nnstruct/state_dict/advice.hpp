// SPDX-License-Identifier: Apache-2.0
/// \file
/// What to do so that a state_dict matches a model: options, or what computes weights, as a sentence.
#pragma once

#include <string>
#include <vector>

#include <nnstruct/config.hpp>
#include <nnstruct/schema/schema.hpp>
#include <nnstruct/span.hpp>
#include <nnstruct/state_dict/computed_dict.hpp>
#include <nnstruct/state_dict/match.hpp>
#include <nnstruct/state_dict/option_search.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// The best that there is for one dictionary, as it is or with weights computed.
struct dict_attempts {
  computed_by who = computed_by::nobody;
  computed_dict computed;  ///< holds keys of `best`
  std::vector<attempt> best;
};
NNSTRUCT_DECLARE dict_attempts best_for(const schema_view& schema, const offered_dict& dict, const LoadOptions& options,
                                        span<const model_and_dict> others);

/// Why, and what to do: `all keys start with "module.": load with {...}`.
/// \param where  what stands before it: the place in the file
NNSTRUCT_DECLARE std::string advice_of(const dict_attempts& found, const std::string& where);

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
