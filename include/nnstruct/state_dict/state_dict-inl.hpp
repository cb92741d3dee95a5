// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <numeric>

#include <nnstruct/error.hpp>
#include <nnstruct/state_dict/state_dict.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

NNSTRUCT_INLINE std::size_t StateDict::lower_bound(std::string_view key) const noexcept {
  const auto before = [&](std::size_t i, std::string_view wanted) { return items_[i].first < wanted; };
  return static_cast<std::size_t>(std::lower_bound(index_.begin(), index_.end(), key, before) - index_.begin());
}

NNSTRUCT_INLINE void StateDict::sort_index() {
  index_.resize(items_.size());
  std::iota(index_.begin(), index_.end(), std::size_t{0});
  std::sort(index_.begin(), index_.end(),
            [&](std::size_t a, std::size_t b) { return items_[a].first < items_[b].first; });
}

NNSTRUCT_INLINE StateDict::const_iterator StateDict::find(std::string_view key) const noexcept {
  const std::size_t place = lower_bound(key);
  if (place == index_.size() || items_[index_[place]].first != key) return end();
  return begin() + index_[place];
}

NNSTRUCT_INLINE const AnyTensor& StateDict::operator[](std::string_view key) const {
  const const_iterator found = find(key);
  if (found == end()) throw Error("the state_dict has no key \"" + std::string(key) + "\"");
  return found->second;
}

NNSTRUCT_INLINE AnyTensor& StateDict::operator[](std::string_view key) {
  const std::size_t place = lower_bound(key);
  if (place != index_.size() && items_[index_[place]].first == key) return items_[index_[place]].second;
  items_.emplace_back(std::string(key), AnyTensor());
  index_.insert(index_.begin() + static_cast<std::ptrdiff_t>(place), items_.size() - 1);
  return items_.back().second;
}

NNSTRUCT_INLINE void StateDict::update(const StateDict& other) {
  if (&other == this) return;
  for (const auto& [key, tensor] : other) (*this)[key] = tensor;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI
