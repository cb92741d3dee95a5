// SPDX-License-Identifier: Apache-2.0
/// \file
/// The keys of a state_dict under the names that options give them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <nnstruct/config.hpp>
#include <nnstruct/io/name_index.hpp>
#include <nnstruct/span.hpp>
#include <nnstruct/state_dict/match.hpp>
#include <nnstruct/state_dict/options.hpp>
#include <nnstruct/state_dict/pattern.hpp>
#include <nnstruct/state_dict/wildcard.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// What of a state_dict takes part, under the names that the options give it.
class renamed_items {
 public:
  template <class = void> renamed_items(span<const offered_tensor> items, const LoadOptions& options) {
    names_.reserve(items.size());  // their addresses stay
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (!takes_part(options, items[i].key)) continue;
      places_.push_back(i);
      items_.push_back(items[i]);
      items_.back().key = names_.emplace_back(name_of_key(options, items[i].key));
    }
    by_name_ = io::name_index(items_, items_.size(), [](const offered_tensor& item) { return item.key; });
    if (const auto twice = by_name_.same_names())
      throw_two_keys(items_[twice->first].key, items[places_[twice->first]].key, items[places_[twice->second]].key);
  }

  span<const offered_tensor> items() const noexcept { return items_; }
  /// Where item number i stands in the state_dict.
  std::size_t place(std::size_t i) const noexcept { return places_[i]; }
  template <class = void> std::size_t find(std::string_view name) const { return by_name_.find(name); }

 private:
  std::vector<std::string> names_;
  std::vector<std::size_t> places_;
  std::vector<offered_tensor> items_;
  io::name_index by_name_;
};

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
