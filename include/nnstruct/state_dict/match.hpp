// SPDX-License-Identifier: Apache-2.0
/// \file
/// Matches what a state_dict offers with what a model's schema wants, before anything is moved.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nnstruct/config.hpp>
#include <nnstruct/schema/schema.hpp>
#include <nnstruct/span.hpp>
#include <nnstruct/state_dict/options.hpp>
#include <nnstruct/state_dict/report.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// One item of a state_dict, as far as matching is concerned: a tensor, or something else that stands in a dictionary.
struct offered_tensor {
  std::string_view key;
  nnstruct::dtype dtype;
  span<const std::int64_t> shape;
  std::string_view other_type = {};  // Python's name of a value's type that is no tensor: `int`
};

/// A state_dict.
struct offered_dict {
  span<const offered_tensor> items;
  span<const std::pair<std::string, std::int64_t>> metadata = {};  // the modules' paths and versions
};

/// A dictionary in a file that looks like a state_dict itself, and its path there.
struct inner_dict {
  std::string_view path;
  offered_dict dict;
};

/// The report, and what goes where if it is ok().
struct match_result {
  struct pair {
    std::size_t entry;    // of the schema
    std::size_t offered;  // of the state_dict
  };
  LoadReport report;
  std::vector<pair> pairs;          // in the schema's order
  std::vector<std::size_t> filled;  // entries that an old state_dict need not have: 0 where they have no value yet
};

/// Follows load_state_dict of PyTorch 2.14: which keys are missing, unexpected, of another shape, and in which order
/// they are told.
/// Throws Error if two keys have one name by the options.
NNSTRUCT_DECLARE match_result match_keys(const schema_view& schema, const offered_dict& offered,
                                         const LoadOptions& options);

/// The same with hints.
NNSTRUCT_DECLARE match_result match(const schema_view& schema, const offered_dict& offered, const LoadOptions& options);

/// The keys of all entries that would have no values if these were all: neither their own nor those of one that they
/// are tied to.
NNSTRUCT_DECLARE std::vector<std::string_view> keys_without_values(const schema_view& schema,
                                                                   const match_result& found);

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
