// SPDX-License-Identifier: Apache-2.0
/// \file
/// What a struct is: a module (flat keys), a record (a dictionary), or neither.
#pragma once

#include <array>
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

/// Containers of modules: each specialises `described` for itself.
template <class T> inline constexpr bool is_container = false;

/// T is declared and nothing more, here at least: nothing can be said about it.
template <class T>
concept complete = requires {
  sizeof(T);
};

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
  else if constexpr (reflect::has_reference_behind<T, reflect::field_count<T>>()) return false;
  else return !holds_c_array<T>(std::make_index_sequence<reflect::field_count<T>>{});
}

template <class T> constexpr bool decide_module();
template <class T, class... Around> constexpr bool decide_makes_keys();

}  // namespace detail

/// T is a module: it has a member `forward`, or a `struct pytorch` that says what class of PyTorch's it is, or all its
/// fields are parameters, buffers and modules (or nn::Mode, or nn::none). A std::array of modules is a ModuleList.
/// A specialisation overrides the rule: `template <> inline constexpr bool nn::is_module<Pair> = false;`
template <class T> inline constexpr bool is_module = detail::decide_module<T>();

namespace detail {

/// T holds something that is saved, however deep. Around are the types that are being asked already: a struct may hold
/// a pointer to its own kind.
template <class T, class... Around> inline constexpr bool makes_keys_in = decide_makes_keys<T, Around...>();
template <class T> inline constexpr bool makes_keys = makes_keys_in<T>;

/// What T stands for, or holds some of, in a way that has no keys: std::vector<M>, std::optional<M>,
/// std::unique_ptr<M>, std::map<K, M>, std::pair<A, M>, M* ...
template <class T> struct arguments_of { template <class... Around> static constexpr bool make_keys = false; };
template <template <class...> class Container, class... A> struct arguments_of<Container<A...>> {
  template <class... Around> static constexpr bool make_keys = (makes_keys_in<A, Around...> || ...);
};
template <class T, std::size_t N> struct arguments_of<std::array<T, N>> {
  template <class... Around> static constexpr bool make_keys = makes_keys_in<T, Around...>;
};
template <class T> struct arguments_of<T*> {
  template <class... Around> static constexpr bool make_keys = makes_keys_in<std::remove_cv_t<T>, Around...>;
};
template <class T> inline constexpr bool holds_argument_with_keys = arguments_of<T>::template make_keys<>;

template <class F>
inline constexpr bool is_part_of_module =
    is_leaf<F> || is_transient<F> || is_module<F> || std::is_same_v<F, Mode> || std::is_same_v<F, none>;
template <class T, std::size_t... I> constexpr bool all_fields_are_modules(std::index_sequence<I...>) {
  return (is_part_of_module<unnamed_type<reflect::field_type<T, I>>> && ...);
}
template <class T, class... Around, std::size_t... I> constexpr bool any_field_makes_keys(std::index_sequence<I...>) {
  return (makes_keys_in<unnamed_type<reflect::field_type<T, I>>, T, Around...> || ...);
}

template <class T> constexpr bool decide_module() {
  if constexpr (is_leaf<T> || is_transient<T> || std::is_same_v<T, none>) return false;
  else if constexpr (is_container<T> || has_forward<T>() || requires { typename T::pytorch; }) return true;
  else if constexpr (!is_reflectable<T>() || std::is_empty_v<T>) return false;
  else return all_fields_are_modules<T>(std::make_index_sequence<reflect::field_count<T>>{});
}

/// Converts to what makes keys, and to nothing else.
template <class T, class... Around> struct any_with_keys {
  template <class Field>
    requires makes_keys_in<Field, T, Around...>
  operator Field() const noexcept;
};

template <class T, class Keys, std::size_t... I>
concept initialised_with_keys_after = requires {
  T{reflect::detail::any_value_at<I>{}..., Keys{}};
};
template <class T, class Keys, std::size_t... I> constexpr bool takes_keys_after(std::index_sequence<I...>) {
  return initialised_with_keys_after<T, Keys, I...>;
}
/// Field number I, or one behind it, can be initialised with what makes keys. Of a struct whose fields cannot be read
/// nothing else tells whether it holds such.
template <class T, class Keys, std::size_t I = 0> constexpr bool takes_keys() {
  if constexpr (I > reflect::max_fields || !reflect::detail::takes<T, I>) return false;
  else if constexpr (takes_keys_after<T, Keys>(std::make_index_sequence<I>{})) return true;
  else return takes_keys<T, Keys, I + 1>();
}

template <class T, class... Around> constexpr bool decide_makes_keys() {
  if constexpr (std::is_same_v<T, none> || (std::is_same_v<T, Around> || ...)) return false;
  else if constexpr (std::is_class_v<T> && !complete<T>) return false;
  else if constexpr (is_leaf<T> || is_module<T>) return true;
  else if constexpr (is_transient<T>) return false;
  else if constexpr (arguments_of<T>::template make_keys<T, Around...>) return true;
  else if constexpr (!std::is_class_v<T> || !std::is_aggregate_v<T> || std::is_empty_v<T>) return false;
  else if constexpr (!is_reflectable<T>()) return takes_keys<T, any_with_keys<T, Around...>>();
  else return any_field_makes_keys<T, Around...>(std::make_index_sequence<reflect::field_count<T>>{});
}

/// An array of modules is one, as a ModuleList.
template <class M, std::size_t N> inline constexpr bool is_container<std::array<M, N>> = is_module<M>;

/// T may be given to what works on models; where it is no module, its description says so.
template <class T>
inline constexpr bool is_class_for_model = std::is_class_v<T> && !std::is_const_v<T> && !is_leaf<T> && !is_transient<T>;

}  // namespace detail

/// T is a record: a struct without `forward` and with a field that is no parameter, buffer or module. It stands
/// for a dictionary, field by field.
template <class T>
inline constexpr bool is_record = std::is_class_v<T>&& std::is_aggregate_v<T> && !std::is_empty_v<T> && !is_module<T> &&
                                  !detail::is_leaf<T> && !detail::is_transient<T>;

}  // namespace nnstruct::inline NNSTRUCT_ABI
