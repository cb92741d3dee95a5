// SPDX-License-Identifier: Apache-2.0
/// \file
/// Options by which a state_dict matches a model better.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <nnstruct/config.hpp>
#include <nnstruct/schema/schema.hpp>
#include <nnstruct/span.hpp>
#include <nnstruct/state_dict/match.hpp>
#include <nnstruct/state_dict/options.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// A model, and the state_dict that it is loaded from.
struct model_and_dict {
  const schema_view& schema;
  offered_dict dict;
};

/// As keys stand in hints.
NNSTRUCT_DECLARE std::string in_quotes(std::string_view text);

/// Options that have been tried, why they may be meant, and what a load with them gives.
struct attempt {
  LoadOptions options;
  std::string why;
  match_result result;
  std::string_view how = ": load with ";  // before the options
};

/// Attempts compare by these: all names match, or all of the file's, and how many.
struct quality {
  bool whole, known;
  std::size_t loaded;
  bool operator<(const quality& other) const {
    return whole != other.whole ? other.whole : known != other.known ? other.known : loaded < other.loaded;
  }
};
NNSTRUCT_DECLARE quality rank(const attempt& one);

/// The options by which a state_dict matches the model best, those that were given among them; several that give
/// different results and are as good.
/// \param others  what is loaded with the same options, and must not become worse
NNSTRUCT_DECLARE std::vector<attempt> best_attempts(const schema_view& schema, const offered_dict& dict,
                                                    const LoadOptions& given, span<const model_and_dict> others);

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
