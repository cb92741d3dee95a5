// SPDX-License-Identifier: Apache-2.0
/// \file
/// The fields of an aggregate: their addresses and types, through Boost.PFR, which nothing else includes.
#pragma once

// PFR's table of structured bindings alone. Its own count of fields (pfr/core.hpp) is slow on large structs
// and crashes g++ 12 on a field `std::array<Module, N>` without braces; ours is in field_count.hpp.
#include <boost/pfr/detail/core17_generated.hpp>
#include <cstddef>
#include <type_traits>
#include <utility>

#include <nnstruct/config.hpp>
#include <nnstruct/reflect/field_count.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::reflect {

/// References to all fields of an object, as PFR's tuple.
template <class T> constexpr auto tie(T& object) noexcept {
  return boost::pfr::detail::tie_as_tuple(object, boost::pfr::detail::size_t_<field_count<std::remove_cv_t<T>>>{});
}

/// Field number I of an object.
template <std::size_t I, class T> constexpr auto& get(T& object) noexcept {
  return boost::pfr::detail::sequence_tuple::get<I>(reflect::tie(object));
}

/// The type of field number I.
template <class T, std::size_t I> using field_type = std::remove_cvref_t<decltype(reflect::get<I>(std::declval<T&>()))>;

/// Field number I is volatile.
template <class T, std::size_t I> constexpr bool is_volatile_at() {
  return std::is_volatile_v<std::remove_reference_t<decltype(reflect::get<I>(std::declval<T&>()))>>;
}

namespace detail {
template <class T, std::size_t... I>
void* address_of_field(T& object, std::size_t index, std::index_sequence<I...>) noexcept {
  const auto fields = reflect::tie(object);
  void* const addresses[] = {
      const_cast<void*>(static_cast<const void*>(&boost::pfr::detail::sequence_tuple::get<I>(fields)))...};
  return addresses[index];
}
}  // namespace detail

/// The address of field number `index` of the T at `object`.
template <class T> void* address_of_field(void* object, std::size_t index) noexcept {
  return detail::address_of_field(*static_cast<T*>(object), index, std::make_index_sequence<field_count<T>>{});
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::reflect
