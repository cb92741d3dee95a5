// SPDX-License-Identifier: Apache-2.0
/// \file
/// What a struct is: a module (flat keys), a record (a dictionary), or neither.
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>

#include <nnstruct/config.hpp>
#include <nnstruct/reflect/fields.hpp>
#include <nnstruct/schema/literal.hpp>
#include <nnstruct/schema/node.hpp>
#include <nnstruct/tensor/parameter.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

template <literal Key, class M> class named;
template <class B> class transient;

namespace detail {

template <class T> inline constexpr bool is_parameter = false;
template <class T, std::int64_t... E> inline constexpr bool is_parameter<Parameter<T, E...>> = true;
template <class T> inline constexpr bool is_buffer = false;
template <class T, std::int64_t... E> inline constexpr bool is_buffer<Buffer<T, E...>> = true;
template <class T> inline constexpr bool is_leaf = is_parameter<T> || is_buffer<T>;
template <class T> inline constexpr bool is_transient = false;
template <class B> inline constexpr bool is_transient<transient<B>> = true;

/// What a field is apart from its name.
template <class F> struct unnamed { using type = F; };
template <literal Key, class M> struct unnamed<named<Key, M>> { using type = M; };
template <class F> using unnamed_type = typename unnamed<F>::type;

/// The library's containers of modules: each specialises `described` for itself.
template <class T> inline constexpr bool is_container = false;

// A second base with the same name makes the name ambiguous: so `forward` is found overloaded, and as a template.
struct named_forward {
  int forward;
};
template <class T> struct maybe_ambiguous : T, named_forward {};

template <class T> constexpr bool has_forward() {
  if constexpr (!std::is_class_v<T>) return false;
  else if constexpr (std::is_final_v<T>) return requires {
      &T::forward;
    };
  else return !requires {
      &maybe_ambiguous<T>::forward;
    };
}

template <class T, std::size_t... I> constexpr bool holds_c_array(std::index_sequence<I...>) {
  if constexpr ((reflect::is_c_array_at<T, I>() || ...)) return true;
  else return (std::is_array_v<reflect::field_type<T, I>> || ...);  // of one element: counted as one value
}

/// A struct whose fields can be named and counted.
template <class T> constexpr bool is_reflectable() {
  if constexpr (!std::is_class_v<T> || !std::is_aggregate_v<T>) return false;
  else if constexpr (std::is_empty_v<T>) return true;
  else if constexpr (reflect::has_base<T>) return false;
  else if constexpr (reflect::field_count<T> == 0 || reflect::field_count<T> > reflect::max_fields) return false;
  else return !holds_c_array<T>(std::make_index_sequence<reflect::field_count<T>>{});
}

template <class T> constexpr bool decide_module();
template <class T> constexpr bool decide_makes_keys();

}  // namespace detail

/// T is a module: it has a member `forward`, or a `struct pytorch` that says what class of PyTorch's it is, or all its
/// fields are parameters, buffers and modules (or nn::Mode, or nn::none).
/// A specialisation overrides the rule: `template <> inline constexpr bool nn::is_module<Pair> = false;`
template <class T> inline constexpr bool is_module = detail::decide_module<T>();

namespace detail {

/// T holds something that is saved, however deep.
template <class T> inline constexpr bool makes_keys = decide_makes_keys<T>();

// std::vector<M>, std::optional<M>, std::unique_ptr<M>, std::map<K, M>, std::pair<A, M> ...
template <class T> inline constexpr bool holds_argument_with_keys = false;
template <template <class...> class Container, class... A>
inline constexpr bool holds_argument_with_keys<Container<A...>> = (makes_keys<A> || ...);

template <class F>
inline constexpr bool is_part_of_module =
    is_leaf<F> || is_transient<F> || is_module<F> || std::is_same_v<F, Mode> || std::is_same_v<F, none>;
template <class T, std::size_t... I> constexpr bool all_fields_are_modules(std::index_sequence<I...>) {
  return (is_part_of_module<unnamed_type<reflect::field_type<T, I>>> && ...);
}
template <class T, std::size_t... I> constexpr bool any_field_makes_keys(std::index_sequence<I...>) {
  return (makes_keys<unnamed_type<reflect::field_type<T, I>>> || ...);
}

template <class T> constexpr bool decide_module() {
  if constexpr (is_leaf<T> || is_transient<T> || std::is_same_v<T, none>) return false;
  else if constexpr (is_container<T> || has_forward<T>() || requires { typename T::pytorch; }) return true;
  else if constexpr (!is_reflectable<T>() || std::is_empty_v<T>) return false;
  else return all_fields_are_modules<T>(std::make_index_sequence<reflect::field_count<T>>{});
}

template <class T> constexpr bool decide_makes_keys() {
  if constexpr (is_leaf<T> || is_module<T>) return true;
  else if constexpr (is_transient<T>) return false;
  else if constexpr (holds_argument_with_keys<T>) return true;
  else if constexpr (!is_reflectable<T>() || std::is_empty_v<T>) return false;
  else return any_field_makes_keys<T>(std::make_index_sequence<reflect::field_count<T>>{});
}

}  // namespace detail

/// T is a record: a struct without `forward` and with a field that is no parameter, buffer or module. It stands
/// for a dictionary, field by field.
template <class T>
inline constexpr bool is_record = std::is_class_v<T>&& std::is_aggregate_v<T> && !std::is_empty_v<T> && !is_module<T> &&
                                  !detail::is_leaf<T> && !detail::is_transient<T>;

}  // namespace nnstruct::inline NNSTRUCT_ABI
