// SPDX-License-Identifier: Apache-2.0
/// \file
/// Prefixes that names have elsewhere.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <nnstruct/config.hpp>
#include <nnstruct/io/name_index.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// The prefixes that most of the names have among the keys: several, if with each of them as many are there.
struct common_prefixes {
  std::vector<std::string> prefixes;
  std::size_t names = 0;  // that are there with each
};
NNSTRUCT_DECLARE common_prefixes find_prefixes(const std::vector<std::string>& names, const io::name_index& keys);

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
