// SPDX-License-Identifier: Apache-2.0
/// \file
/// Differences as errors of the compiler: one instantiation each, with key, expected and found in readable form.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <utility>

#include <nnstruct/config.hpp>
#include <nnstruct/schema/literal.hpp>
#include <nnstruct/state_dict/differences.hpp>
#include <nnstruct/tensor/dtype.hpp>
#include <nnstruct/tensor/extents.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

// What the compiler prints: incomplete types that only carry facts. clang 14 prints an array of characters as numbers,
// ten at most, and single ones as what they are; g++ prints an array of them as text.
#ifdef __clang__
template <char... Text> struct key;
template <char... Text> struct found_python_type;
template <char... Text> struct made_at;
template <char... Text> struct loaded_at;
#else
template <literal Text> struct key;
template <literal Text> struct found_python_type;
template <literal Text> struct made_at;
template <literal Text> struct loaded_at;
#endif
template <nnstruct::dtype> struct expected_dtype;
template <nnstruct::dtype> struct found_dtype;

// False for all arguments: what a static_assert says has been found wrong.
template <class First, class Second, class Key> inline constexpr bool second_holds_key = false;
template <class First, class Second, class Key> inline constexpr bool first_holds_key = false;
template <class First, class Second, class Key, class Expected, class Found> inline constexpr bool shapes_agree = false;
template <class First, class Second, class Key, class Expected, class Found> inline constexpr bool dtypes_agree = false;
template <class First, class Second, class Key, class Found> inline constexpr bool second_holds_tensor = false;
template <class First, class Second, class Name, class Key, class OtherKey> inline constexpr bool names_differ = false;
template <class First, class Second> inline constexpr bool something_is_loaded = false;

template <class Checkpoint, class MadeAt, class LoadedAt> inline constexpr bool checkpoint_is_what_is_loaded = false;

/// Text::value as one of these types.
#ifdef __clang__
template <template <char...> class As, class Text, std::size_t... I>
As<Text::value[I]...>* text_pointer(std::index_sequence<I...>);
#define NNSTRUCT_TEXT_PARAMETER char...
#else
template <std::size_t N> constexpr literal<N + 1> literal_of(std::string_view text) {
  char chars[N + 1]{};
  for (std::size_t i = 0; i < N; ++i) chars[i] = text[i];
  return literal<N + 1>(chars);
}
template <template <literal> class As, class Text, std::size_t... I>
As<literal_of<sizeof...(I)>(Text::value)>* text_pointer(std::index_sequence<I...>);
#define NNSTRUCT_TEXT_PARAMETER literal
#endif
template <template <NNSTRUCT_TEXT_PARAMETER> class As, class Text>
using text_as = std::remove_pointer_t<decltype(text_pointer<As, Text>(std::make_index_sequence<Text::value.size()>{}))>;
#undef NNSTRUCT_TEXT_PARAMETER

template <template <std::int64_t...> class As, class Shape, std::size_t... I>
As<Shape::value[I]...>* shape_pointer(std::index_sequence<I...>);
template <template <std::int64_t...> class As, class Shape>
using shape_as =
    std::remove_pointer_t<decltype(shape_pointer<As, Shape>(std::make_index_sequence<Shape::value.size()>{}))>;

/// Stops the build with one error if the rows of a checkpoint are not those that the options load.
template <class Check> struct dictionary_of {
  struct made {
    static constexpr std::string_view value = Check::made_at;
  };
  struct loaded {
    static constexpr std::string_view value = Check::options.at.view();
  };

  static constexpr bool check() {
    if constexpr (!Check::same_dictionary) {
      using Checkpoint = typename Check::second;
      using Made = text_as<made_at, made>;
      using Loaded = text_as<loaded_at, loaded>;
      static_assert(checkpoint_is_what_is_loaded<Checkpoint, Made, Loaded>,
                    "nn: this checkpoint's rows are of another dictionary of the file than .at of the options");
    }
    return true;
  }
};

/// Difference number I of a comparison, as an error of its own.
template <class Check, int I, bool Exists = (I < static_cast<int>(Check::count))> struct difference_number {
  static constexpr bool report() { return true; }
};
template <class Check, int I> struct difference_number<Check, I, true> {
  using A = typename Check::first;
  using B = typename Check::second;
  static constexpr difference row = Check::rows[I];
  static constexpr const auto& wanted() { return Check::wanted::rows[row.wanted]; }
  static constexpr const auto& offered(std::size_t i = row.offered) { return Check::offered::keys[i]; }

  struct wanted_key {
    static constexpr std::string_view value = wanted().key;
  };
  struct wanted_shape {
    static constexpr extent_list value = wanted().shape;
  };
  struct offered_name {
    static constexpr std::string_view value = Check::named::name(row.offered);
  };
  struct offered_shape {
    static constexpr extent_list value = *offered().shape;
  };
  struct offered_type {
    static constexpr std::string_view value = offered().other_type;
  };
  struct one_key {
    static constexpr std::string_view value = offered(row.wanted).key;
  };
  struct other_key {
    static constexpr std::string_view value = offered().key;
  };

  /// True, so that nothing but the difference itself is reported.
  static constexpr bool report() {
    if constexpr (row.kind == difference_kind::missing) {
      using Key = text_as<key, wanted_key>;
      static_assert(second_holds_key<A, B, Key>, "nn: missing key: the first type has it, the second does not");
    } else if constexpr (row.kind == difference_kind::unexpected) {
      using Key = text_as<key, offered_name>;
      static_assert(first_holds_key<A, B, Key>, "nn: unexpected key: the second type has it, the first does not");
    } else if constexpr (row.kind == difference_kind::reshaped) {
      using Key = text_as<key, wanted_key>;
      using Expected = shape_as<expected, wanted_shape>;
      using Found = shape_as<found, offered_shape>;
      static_assert(shapes_agree<A, B, Key, Expected, Found>, "nn: the second type has another shape under this key");
    } else if constexpr (row.kind == difference_kind::retyped) {
      using Key = text_as<key, wanted_key>;
      using Expected = expected_dtype<wanted().dtype>;
      using Found = found_dtype<offered().dtype>;
      static_assert(dtypes_agree<A, B, Key, Expected, Found>, "nn: the second type has another dtype under this key");
    } else if constexpr (row.kind == difference_kind::not_a_tensor) {
      using Key = text_as<key, wanted_key>;
      using Found = text_as<found_python_type, offered_type>;
      static_assert(second_holds_tensor<A, B, Key, Found>, "nn: the second type has no tensor under this key");
    } else if constexpr (row.kind == difference_kind::nothing) {
      static_assert(
          something_is_loaded<A, B>,
          "nn: the second type has not one key of the first with its shape: nothing would be loaded; .nothing "
          "= nn::allow of the options allows that");
    } else {
      using Key = text_as<key, offered_name>;
      using One = text_as<key, one_key>;
      using Other = text_as<key, other_key>;
      static_assert(names_differ<A, B, Key, One, Other>, "nn: two keys of the second type become one by the options");
    }
    return true;
  }
};

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
