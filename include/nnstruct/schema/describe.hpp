// SPDX-License-Identifier: Apache-2.0
/// \file
/// From a type to its node: the one place where the library reads the fields of a user's struct.
#pragma once

#include <array>
#include <cstddef>
#include <type_traits>
#include <utility>

#include <nnstruct/config.hpp>
#include <nnstruct/reflect/fields.hpp>
#include <nnstruct/reflect/names.hpp>
#include <nnstruct/schema/decimal.hpp>
#include <nnstruct/schema/named.hpp>
#include <nnstruct/schema/node.hpp>
#include <nnstruct/schema/python_class.hpp>
#include <nnstruct/schema/role.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

// What a class says of itself besides its fields stands in a type of its own in it, `struct pytorch`: a field or
// constant of the user's cannot be taken for it. Where Python finds the class is a constant `python` of a type of its
// own.

/// The class's name as PyTorch prints it: its own, unless it says another.
template <class T> constexpr std::string_view printed_class_name() {
  if constexpr (names_python<T>) return python_class_of<T>().name;
  else if constexpr (requires { T::pytorch::class_name; }) return T::pytorch::class_name;
  else return reflect::class_name<T>;
}

/// PyTorch's `_version` of the class.
template <class T> constexpr int class_version() {
  if constexpr (requires { T::pytorch::version; }) return T::pytorch::version;
  else return 1;
}

/// A field that a class has only since a later version of it.
struct added_field {
  std::string_view name;
  int since;
};
/// The version of T that brought the field `name`: `static constexpr detail::added_field added[] = ...` in its
/// `struct pytorch` says so; 0 for all others.
template <class T> constexpr int field_since(std::string_view name) {
  if constexpr (requires { T::pytorch::added; })
    for (const added_field& row : T::pytorch::added)
      if (row.name == name) return row.since;
  return 0;
}

template <class T> struct attributes_of { static constexpr std::array<attribute, 0> rows{}; };
template <class T>
  requires requires { T::pytorch::attributes(); }
struct attributes_of<T> {
  static constexpr auto rows = T::pytorch::attributes();
};

/// A parameter that stores nothing: another one of the model, `Owner`, holds its values. See TiedLinear.
template <literal Owner, std::int64_t... E> struct tied_parameter {};
template <class T> inline constexpr bool is_tied = false;
template <literal Owner, std::int64_t... E> inline constexpr bool is_tied<tied_parameter<Owner, E...>> = true;

template <class T> constexpr bool readable_fields();

/// What F is as a field of a module; refuses what would be lost silently.
template <class F> constexpr role role_of() {
  if constexpr (is_parameter<F>) return role::parameter;
  else if constexpr (is_tied<F>) return role::tied;
  else if constexpr (is_buffer<F>) return role::buffer;
  else if constexpr (is_transient<F>) return role::transient;
  else if constexpr (std::is_same_v<F, Mode>) return role::mode;
  else if constexpr (std::is_same_v<F, none>) return role::absent;
  else if constexpr (is_module<F>) return role::module;
  else if constexpr (makes_keys<F> && !holds_argument_with_keys<F> && !is_reflectable<F>()) {
    readable_fields<F>();  // says what is wrong with it
    return role::own;
  } else if constexpr (makes_keys<F>) {
    static_assert(
        !holds_argument_with_keys<F>,
        "nn: a module holds modules or parameters in a vector, optional, pointer, map or pair; their keys would "
        "be lost: use nn::Sequential or std::array, or name them as fields of a struct");
    static_assert(
        holds_argument_with_keys<F>,
        "nn: a module holds a record (a struct with values beside its modules and no forward()); give that struct "
        "a member forward, or move the values out");
    return role::own;
  } else return role::own;
}

/// Stops the build with one sentence if a field of T has no address that is a constant.
template <class T, std::size_t... I> constexpr bool nameable_fields(std::index_sequence<I...>) {
  constexpr bool is_volatile = (reflect::is_volatile_at<T, I>() || ...);
  static_assert(!is_volatile, "nn: a module has no volatile fields");
  if constexpr (is_volatile) return false;
  else if constexpr (std::is_copy_constructible_v<T>) return true;  // what holds an rvalue reference is not
  else {
    constexpr bool nameable = (reflect::detail::is_nameable_at<T, I>() && ...);
    static_assert(nameable, "nn: a module has no references among its fields");
    return nameable;
  }
}

/// Stops the build with one sentence if T is no module.
template <class T> constexpr bool checked_module() {
  constexpr bool module = is_module<T>;
  static_assert(module,
                "nn: a module is needed here, and this type is none (a record, or a plain value): it has no member "
                "forward, and a field that is no parameter, buffer or module");
  return module;
}

/// Stops the build with one sentence if T's fields cannot be read.
template <class T> constexpr bool readable_fields() {
  // An error inside T is to come here: what else asked for T first would have no value on clang 14.
  [[maybe_unused]] constexpr bool asked_first = complete<T>;
  constexpr bool aggregate = std::is_aggregate_v<T> || !is_module<T>;
  static_assert(aggregate,
                "nn: a module is a plain struct (an aggregate): it has no constructors, no private or virtual members");
  if constexpr (!aggregate) return false;
  else if constexpr (!std::is_class_v<T> || !std::is_aggregate_v<T> || std::is_empty_v<T>) return checked_module<T>();
  else {
    constexpr bool base = reflect::has_base<T>;
    static_assert(!base, "nn: a module has no base class; make the base its first field");
    if constexpr (base) return false;
    else {
      constexpr std::size_t count = reflect::field_count<T>;
      // clang counts no fields of a class with an error in it. That has been said; a reference has no default value.
      constexpr bool counted =
          (count != 0 && count != reflect::max_fields + 2 && !reflect::has_reference_behind<T, count>()) ||
          (count == reflect::max_fields + 2 && std::is_default_constructible_v<T>);
      static_assert(counted, "nn: the fields of a module cannot be counted; is one of them a reference?");
      static_assert(count != reflect::max_fields + 1, "nn: a module has at most 100 fields; group them in structs");
      if constexpr (!counted || count > reflect::max_fields) return false;
      else {
        constexpr bool c_array = holds_c_array<T>(std::make_index_sequence<count>{});
        static_assert(!c_array, "nn: a module holds no C arrays; use std::array");
        if constexpr (c_array) return false;
        else return nameable_fields<T>(std::make_index_sequence<count>{}) && checked_module<T>();
      }
    }
  }
}

/// The node with what T says of itself besides its tables. What nn::init asks: a rule of the library's, a `void
/// reset_parameters(nn::Generator&)` of the user's. What nn::repr asks: whether its parameters print,
/// and whether equal modules in it print once, with their number.
template <class T> constexpr node completed(node result) {
  if constexpr (!readable_fields<T>()) result.readable = false;
  if constexpr (requires { T::pytorch::prints_parameters; }) result.prints_parameters = T::pytorch::prints_parameters;
  if constexpr (requires { T::pytorch::counts_equals; }) result.counts_equals = T::pytorch::counts_equals;
  if constexpr (names_python<T>) result.class_module = python_class_of<T>().module;
  if constexpr (requires { T::pytorch::init; }) result.init = T::pytorch::init;
  if constexpr (requires(T & module, Generator & generator) { module.reset_parameters(generator); })
    result.reset_parameters = [](void* module, Generator& generator) {
      static_cast<T*>(module)->reset_parameters(generator);
    };
  return result;
}

/// The name that stands in keys for a field of type F.
template <class F> struct key_of_field {
  static constexpr std::string_view from(std::string_view field_name) { return field_name; }
};
template <literal Key, class M> struct key_of_field<named<Key, M>> {
  static_assert(sizeof(named<Key, M>) == sizeof(M), "nn: what is named stands at the address of its field");
  static constexpr literal key = Key;
  static constexpr std::string_view from(std::string_view) { return key.view(); }
};

template <class F> constexpr const node* node_unless_own() {
  using Unnamed = unnamed_type<F>;
  if constexpr (role_of<Unnamed>() == role::own) return nullptr;
  else return &described<Unnamed>::value;
}

/// A field as its module's node has it.
template <class F> constexpr field make_field(std::string_view name, std::size_t index, int since = 0) {
  return {key_of_field<F>::from(name), node_unless_own<F>(), index, since};
}

/// Two of the fields that make keys make the same ones.
template <std::size_t N> constexpr bool same_key_twice(const std::array<field, N>& fields) {
  for (std::size_t i = 0; i < N; ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (fields[i].name == fields[j].name) return true;
  return false;
}

/// The fields of T that are not its own affair, in the order of their roles.
template <class T, class Index> struct field_table;
template <class T, std::size_t... I> struct field_table<T, std::index_sequence<I...>> {
  static constexpr std::array<role, sizeof...(I)> roles{role_of<unnamed_type<reflect::field_type<T, I>>>()...};
  static constexpr std::size_t size = ((roles[I] != role::own) + ... + std::size_t{0});

  static constexpr std::array<field, size> sorted() {
    const std::array<field, sizeof...(I)> all{make_field<reflect::field_type<T, I>>(
        reflect::field_name<T, I>, I, field_since<T>(reflect::field_name<T, I>))...};
    std::array<field, size> result{};
    std::size_t next = 0;
    for (role wanted :
         {role::parameter, role::tied, role::buffer, role::transient, role::module, role::mode, role::absent})
      for (std::size_t i = 0; i < all.size(); ++i)
        if (roles[i] == wanted) result[next++] = all[i];
    return result;
  }
  static constexpr std::array<field, size> rows = sorted();
  static constexpr auto address = &reflect::address_of_field<T>;
};
template <class T> struct field_table<T, std::index_sequence<>> {
  static constexpr std::array<field, 0> rows{};
  static constexpr void* (*address)(void*, std::size_t) noexcept = nullptr;
};

template <class T> constexpr std::size_t count_if_readable() {
  if constexpr (!readable_fields<T>() || std::is_empty_v<T>) return 0;
  else return reflect::field_count<T>;
}

/// Stops the build with one sentence if two fields have one key.
template <class Table> constexpr const field* checked_rows() {
  static_assert(!same_key_twice(Table::rows), "nn: two fields of a module have one key; rename one, or its nn::named");
  return Table::rows.data();
}

template <class T> struct described {
  using table = field_table<T, std::make_index_sequence<count_if_readable<T>()>>;
  static constexpr node value =
      completed<T>(module_node(printed_class_name<T>(), class_version<T>(), checked_rows<table>(), table::rows.size(),
                               table::address, attributes_of<T>::rows.data(), attributes_of<T>::rows.size()));
};

/// A type that no tensor can hold has been refused already, by the Parameter or Buffer.
template <class T> constexpr dtype dtype_or_float32() {
  if constexpr (tensor_element<T>) return dtype_of<T>;
  else return dtype::float32;
}

template <class T>
  requires is_leaf<T>
struct described<T> {
  static constexpr node value = leaf_node(is_parameter<T> ? role::parameter : role::buffer,
                                          dtype_or_float32<typename T::element_type>(), T::shape());
};

template <class B> struct described<transient<B>> {
  static constexpr node value = leaf_node(role::transient, dtype_or_float32<typename B::element_type>(), B::shape());
};

template <literal Owner, std::int64_t... E> struct described<tied_parameter<Owner, E...>> {
  static constexpr literal owner = Owner;  // of this class: its characters have an address here
  static constexpr node value = leaf_node(role::tied, dtype::float32, extent_list(E...), owner.view());
};

/// Fields of one type whose names are "0", "1" and so on.
template <class M, class Index> inline constexpr std::array<field, 0> numbered_fields{};
template <class M, std::size_t... I>
inline constexpr std::array<field, sizeof...(I)> numbered_fields<M, std::index_sequence<I...>>{
    field{decimal<I>::name, &described<M>::value, I}...};

/// The node of N modules of one type.
template <class M, std::size_t N> constexpr node module_list_node(void* (*address)(void*, std::size_t) noexcept) {
  constexpr std::size_t count = is_module<M> ? N : 0;  // else the list has said so
  constexpr auto& fields = numbered_fields<M, std::make_index_sequence<count>>;
  node result = module_node("ModuleList", 1, fields.data(), fields.size(), address, nullptr, 0);
  result.counts_equals = true;
  result.class_module = "torch.nn.modules.container";
  return result;
}

/// An array of modules is what a ModuleList of them is.
template <class M, std::size_t N>
  requires is_module<M>
struct described<std::array<M, N>> {
  static void* address(void* array, std::size_t index) noexcept {
    return &(*static_cast<std::array<M, N>*>(array))[index];
  }
  static constexpr node value = module_list_node<M, N>(&address);
};

template <> struct described<none> { static constexpr node value = leaf_node(role::absent); };
template <> struct described<Mode> { static constexpr node value = leaf_node(role::mode); };

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
