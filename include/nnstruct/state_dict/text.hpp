// SPDX-License-Identifier: Apache-2.0
/// \file
/// Short texts, and short lists of them, that can stand in constants and in template arguments.
#pragma once

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <string_view>
#include <type_traits>

#include <nnstruct/config.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {
/// Throws Error: a text for which `capacity` characters do not suffice, or a list for which `capacity` elements do not.
NNSTRUCT_DECLARE [[noreturn]] void throw_text_too_long(std::string_view text, std::size_t capacity);
NNSTRUCT_DECLARE [[noreturn]] void throw_list_too_long(std::size_t size, std::size_t capacity);

template <class T> inline constexpr bool is_char_pointer = false;
template <> inline constexpr bool is_char_pointer<char*> = true;
template <> inline constexpr bool is_char_pointer<const char*> = true;

/// A literal, a pointer to one, std::string, std::string_view. Not "whatever converts to std::string_view": what
/// converts to anything, as the library's count of fields does, would be taken for a string.
template <class S>
concept string_like = is_char_pointer<std::decay_t<S>> || requires(const S& s) {
  { s.data() } -> std::same_as<const char*>;
  { s.size() } -> std::same_as<std::size_t>;
};
}  // namespace detail

/// A text of at most 127 bytes: a prefix, a key, a pattern. It holds its characters, so that what it stands in can be a
/// constant and a template argument. Made from a literal, std::string or std::string_view; one that is too long is an
/// error of the compiler in a constant, and nn::Error elsewhere.
struct text {
  static constexpr std::size_t capacity = 127;

  char chars[capacity]{};
  unsigned char length = 0;

  constexpr text() = default;
  template <detail::string_like S> constexpr text(const S& from) {
    const std::string_view view = from;
    if (view.size() > capacity) detail::throw_text_too_long(view, capacity);
    for (std::size_t i = 0; i < view.size(); ++i) chars[i] = view[i];
    length = static_cast<unsigned char>(view.size());
  }

  constexpr std::string_view view() const noexcept { return {chars, length}; }
  constexpr operator std::string_view() const noexcept { return view(); }
  constexpr bool empty() const noexcept { return length == 0; }
  friend constexpr bool operator==(const text& a, const text& b) noexcept { return a.view() == b.view(); }
};

namespace detail {
/// At most eight values, usable in constants.
template <class T> struct short_list {
  static constexpr std::size_t capacity = 8;

  T items[capacity]{};
  std::size_t length = 0;

  constexpr short_list() = default;
  constexpr short_list(std::initializer_list<T> from) {
    if (from.size() > capacity) throw_list_too_long(from.size(), capacity);
    for (const T& item : from) items[length++] = item;
  }

  constexpr std::size_t size() const noexcept { return length; }
  constexpr bool empty() const noexcept { return length == 0; }
  constexpr const T* begin() const noexcept { return items; }
  constexpr const T* end() const noexcept { return items + length; }
};
}  // namespace detail

/// Up to eight patterns, where `*` stands for any characters: `{"features.*", "classifier.0.*"}`, or one alone.
struct patterns : detail::short_list<text> {
  using short_list::short_list;
  template <detail::string_like S> constexpr patterns(const S& one) : short_list({text(one)}) {}
};

/// A pattern for keys, and what their names become: the `*`s of `to` are, in order, what the `*`s of `from` stand for.
struct rename_rule {
  text from;
  text to;
};

/// Up to eight rules, `{{"backbone.*", "features.*"}, {"head.*", "fc.*"}}`; the first that fits a key renames it.
struct rename_rules : detail::short_list<rename_rule> {
  using short_list::short_list;
};

}  // namespace nnstruct::inline NNSTRUCT_ABI
