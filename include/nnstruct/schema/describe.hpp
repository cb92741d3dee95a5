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
#include <nnstruct/schema/node.hpp>
#include <nnstruct/schema/role.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

// What a class says of itself besides its fields stands in a type of its own in it, `struct pytorch`: a field or
// constant of the user's cannot be taken for it.

/// The class's name as PyTorch prints it: its own, unless it says another.
template <class T> constexpr std::string_view printed_class_name() {
  if constexpr (requires { T::pytorch::class_name; }) return T::pytorch::class_name;
  else return reflect::class_name<T>;
}

/// PyTorch's `_version` of the class.
template <class T> constexpr int class_version() {
  if constexpr (requires { T::pytorch::version; }) return T::pytorch::version;
  else return 1;
}

template <class T> struct attributes_of { static constexpr std::array<attribute, 0> rows{}; };
template <class T>
  requires requires { T::pytorch::attributes(); }
struct attributes_of<T> {
  static constexpr auto rows = T::pytorch::attributes();
};

/// What F is as a field of a module; refuses what would be lost silently.
template <class F> constexpr role role_of() {
  if constexpr (is_parameter<F>) return role::parameter;
  else if constexpr (is_buffer<F>) return role::buffer;
  else if constexpr (std::is_same_v<F, Mode>) return role::mode;
  else if constexpr (is_module<F>) return role::module;
  else if constexpr (makes_keys<F>) {
    static_assert(
        !holds_argument_with_keys<F>,
        "nn: a module holds modules or parameters in a vector, optional, pointer, map or pair; their keys would "
        "be lost: use nn::Sequential, or name them as fields of a struct");
    static_assert(
        holds_argument_with_keys<F>,
        "nn: a module holds a record (a struct with values beside its modules and no forward()); give that struct "
        "a member forward, or move the values out");
    return role::own;
  } else return role::own;
}

/// Stops the build with one sentence if T's fields cannot be read.
template <class T> constexpr bool readable_fields() {
  constexpr bool module = is_module<T>;
  static_assert(module,
                "nn: a module is needed here, and this type is none (a record, or a plain value): it has no member "
                "forward, and a field that is no parameter, buffer or module");
  constexpr bool aggregate = !module || std::is_aggregate_v<T>;
  static_assert(aggregate,
                "nn: a module is a plain struct (an aggregate): it has no constructors, no private or virtual members");
  if constexpr (!module || !aggregate) return false;
  else if constexpr (std::is_empty_v<T>) return true;
  else {
    constexpr bool base = reflect::has_base<T>;
    static_assert(!base, "nn: a module has no base class; make the base its first field");
    if constexpr (base) return false;
    else {
      constexpr std::size_t count = reflect::field_count<T>;
      static_assert(count != 0 && count != reflect::max_fields + 2,
                    "nn: the fields of a module cannot be counted; is one of them a reference?");
      static_assert(count != reflect::max_fields + 1, "nn: a module has at most 100 fields; group them in structs");
      if constexpr (count == 0 || count > reflect::max_fields) return false;
      else {
        constexpr bool c_array = holds_c_array<T>(std::make_index_sequence<count>{});
        static_assert(!c_array, "nn: a module holds no C arrays; use std::array");
        return !c_array;
      }
    }
  }
}

/// The node with what nn::init asks of T: a rule of the library's, a `void reset_parameters(nn::Generator&)` of the
/// user's.
template <class T> constexpr node with_init(node result) {
  if constexpr (requires { T::pytorch::init; }) result.init = T::pytorch::init;
  if constexpr (requires(T & module, Generator & generator) { module.reset_parameters(generator); })
    result.reset_parameters = [](void* module, Generator& generator) {
      static_cast<T*>(module)->reset_parameters(generator);
    };
  return result;
}

template <class F> constexpr const node* node_unless_own() {
  if constexpr (role_of<F>() == role::own) return nullptr;
  else return &described<F>::value;
}

/// The fields of T that are not its own affair, parameters first, then buffers, modules, modes.
template <class T, class Index> struct field_table;
template <class T, std::size_t... I> struct field_table<T, std::index_sequence<I...>> {
  static constexpr std::array<role, sizeof...(I)> roles{role_of<reflect::field_type<T, I>>()...};
  static constexpr std::size_t size = ((roles[I] != role::own) + ... + std::size_t{0});

  static constexpr std::array<field, size> sorted() {
    const std::array<field, sizeof...(I)> all{
        field{reflect::field_name<T, I>, node_unless_own<reflect::field_type<T, I>>(), I}...};
    std::array<field, size> result{};
    std::size_t next = 0;
    for (role wanted : {role::parameter, role::buffer, role::module, role::mode})
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

template <class T> struct described {
  using table = field_table<T, std::make_index_sequence<count_if_readable<T>()>>;
  static constexpr node value =
      with_init<T>(module_node(printed_class_name<T>(), class_version<T>(), table::rows.data(), table::rows.size(),
                               table::address, attributes_of<T>::rows.data(), attributes_of<T>::rows.size()));
};

template <class T>
  requires is_leaf<T>
struct described<T> {
  static constexpr node value =
      leaf_node(is_parameter<T> ? role::parameter : role::buffer, dtype_of<typename T::element_type>, T::shape());
};

template <> struct described<Mode> { static constexpr node value = leaf_node(role::mode); };

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
