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
#include <nnstruct/io/order.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::io {

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

/// Finds rows by a name of theirs. Sorted by their names' hashes, and by name where these are equal, so that few texts
/// are compared; not a table of hashes, so that no file can make it slow.
class name_index {
 public:
  name_index() = default;
  template <class Rows, class Name> name_index(const Rows& rows, std::size_t count, Name name) : names_(count) {
    for (std::size_t i = 0; i < count; ++i) names_[i] = name(rows[i]);
    sort();
  }
  const std::vector<std::string_view>& names() const noexcept { return names_; }
  static constexpr std::size_t none = static_cast<std::size_t>(-1);
  /// The first row of that name.
  template <class = void> std::size_t find(std::string_view name) const {
    const std::size_t hash = std::hash<std::string_view>()(name);
    const auto place =
        std::lower_bound(order_.begin(), order_.end(), name, [&](const numbered& row, std::string_view wanted) {
          return row.first != hash ? row.first < hash : names_[row.second].compare(wanted) < 0;
        });
    return place == order_.end() || names_[place->second] != name ? none : place->second;
  }
  /// Two rows of one name, the earlier first, if there are any.
  template <class = void> std::optional<std::pair<std::size_t, std::size_t>> same_names() const {
    for (std::size_t i = 1; i < order_.size(); ++i)
      if (order_[i - 1].first == order_[i].first && names_[order_[i - 1].second] == names_[order_[i].second])
        return std::pair(order_[i - 1].second, order_[i].second);
    return std::nullopt;
  }

 private:
  template <class = void> void sort() {
    order_.resize(names_.size());
    for (std::size_t i = 0; i < names_.size(); ++i) order_[i] = {std::hash<std::string_view>()(names_[i]), i};
    io::sort(order_);
    for (std::size_t begin = 0, end = 0; begin < order_.size(); begin = end) {
      while (++end < order_.size() && order_[end].first == order_[begin].first) {}
      if (end - begin == 1) continue;
      std::vector<std::string_view> same;
      for (std::size_t i = begin; i < end; ++i) same.push_back(names_[order_[i].second]);
      const std::vector<numbered> rows(order_.begin() + static_cast<std::ptrdiff_t>(begin),
                                       order_.begin() + static_cast<std::ptrdiff_t>(end));
      for (const std::size_t i : order_of(same)) order_[begin++] = rows[i];
    }
  }

  std::vector<std::string_view> names_;
  std::vector<numbered> order_;  ///< by hash
};

}  // namespace nnstruct::inline NNSTRUCT_ABI::io
