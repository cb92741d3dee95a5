// SPDX-License-Identifier: Apache-2.0
/// \file
/// The text of every error of kind format_problem::limit.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <nnstruct/concat.hpp>
#include <nnstruct/config.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// `10001 objects in objects, more than the limit of 10000 (nn::limits::nesting); ...`
/// \param found  what exceeds it
/// \param name   of the member of nn::limits
inline std::string over_limit(std::string_view found, std::string_view name, std::uint64_t limit) {
  return concat({found, ", more than the limit of ", limit, " (nn::limits::", name,
                 "); if you trust the file, raise it: LoadOptions::limits, or the second argument of nn::read"});
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
