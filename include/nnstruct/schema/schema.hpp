// SPDX-License-Identifier: Apache-2.0
/// \file
/// The schema of a module: every key of its state_dict with dtype and shape, as a constant.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <nnstruct/config.hpp>
#include <nnstruct/schema/characters.hpp>
#include <nnstruct/schema/describe.hpp>
#include <nnstruct/schema/node.hpp>
#include <nnstruct/schema/summary.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

enum class entry_kind : std::uint8_t { parameter, buffer };

/// Of an entry that holds its own values.
inline constexpr std::size_t no_alias = static_cast<std::size_t>(-1);

/// One entry of a state_dict.
struct schema_entry {
  std::string_view key;  ///< `conv1.weight`
  entry_kind kind;
  nnstruct::dtype dtype;
  extent_list shape;
  std::size_t group;             ///< the module it belongs to: an index into schema_groups
  int since = 0;                 ///< the module's version that brought it: a file of an older version need not have it
  std::size_t alias = no_alias;  ///< the entry whose values these are, for a tied parameter
};

/// One module: what `_metadata` says of it, and whose unexpected keys are reported together.
struct schema_group {
  std::string_view path;  ///< `layer1.0`, empty for the root
  int version;
};

namespace detail {

/// A schema while it is built: keys and paths as lengths of one long text.
template <std::size_t Entries, std::size_t KeyChars, std::size_t Groups, std::size_t PathChars> struct schema_builder {
  struct unnamed_entry {
    const node* leaf;
    std::size_t length;
    std::size_t group;
    int since;
  };
  struct unnamed_group {
    std::size_t length;
    int version;
  };
  std::array<char, KeyChars + 1> keys{};
  std::array<char, PathChars + 1> paths{};
  std::array<unnamed_entry, Entries> entries{};
  std::array<unnamed_group, Groups> groups{};

  constexpr explicit schema_builder(const node& root) {
    cursor at{keys.data(), paths.data(), 0, 0};
    add(root, {}, at);
  }

 private:
  struct cursor {
    char* key;
    char* path;
    std::size_t entry;
    std::size_t group;
  };

  // `path` points into `paths`, and so stays good while more is written behind it.
  constexpr void add(const node& module, std::string_view path, cursor& at) {
    const std::size_t group = at.group++;
    groups[group] = {path.size(), module.version};
    for (std::size_t i = 0; i < module.field_count; ++i) {
      const field& f = module.fields[i];
      if (f.type->role == role::module) {
        const char* begin = at.path;
        append_path(at.path, path, f.name);
        add(*f.type, {begin, static_cast<std::size_t>(at.path - begin)}, at);
      } else if (makes_entry(f.type->role)) {
        const char* begin = at.key;
        append_path(at.key, path, f.name);
        entries[at.entry++] = {f.type, static_cast<std::size_t>(at.key - begin), group, f.since};
      }
    }
  }
  static constexpr void append_path(char*& to, std::string_view path, std::string_view name) {
    append(to, path);
    if (!path.empty()) *to++ = '.';
    append(to, name);
  }
};

/// The path of the module around this one, and whether there is one.
struct outer_path {
  std::string_view path;
  bool exists;
};
constexpr outer_path outer(std::string_view path) {
  const std::size_t dot = path.rfind('.');
  return {dot == std::string_view::npos ? std::string_view() : path.substr(0, dot), !path.empty()};
}

/// `key` is PATH.NAME, without the dot if the path is empty.
constexpr bool is_joined(std::string_view key, std::string_view path, std::string_view name) {
  if (path.empty()) return key == name;
  return key.size() == path.size() + 1 + name.size() && key.starts_with(path) && key[path.size()] == '.' &&
         key.ends_with(name);
}

template <class T> struct schema_of {
  static constexpr const node& root = described<T>::value;
  static constexpr schema_builder<root.entries, root.key_chars, root.groups, root.path_chars> built{root};

  static constexpr auto name_entries() {
    std::array<schema_entry, root.entries> rows{};
    const char* key = built.keys.data();
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto& [leaf, length, group, since] = built.entries[i];
      const entry_kind kind = leaf->role == role::buffer ? entry_kind::buffer : entry_kind::parameter;
      rows[i] = {{key, length}, kind, leaf->dtype, leaf->shape, group, since};
      key += length;
    }
    for (std::size_t i = 0; i < rows.size(); ++i)
      if (built.entries[i].leaf->role == role::tied) rows[i].alias = owner_of(rows, i);
    return rows;
  }
  /// The parameter of the same shape that an entry is tied to; the entry itself if there is none.
  static constexpr std::size_t owner_of(const std::array<schema_entry, root.entries>& rows, std::size_t tied) {
    const outer_path outside = outer(groups[rows[tied].group].path);
    for (std::size_t i = 0; i < rows.size(); ++i)
      if (built.entries[i].leaf->role == role::parameter && outside.exists && rows[i].dtype == rows[tied].dtype &&
          rows[i].shape == rows[tied].shape && is_joined(rows[i].key, outside.path, built.entries[tied].leaf->owner))
        return i;
    return tied;
  }
  static constexpr bool ties_are_right() {
    for (std::size_t i = 0; i < rows.size(); ++i)
      if (rows[i].alias == i) return false;
    return true;
  }
  static constexpr auto name_groups() {
    std::array<schema_group, root.groups> rows{};
    const char* path = built.paths.data();
    for (std::size_t i = 0; i < rows.size(); ++i) {
      rows[i] = {{path, built.groups[i].length}, built.groups[i].version};
      path += built.groups[i].length;
    }
    return rows;
  }
  static constexpr std::array<schema_group, root.groups> groups = name_groups();
  static constexpr std::array<schema_entry, root.entries> rows = name_entries();
};

/// A schema as the untyped core takes it.
struct schema_view {
  std::string_view class_name;
  const schema_entry* entries;
  std::size_t entry_count;
  const schema_group* groups;
  std::size_t group_count;
};
/// Stops the build with one sentence if a tie leads nowhere.
template <class T> constexpr const auto& checked_schema() {
  static_assert(
      schema_of<T>::ties_are_right(),
      "nn: a TiedLinear is tied to no Parameter<float, Out, In> of its model: its path is seen from the struct that "
      "holds it");
  return schema_of<T>::rows;
}

template <class T>
inline constexpr schema_view schema_view_of{described<T>::value.class_name, checked_schema<T>().data(),
                                            checked_schema<T>().size(), schema_of<T>::groups.data(),
                                            schema_of<T>::groups.size()};

template <class T> struct table_of {
  static constexpr const auto& rows = checked_schema<T>();
  static constexpr bool is_alias(const schema_entry& entry) noexcept { return entry.alias != no_alias; }
};

template <class T> constexpr std::int64_t sum_of_parameters() {
  std::int64_t sum = 0;
  for (const schema_entry& entry : checked_schema<T>())
    if (entry.kind == entry_kind::parameter && entry.alias == no_alias) sum += numel(entry.shape);
  return sum;
}

}  // namespace detail

/// The entries of T's state_dict, in PyTorch's order: a std::array of schema_entry.
template <class T> inline constexpr const auto& schema = detail::checked_schema<T>();

/// The modules of T in PyTorch's order (itself first): a std::array of schema_group.
template <class T> inline constexpr const auto& schema_groups = detail::schema_of<T>::groups;

/// The number of learnable elements of T, tied ones once, as `sum(p.numel() for p in net.parameters())`.
template <class T> inline constexpr std::int64_t parameter_count = detail::sum_of_parameters<T>();

}  // namespace nnstruct::inline NNSTRUCT_ABI
