// SPDX-License-Identifier: Apache-2.0
/// \file
/// What nn::fits and its like take besides two types: the options of a load, and exceptions.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <type_traits>

#include <nnstruct/config.hpp>
#include <nnstruct/schema/literal.hpp>
#include <nnstruct/state_dict/options.hpp>
#include <nnstruct/state_dict/wildcard.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {

template <literal... Patterns> struct exceptions {};
template <class T> inline constexpr bool is_exceptions = false;
template <literal... Patterns> inline constexpr bool is_exceptions<exceptions<Patterns...>> = true;

/// The options as the bytes that they need: compilers print template arguments whole, and LoadOptions are 4 KB.
template <std::size_t N> struct packed_options { char bytes[N]; };

struct packed_size {
  std::size_t size = 7;
  constexpr packed_size(const LoadOptions& options) {
    size += 1 + options.strip_prefix.length + 1 + options.at.length;
    for (const auto& [from, to] : options.rename) size += 2 + from.length + to.length;
    for (const text& pattern : options.filter) size += 1 + pattern.length;
  }
};

template <std::size_t N> constexpr packed_options<N> pack(const LoadOptions& options) {
  packed_options<N> packed{};
  char* to = packed.bytes;
  const auto put = [&](const text& text) {
    *to++ = static_cast<char>(text.length);
    append(to, text.view());
  };
  for (policy p : {options.missing, options.unexpected, options.shape, options.dtype, options.nothing})
    *to++ = static_cast<char>(p);
  *to++ = static_cast<char>(options.rename.size());
  *to++ = static_cast<char>(options.filter.size());
  put(options.strip_prefix);
  put(options.at);
  for (const auto& [old_name, new_name] : options.rename) put(old_name), put(new_name);
  for (const text& pattern : options.filter) put(pattern);
  return packed;
}

template <std::size_t N> constexpr LoadOptions unpack(const packed_options<N>& packed) {
  LoadOptions options;
  const char* from = packed.bytes;
  const auto get = [&] {
    const auto length = static_cast<std::size_t>(*from++);
    const text result(std::string_view(from, length));
    from += length;
    return result;
  };
  for (policy* p : {&options.missing, &options.unexpected, &options.shape, &options.dtype, &options.nothing})
    *p = static_cast<policy>(*from++);
  options.rename.length = static_cast<std::size_t>(*from++);
  options.filter.length = static_cast<std::size_t>(*from++);
  options.strip_prefix = get();
  options.at = get();
  for (std::size_t i = 0; i < options.rename.length; ++i) {
    options.rename.items[i].from = get();
    options.rename.items[i].to = get();
  }
  for (std::size_t i = 0; i < options.filter.length; ++i) options.filter.items[i] = get();
  return options;
}

/// What a check is made by: options or none, and exceptions.
struct no_options {};
template <auto Options, literal... Patterns> struct check_rules {
  static constexpr bool has_options = true;
  static constexpr LoadOptions options = unpack(Options);
  static constexpr std::array<std::string_view, sizeof...(Patterns)> excepted{Patterns.view()...};
};
template <literal... Patterns> struct check_rules<no_options{}, Patterns...> {
  static constexpr bool has_options = false;
  static constexpr LoadOptions options{};
  static constexpr std::array<std::string_view, sizeof...(Patterns)> excepted{Patterns.view()...};
};

template <class T> inline constexpr bool is_options = std::is_same_v<T, LoadOptions>;

/// The options among the rules, and the patterns of all exceptions.
template <class Rule> constexpr void take_options(LoadOptions& options, const Rule& rule) {
  if constexpr (is_options<Rule>) options = rule;
}
constexpr bool rules_can_rename(const rename_rules& rules) {
  for (const auto& [from, to] : rules)
    if (!can_rename(from, to)) return false;
  return true;
}
template <class... Rule> constexpr LoadOptions options_among(const Rule&... rules) {
  LoadOptions options;
  (take_options(options, rules), ...);
  return options;
}
template <auto Options, class... Exceptions> struct with_exceptions;
template <auto Options, literal... A> struct with_exceptions<Options, exceptions<A...>> {
  using type = check_rules<Options, A...>;
};
template <auto Options, literal... A, literal... B, class... Rest>
struct with_exceptions<Options, exceptions<A...>, exceptions<B...>, Rest...>
    : with_exceptions<Options, exceptions<A..., B...>, Rest...> {};

template <class Rule> using exceptions_or_none = std::conditional_t<is_exceptions<Rule>, Rule, exceptions<>>;

/// What is wrong with the rules is one error, after which they are none.
template <auto... Rules> constexpr auto options_of_rules() {
  constexpr int options_count = (is_options<std::remove_cv_t<decltype(Rules)>> + ... + 0);
  constexpr bool known =
      ((is_options<std::remove_cv_t<decltype(Rules)>> || is_exceptions<std::remove_cv_t<decltype(Rules)>>)&&...);
  static_assert(known, "nn: a check takes nn::LoadOptions and nn::except<\"PATTERN\", ...> behind the two types");
  static_assert(options_count <= 1, "nn: a check takes the options of one load");
  if constexpr (options_count == 1) {
    constexpr LoadOptions options = options_among(Rules...);
    constexpr bool enough = rules_can_rename(options.rename);
    static_assert(
        enough, "nn: each * of a rename rule's new name is what one of its old name stands for, and there are too few");
    if constexpr (enough) return pack<packed_size(options).size>(options);
    else return no_options{};
  } else return no_options{};
}

template <auto... Rules> struct rules_from {
  using type = typename with_exceptions<options_of_rules<Rules...>(), exceptions<>,
                                        exceptions_or_none<std::remove_cv_t<decltype(Rules)>>...>::type;
};

}  // namespace detail

/// Keys that a check leaves alone: those that fit one of these patterns, under the names they have in the model. They
/// may be missing, unexpected, and anything else.
/// \code
///   nn::require_fits<Net, resnet18, nn::except<"fc.*">>();  // another head
/// \endcode
template <literal... Patterns> inline constexpr detail::exceptions<Patterns...> except{};

}  // namespace nnstruct::inline NNSTRUCT_ABI
