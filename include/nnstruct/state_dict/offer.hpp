// SPDX-License-Identifier: Apache-2.0
/// \file
/// The two sides of a check in constants: what a model wants, and what a state_dict offers under the names that the
/// options give it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <nnstruct/config.hpp>
#include <nnstruct/schema/checkpoint.hpp>
#include <nnstruct/schema/schema.hpp>
#include <nnstruct/state_dict/options.hpp>
#include <nnstruct/state_dict/wildcard.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// The schema that a struct or a checkpoint asks for.
template <class A> struct wanted_by {
  static constexpr const auto& rows = checked_schema<A>();
  static constexpr const auto& groups = schema_of<A>::groups;
};
template <is_checkpoint A> struct wanted_by<A> {
  static constexpr std::size_t size = std::size(A::rows);
  static constexpr std::array<schema_entry, size> rows = [] {
    std::array<schema_entry, size> result{};
    schema_entry* entry = result.data();
    for (const checkpoint_row& row : A::rows) *entry++ = {row.key, entry_kind::parameter, row.dtype, row.shape, 0};
    return result;
  }();
  static constexpr std::array<schema_group, 1> groups{};
};

/// A tensor that is offered, or something else, and then Python's name of its type.
struct offered_key {
  std::string_view key;
  nnstruct::dtype dtype;
  const extent_list* shape;
  std::string_view other_type;
};
struct offered_module {
  std::string_view path;
  std::int64_t version;
};

inline constexpr extent_list no_extents{};

template <class B> struct offered_by {  // a struct offers what its state_dict would be
  static constexpr std::size_t size = checked_schema<B>().size();
  static constexpr std::array<offered_key, size> keys = [] {
    std::array<offered_key, size> result{};
    offered_key* key = result.data();
    for (const schema_entry& entry : checked_schema<B>()) *key++ = {entry.key, entry.dtype, &entry.shape, {}};
    return result;
  }();
  static constexpr std::array<offered_module, schema_of<B>::groups.size()> modules = [] {
    std::array<offered_module, schema_of<B>::groups.size()> result{};
    offered_module* module = result.data();
    for (const schema_group& group : schema_of<B>::groups) *module++ = {group.path, group.version};
    return result;
  }();
};
template <is_checkpoint B> struct offered_by<B> {
  static constexpr checkpoint_view view = view_checkpoint<B>();
  static constexpr std::size_t size = view.row_count + view.other_count;
  static constexpr std::array<offered_key, size> keys = [] {
    std::array<offered_key, size> result{};
    offered_key* key = result.data();
    for (std::size_t i = 0; i < view.row_count; ++i)
      *key++ = {view.rows[i].key, view.rows[i].dtype, &view.rows[i].shape, {}};
    for (std::size_t i = 0; i < view.other_count; ++i)
      *key++ = {view.others[i].key, dtype::float32, &no_extents, view.others[i].type};
    return result;
  }();
  static constexpr std::array<offered_module, view.module_count> modules = [] {
    std::array<offered_module, view.module_count> result{};
    offered_module* module = result.data();
    for (std::size_t i = 0; i < view.module_count; ++i) *module++ = {view.modules[i].path, view.modules[i].version};
    return result;
  }();
};

/// What the `*`s of one pattern stand for. Not initialised, which would be many steps.
class star_list {
 public:
  constexpr void push_back(std::string_view star) { stars_[size_++] = {star.data(), star.size()}; }
  constexpr std::string_view operator[](std::size_t i) const { return {stars_[i].begin, stars_[i].size}; }

 private:
  struct star {
    const char* begin;
    std::size_t size;
  };
  star stars_[text::capacity];
  std::size_t size_ = 0;
};

/// A name by the options: a part of the old one, or of the text of new ones. Places, since a constant cannot hold
/// pointers into itself while it is made.
struct given_name {
  std::size_t begin = 0;
  std::size_t size = 0;
  bool is_new = false;
  bool takes_part = false;
};

/// Gives new names, in a text that they fill one after the other.
struct name_giver {
  const LoadOptions& options;
  char* begin;
  char* end;

  constexpr given_name name_of_key(std::string_view key) {
    if (!takes_part(options, key)) return {};
    const std::string_view old = without_prefix(options.strip_prefix, key);
    const std::size_t place = static_cast<std::size_t>(end - begin);
    if (rename(old)) return {place, static_cast<std::size_t>(end - begin) - place, true, true};
    return {key.size() - old.size(), old.size(), false, true};
  }
  /// A path is renamed as the beginning of its keys is.
  constexpr given_name name_of_path(std::string_view path) {
    const std::string_view old = path_without_prefix(options.strip_prefix, path);
    const given_name same{path.size() - old.size(), old.size(), false, true};
    if (options.rename.empty()) return same;
    const char* const keys_begin = end;
    append(end, old);
    if (!old.empty()) *end++ = '.';
    const char* const new_begin = end;
    if (rename({keys_begin, static_cast<std::size_t>(end - keys_begin)})) {
      const path_of_keys now = path_of_beginning({new_begin, static_cast<std::size_t>(end - new_begin)});
      if (now.exists) return {static_cast<std::size_t>(new_begin - begin), now.path.size(), true, true};
    }
    return same;
  }

 private:
  constexpr bool rename(std::string_view old) {
    const std::size_t number = rule_for(options.rename, old);
    if (number == options.rename.length) return false;
    const auto& [from, to] = options.rename.items[number];
    star_list stars;
    return rename_to(from, to, old, stars, [this](std::string_view piece) { append(end, piece); });
  }
};

constexpr std::size_t longest_new_name(const rename_rules& rules) {
  std::size_t longest = 0;
  for (const rename_rule& rule : rules) longest = longest < rule.to.length ? rule.to.length : longest;
  return longest;
}
/// What the text of new names needs at most: their `*`s are parts of the old ones.
template <class Keys> constexpr std::size_t chars_of_keys(const Keys& keys, const rename_rules& rules) {
  if (rules.empty()) return 0;
  std::size_t chars = keys.size() * longest_new_name(rules);
  for (const offered_key& key : keys) chars += key.key.size();
  return chars;
}
template <class Modules> constexpr std::size_t chars_of_paths(const Modules& modules, const rename_rules& rules) {
  if (rules.empty()) return 0;
  std::size_t chars = modules.size() * longest_new_name(rules);
  for (const offered_module& module : modules) chars += 2 * (module.path.size() + 1);
  return chars;
}

/// The names of N keys, or paths of modules, by the options.
template <std::size_t N, std::size_t Chars> struct given_names {
  std::array<char, Chars + 1> text{};
  std::array<given_name, N> names{};

  constexpr void name_keys(const std::array<offered_key, N>& keys, const LoadOptions& options) {
    name_giver giver{options, text.data(), text.data()};
    given_name* name = names.data();
    for (const offered_key& key : keys) *name++ = giver.name_of_key(key.key);
  }
  constexpr void name_modules(const std::array<offered_module, N>& modules, const LoadOptions& options) {
    name_giver giver{options, text.data(), text.data()};
    given_name* name = names.data();
    for (const offered_module& module : modules) *name++ = giver.name_of_path(module.path);
  }
  constexpr std::string_view view(std::size_t i, std::string_view old) const {
    const given_name& name = names.data()[i];
    return {(name.is_new ? text.data() : old.data()) + name.begin, name.size};
  }
};

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
