// SPDX-License-Identifier: Apache-2.0
/// \file
/// StateDict: keys and tensors in order, as Python's OrderedDict of a model's state.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <nnstruct/config.hpp>
#include <nnstruct/state_dict/text.hpp>
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

  // Apart, so that not each program that sees this header compiles them.
  StateDict() noexcept NNSTRUCT_DEFAULTED;
  StateDict(const StateDict& other) NNSTRUCT_DEFAULTED;
  StateDict(StateDict&& other) noexcept NNSTRUCT_DEFAULTED;
  StateDict& operator=(const StateDict& other) NNSTRUCT_DEFAULTED;
  StateDict& operator=(StateDict&& other) noexcept NNSTRUCT_DEFAULTED;
  ~StateDict() NNSTRUCT_DEFAULTED;
  /// A dictionary of these items, in their order.
  /// \throws Error  two of them have one key
  NNSTRUCT_DECLARE explicit StateDict(std::vector<value_type> items);

  std::size_t size() const noexcept { return items_.size(); }
  bool empty() const noexcept { return items_.empty(); }
  /// In order of insertion.
  const_iterator begin() const noexcept { return items_.data(); }
  const_iterator end() const noexcept { return items_.data() + items_.size(); }

  /// The item with this key, or end().
  NNSTRUCT_DECLARE const_iterator find(std::string_view key) const noexcept;
  bool contains(std::string_view key) const noexcept { return find(key) != end(); }
  /// The tensor under a key. Throws Error, naming the key, if there is none.
  NNSTRUCT_DECLARE const AnyTensor& operator[](std::string_view key) const;
  /// The tensor under a key; a key that is not there yet is appended, with an empty tensor.
  NNSTRUCT_DECLARE AnyTensor& operator[](std::string_view key);

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
  NNSTRUCT_DECLARE void update(const StateDict& other);

  /// A dictionary of the items for which `condition(item)` is true, in their order, with all of the metadata.
  /// \code
  ///   // {k: v for k, v in pretrained.items() if k in own and v.shape == own[k].shape}
  ///   own.update(pretrained.select([&](const auto& item) {
  ///     return own.contains(item.first) && item.second.shape == std::as_const(own)[item.first].shape;
  ///   }));
  /// \endcode
  template <std::predicate<const value_type&> Condition> StateDict select(Condition condition) const {
    StateDict result = *this;
    result.erase_if([&](const value_type& item) { return !static_cast<bool>(condition(item)); });
    return result;
  }
  /// The same for the keys that fit a pattern, or one of several; a `*` stands for any characters.
  NNSTRUCT_DECLARE StateDict select(std::string_view pattern) const;
  NNSTRUCT_DECLARE StateDict select(std::initializer_list<std::string_view> patterns) const;

  // Renaming keeps the order, and renames the modules of the metadata with their keys. It is all or nothing: throws
  // Error, naming both, if two keys would become one. Each returns how many keys have another name now.

  /// Renames the keys that fit a pattern: `dict.rename("backbone.*", "features.*")`. Each `*` of `to` is what the one
  /// of `from` in the same place stands for. Throws Error, too, if `to` has more of them.
  NNSTRUCT_DECLARE std::size_t rename(std::string_view from, std::string_view to);
  /// The same with several rules, of which the first that fits a key counts.
  NNSTRUCT_DECLARE std::size_t rename(const rename_rules& rules);
  /// Renames every key to `new_name(key)`. In the metadata a module is renamed as the parameters in it are.
  template <class Function>
    requires std::is_invocable_r_v<std::string, Function, const std::string&> std::size_t rename(Function new_name) {
      std::vector<std::string> names;
      for (const auto& [key, tensor] : items_) names.push_back(new_name(key));
      return rename_all(std::move(names));
    }
  /// Takes a prefix off the keys that begin with it, as torch's consume_prefix_in_state_dict_if_present; "module." for
  /// the files of DataParallel. (PyTorch moves these keys behind the others, and lets one of two equal keys win.)
  NNSTRUCT_DECLARE std::size_t strip_prefix(std::string_view prefix);
  /// Puts a prefix, "module." for example, before every key.
  NNSTRUCT_DECLARE std::size_t add_prefix(std::string_view prefix);

  metadata_type& metadata() noexcept { return metadata_; }
  const metadata_type& metadata() const noexcept { return metadata_; }

 private:
  static constexpr std::size_t none = static_cast<std::size_t>(-1);
  /// Where the key is, or would be put, in an index.
  NNSTRUCT_DECLARE std::size_t lower_bound(const std::vector<std::size_t>& index, std::string_view key) const noexcept;
  /// The item with this key, or none.
  NNSTRUCT_DECLARE std::size_t item_of(std::string_view key) const noexcept;
  NNSTRUCT_DECLARE void sort_index();
  /// Item number i gets names[i].
  NNSTRUCT_DECLARE std::size_t name_items(std::vector<std::string> names);
  /// The same, and renames the modules of the metadata by what happened to their keys.
  NNSTRUCT_DECLARE std::size_t rename_all(std::vector<std::string> names);
  template <class NameOf, class PathOf> std::size_t rename_by(NameOf name_of, PathOf path_of);

  std::vector<value_type> items_;
  // Both of items_, sorted by key: no input can make a lookup slow.
  std::vector<std::size_t> index_;
  std::vector<std::size_t> recent_;  // the newest items: a place among all of many takes time to make
  metadata_type metadata_;
};

}  // namespace nnstruct::inline NNSTRUCT_ABI
