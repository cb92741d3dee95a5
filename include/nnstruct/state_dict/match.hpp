// SPDX-License-Identifier: Apache-2.0
/// \file
/// Matches what a state_dict offers with what a model's schema wants, before anything is moved.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include <nnstruct/config.hpp>
#include <nnstruct/schema/schema.hpp>
#include <nnstruct/state_dict/options.hpp>
#include <nnstruct/state_dict/report.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// One tensor of a state_dict, as far as matching is concerned.
struct offered_tensor {
  std::string_view key;
  nnstruct::dtype dtype;
  std::span<const std::int64_t> shape;
};

/// The report, and what goes where if it is ok().
struct match_result {
  struct pair {
    std::size_t entry;    // of the schema
    std::size_t offered;  // of the state_dict
  };
  LoadReport report;
  std::vector<pair> pairs;  // in the schema's order
};

/// Follows load_state_dict of PyTorch 2.14: which keys are missing, unexpected, of another shape, and in which order
/// they are told.
NNSTRUCT_INLINE match_result match(const schema_view& schema, std::span<const offered_tensor> offered,
                                   const LoadOptions& options);

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
