// SPDX-License-Identifier: Apache-2.0
/// \file
/// The order of things by a number of each: where they stand in a file.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include <nnstruct/config.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::io {

/// A thing's number, and which thing it is.
using numbered = std::pair<std::uint64_t, std::size_t>;

/// By the numbers, and things with one number as they are counted. (std::sort is a dozen functions for each type it
/// sorts: this is the one type that is sorted by numbers.)
template <class = void> void sort(std::vector<numbered>& things) { std::sort(things.begin(), things.end()); }

/// The numbers of 0 to `count` - 1 are number_of(0) and so on: which comes first, which next.
template <class NumberOf> std::vector<std::size_t> order_by(std::size_t count, NumberOf number_of) {
  std::vector<numbered> things(count);
  for (std::size_t i = 0; i < count; ++i) things[i] = {number_of(i), i};
  sort(things);
  std::vector<std::size_t> order(count);
  for (std::size_t i = 0; i < count; ++i) order[i] = things[i].second;
  return order;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::io
