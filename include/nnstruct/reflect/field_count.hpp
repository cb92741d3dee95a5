// SPDX-License-Identifier: Apache-2.0
/// \file
/// How many fields an aggregate has, counted by asking with how many values it can be initialised.
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>

#include <nnstruct/config.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::reflect {

/// The most fields a struct can have; Boost.PFR's table of structured bindings ends there.
inline constexpr std::size_t max_fields = 100;

namespace detail {

/// Stands for a value of any type in a question to the compiler; never called.
/// Not constexpr: a field of type `optional<int>` would then need its definition, which -Werror refuses.
struct any_value {
  template <class Field> operator Field() const noexcept;
};
template <std::size_t> using any_value_at = any_value;

/// A base class is initialised like a first field; this converts to nothing else.
template <class T> struct any_base_of {
  template <class Base>
    requires(std::is_base_of_v<Base, T> && !std::is_same_v<Base, T>)
  operator Base() const noexcept;
};

/// Stands for an object that a reference can be bound to.
struct any_object {
  template <class Field> operator Field&() const noexcept;
};
template <class T, std::size_t... I>
concept initialised_with_object_after = requires {
  T{any_value_at<I>{}..., any_object{}};
};
template <class T, std::size_t... I> constexpr bool object_fits_after(std::index_sequence<I...>) {
  return initialised_with_object_after<T, I...>;
}

// A concept with every argument explicit: g++ 12 crashes where T{} stands in a declared return type while
// another argument is deduced and T holds an array of vectors.
template <class T, std::size_t... I>
concept initialised_from = requires {
  T{any_value_at<I>{}...};
};

template <class T, std::size_t... I> constexpr bool initialised_from_n(std::index_sequence<I...>) {
  return initialised_from<T, I...>;
}
template <class T, std::size_t N> inline constexpr bool takes = initialised_from_n<T>(std::make_index_sequence<N>{});

// Two values in braces as field number I, and then as many values as there are fields behind it (or none).
template <class T, std::size_t... I>
concept pair_of_values_after = requires {
  T{any_value_at<I>{}..., {any_value{}, any_value{}}};
};
template <class T, class Before, class After> inline constexpr bool pair_of_values_between = false;
template <class T, std::size_t... I, std::size_t... J>
inline constexpr bool pair_of_values_between<T, std::index_sequence<I...>, std::index_sequence<J...>> = requires {
  T{any_value_at<I>{}..., {any_value{}, any_value{}}, any_value_at<J>{}...};
};

template <class T, std::size_t... I> constexpr bool pair_fits_at(std::index_sequence<I...>) {
  return pair_of_values_after<T, I...>;
}

/// The largest number of values in [From, To] that T takes, where it takes From and not To + 1.
/// Instantiates O(log(To - From)) initialisations.
template <class T, std::size_t From, std::size_t To> constexpr std::size_t bisect() {
  if constexpr (From == To) {
    return From;
  } else {
    constexpr std::size_t middle = From + (To - From + 1) / 2;
    if constexpr (takes<T, middle>) return bisect<T, middle, To>();
    else return bisect<T, From, middle - 1>();
  }
}

/// Doubles the number of values until T does not take them, then bisects.
template <class T, std::size_t From, std::size_t Step> constexpr std::size_t gallop() {
  if constexpr (From + Step > max_fields + 1) return bisect<T, From, max_fields + 1>();
  else if constexpr (takes<T, From + Step>) return gallop<T, From + Step, 2 * Step>();
  else return bisect<T, From, From + Step - 1>();
}

/// The smallest number of values that T takes: 0, unless a field has no default value.
template <class T, std::size_t N = 0> constexpr std::size_t fewest() {
  if constexpr (N > max_fields + 1) return N;
  else if constexpr (takes<T, N>) return N;
  else return fewest<T, N + 1>();
}

/// The number of values that T can be initialised with. max_fields + 1: more than max_fields;
/// max_fields + 2: no number will do (a reference is no value).
template <class T> constexpr std::size_t count_values() {
  constexpr std::size_t least = fewest<T>();
  if constexpr (least > max_fields) return least;
  else return gallop<T, least, 1>();
}

}  // namespace detail

/// T has a base class (private ones make it no aggregate in the first place).
template <class T>
concept has_base = requires {
  T{detail::any_base_of<T>{}};
};

/// How many values T's initialiser takes: its fields, unless one of them is a C array or a reference.
template <class T> inline constexpr std::size_t field_count = detail::count_values<T>();

/// Behind the Count fields of T that values were found for there is a reference, which has a default value.
template <class T, std::size_t Count> constexpr bool has_reference_behind() {
  if constexpr (std::is_copy_assignable_v<T> || Count > max_fields) return false;  // what holds a reference is not
  else return detail::object_fits_after<T>(std::make_index_sequence<Count>{});
}

/// Field number I (counted in values) is a C array: its braces are left out when single values are given,
/// so with its braces there is one value too many.
template <class T, std::size_t I> constexpr bool is_c_array_at() {
  if constexpr (!detail::pair_fits_at<T>(std::make_index_sequence<I>{})) {
    return false;
  } else {
    return !detail::pair_of_values_between<T, std::make_index_sequence<I>,
                                           std::make_index_sequence<field_count<T> - I - 1>>;
  }
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::reflect
