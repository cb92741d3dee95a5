// SPDX-License-Identifier: Apache-2.0
/// \file
/// Finds rows of a table by a name of theirs.
#pragma once

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <nnstruct/config.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// The places of the names in their order; of equal ones, that which comes first first. (std::sort is a dozen functions
/// for each kind of comparison: this is the one by names.)
template <class = void> std::vector<std::size_t> order_of(const std::vector<std::string_view>& names) {
  std::vector<std::size_t> order(names.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const int comparison = names[a].compare(names[b]);
    return comparison != 0 ? comparison < 0 : a < b;
  });
  return order;
}

/// Finds rows by a name of theirs. Sorted rather than hashed: no file can make it slow.
class name_index {
 public:
  name_index() = default;
  template <class Rows, class Name> name_index(const Rows& rows, std::size_t count, Name name) : names_(count) {
    for (std::size_t i = 0; i < count; ++i) names_[i] = name(rows[i]);
    order_ = order_of(names_);
  }
  const std::vector<std::string_view>& names() const noexcept { return names_; }
  static constexpr std::size_t none = static_cast<std::size_t>(-1);
  /// The first row of that name.
  template <class = void> std::size_t find(std::string_view name) const {
    const auto place =
        std::lower_bound(order_.begin(), order_.end(), name,
                         [&](std::size_t i, std::string_view wanted) { return names_[i].compare(wanted) < 0; });
    return place == order_.end() || names_[*place] != name ? none : *place;
  }
  /// Two rows of one name, the earlier first, if there are any.
  template <class = void> std::optional<std::pair<std::size_t, std::size_t>> same_names() const {
    const auto same = [&](std::size_t a, std::size_t b) { return names_[a] == names_[b]; };
    const auto twice = std::adjacent_find(order_.begin(), order_.end(), same);
    if (twice == order_.end()) return std::nullopt;
    return std::pair(twice[0], twice[1]);
  }

 private:
  std::vector<std::string_view> names_;
  std::vector<std::size_t> order_;
};

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
