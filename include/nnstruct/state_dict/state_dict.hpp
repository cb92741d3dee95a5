// SPDX-License-Identifier: Apache-2.0
/// \file
/// StateDict: keys and tensors in order, as Python's OrderedDict of a model's state.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nnstruct/config.hpp>
#include <nnstruct/tensor/any_tensor.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

/// An ordered dictionary from keys to tensors. A value: its tensors share memory with the model they came from until
/// somebody writes.
class StateDict {
 public:
  using value_type = std::pair<std::string, AnyTensor>;
  using const_iterator = const value_type*;
  /// What PyTorch keeps in `_metadata`: each module's path and version.
  using metadata_type = std::vector<std::pair<std::string, std::int64_t>>;

  std::size_t size() const noexcept { return items_.size(); }
  bool empty() const noexcept { return items_.empty(); }
  /// In order of insertion.
  const_iterator begin() const noexcept { return items_.data(); }
  const_iterator end() const noexcept { return items_.data() + items_.size(); }

  /// The item with this key, or end().
  const_iterator find(std::string_view key) const noexcept;
  bool contains(std::string_view key) const noexcept { return find(key) != end(); }
  /// The tensor under a key. Throws Error, naming the key, if there is none.
  const AnyTensor& operator[](std::string_view key) const;
  /// The tensor under a key; a key that is not there yet is appended, with an empty tensor.
  AnyTensor& operator[](std::string_view key);

  /// Removes the items for which `condition(item)` is true, item being a pair of key and tensor.
  /// \returns how many
  template <class Condition> std::size_t erase_if(Condition condition) {
    const std::size_t before = items_.size();
    std::erase_if(items_, [&](const value_type& item) { return static_cast<bool>(condition(item)); });
    sort_index();
    return before - items_.size();
  }
  /// Takes over all items of another dictionary: those of the same key replace the old in their place, the rest is
  /// appended. As dict.update in Python.
  void update(const StateDict& other);

  metadata_type& metadata() noexcept { return metadata_; }
  const metadata_type& metadata() const noexcept { return metadata_; }

 private:
  std::size_t lower_bound(std::string_view key) const noexcept;
  void sort_index();

  std::vector<value_type> items_;
  std::vector<std::size_t> index_;  // of items_, sorted by key: no input can make a lookup slow
  metadata_type metadata_;
};

}  // namespace nnstruct::inline NNSTRUCT_ABI
