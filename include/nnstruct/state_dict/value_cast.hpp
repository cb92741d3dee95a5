// SPDX-License-Identifier: Apache-2.0
/// \file
/// From Values to C++ types: Value::as and Value::get.
#pragma once

#include <array>
#include <concepts>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <nnstruct/concat.hpp>
#include <nnstruct/config.hpp>
#include <nnstruct/span.hpp>
#include <nnstruct/state_dict/value.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {

struct record_cast;

/// Where a conversion is in a Value, and everything that was not as expected.
struct value_cast {
  struct problem {
    std::string path;
    std::string expected;
    std::string found;
  };
  struct conversion {
    std::string path;
    nnstruct::dtype from;
    nnstruct::dtype to;
  };
  std::string path;
  std::vector<problem> problems;
  std::vector<conversion> conversions;  // of tensors, by their load's rules
  std::string cure;                     // what helps with the last of them, where that is known
  record_cast* record = nullptr;  // what this is a part of, where records and models are read (checkpoint/record.hpp)

  NNSTRUCT_DECLARE void wrong(const Value& v, std::string_view expected);

  /// While it lives, the conversion is one step deeper.
  class inside {
   public:
    NNSTRUCT_DECLARE inside(value_cast& where, std::string_view name);
    ~inside() { where_.path.resize(length_); }
    inside(const inside&) = delete;
    inside& operator=(const inside&) = delete;

   private:
    value_cast& where_;
    std::size_t length_;
  };
};

/// Throws Error with all problems and what helps, if there are some.
NNSTRUCT_DECLARE void throw_problems(const value_cast& where);

NNSTRUCT_DECLARE void value_to(const Value& v, bool& out, value_cast& where);
NNSTRUCT_DECLARE void value_to(const Value& v, std::string& out, value_cast& where);
NNSTRUCT_DECLARE void value_to(const Value& v, std::complex<double>& out, value_cast& where);
NNSTRUCT_DECLARE void value_to(const Value& v, AnyTensor& out, value_cast& where);
NNSTRUCT_DECLARE void value_to(const Value& v, StateDict& out, value_cast& where);
NNSTRUCT_DECLARE void value_to_integer(const Value& v, std::int64_t least, std::int64_t most, std::int64_t& out,
                                       value_cast& where);
NNSTRUCT_DECLARE void value_to_unsigned(const Value& v, std::uint64_t& out, value_cast& where);
NNSTRUCT_DECLARE void value_to_real(const Value& v, double& out, value_cast& where);

/// Elements of a tensor for a typed one, floating ones converted.
/// \param expected  extents, dyn for any
/// \returns whether it fits; `extents` and `memory` are set then
NNSTRUCT_DECLARE bool value_to_tensor(const Value& v, dtype type, span<const std::int64_t> expected,
                                      std::int64_t* extents, storage_handle& memory, value_cast& where);

/// How a C++ type stands for a Value. Specialised for records and models in checkpoint/.
template <class T> struct value_form;

/// Reads a T out of a Value; what does not fit is told to `where`.
template <class T> void value_into(const Value& v, T& out, value_cast& where) {
  if constexpr (std::same_as<T, Value>) out = v;
  else if constexpr (python_integer<T> && std::is_unsigned_v<T> && sizeof(T) == sizeof(std::uint64_t)) {
    std::uint64_t wide = 0;
    value_to_unsigned(v, wide, where);
    out = static_cast<T>(wide);
  } else if constexpr (python_integer<T>) {
    std::int64_t wide = 0;
    value_to_integer(v, static_cast<std::int64_t>(std::numeric_limits<T>::min()),
                     static_cast<std::int64_t>(std::numeric_limits<T>::max()), wide, where);
    out = static_cast<T>(wide);
  } else if constexpr (std::floating_point<T>) {
    double wide = 0;
    value_to_real(v, wide, where);
    out = static_cast<T>(wide);
  } else if constexpr (requires { value_form<T>::read(v, out, where); }) value_form<T>::read(v, out, where);
  else value_to(v, out, where);
}

/// Reads items number I... of a tuple or list.
template <class... T, std::size_t... I>
void items_into(const Value& v, value_cast& where, std::index_sequence<I...>, T&... out) {
  const bool has_items = v.is(Value::kind::tuple) || v.is(Value::kind::list) || v.is(Value::kind::object);
  if (!has_items || v.items().size() != sizeof...(T))
    return where.wrong(v, detail::concat({"a tuple of ", sizeof...(T)}));
  const auto one = [&](std::size_t i, auto& to) {
    value_cast::inside scope(where, std::to_string(i));
    value_into(v.items()[i], to, where);
  };
  (one(I, out), ...);
}

template <class T> struct value_form<std::vector<T>> {
  static Value write(const std::vector<T>& from);
  static void read(const Value& v, std::vector<T>& out, value_cast& where) {
    if (v.items().empty() && !v.is(Value::kind::list) && !v.is(Value::kind::tuple) && !v.is(Value::kind::set) &&
        !v.is(Value::kind::frozenset))
      return where.wrong(v, "a list");
    out.clear();
    out.reserve(v.items().size());
    for (std::size_t i = 0; i < v.items().size(); ++i) {
      value_cast::inside scope(where, std::to_string(i));
      T item{};
      value_into(v.items()[i], item, where);
      out.push_back(std::move(item));
    }
  }
};
template <tensor_element T, std::int64_t... E> struct value_form<Tensor<T, E...>> {
  static Value write(const Tensor<T, E...>& from) { return Value(AnyTensor(from)); }
  static void read(const Value& v, Tensor<T, E...>& out, value_cast& where) {
    static constexpr std::int64_t expected[] = {E..., 0};
    std::int64_t extents[sizeof...(E) + 1] = {};
    storage_handle memory;
    if (value_to_tensor(v, dtype_of<T>, {expected, sizeof...(E)}, extents, memory, where))
      out = Tensor<T, E...>(memory, extents);
  }
};
template <class T> struct value_form<std::optional<T>> {
  static Value write(const std::optional<T>& from);
  static void read(const Value& v, std::optional<T>& out, value_cast& where) {
    if (v.is(Value::kind::none)) return out.reset();
    T inner{};
    value_into(v, inner, where);
    out = std::move(inner);
  }
};
template <class Key, class T> struct value_form<std::map<Key, T>> {
  static Value write(const std::map<Key, T>& from);
  static void read(const Value& v, std::map<Key, T>& out, value_cast& where) {
    if (!v.is(Value::kind::dict) && v.pairs().empty()) return where.wrong(v, "a dict");
    out.clear();
    for (const auto& [key, mapped] : v.pairs()) {
      value_cast::inside scope(where, key.is(Value::kind::string) ? std::string(key.text()) : repr(key));
      const std::size_t problems = where.problems.size();
      Key name{};
      if (!std::same_as<Key, std::string> || key.is(Value::kind::string)) value_into(key, name, where);
      else where.wrong(key, "a str as key");
      if (where.problems.size() == problems) value_into(mapped, out[std::move(name)], where);
    }
  }
};
template <class T, std::size_t N> struct value_form<std::array<T, N>> {
  static Value write(const std::array<T, N>& from);
  static void read(const Value& v, std::array<T, N>& out, value_cast& where) {
    std::apply([&](auto&... item) { items_into(v, where, std::make_index_sequence<N>{}, item...); }, out);
  }
};
template <class A, class B> struct value_form<std::pair<A, B>> {
  static Value write(const std::pair<A, B>& from);
  static void read(const Value& v, std::pair<A, B>& out, value_cast& where) {
    items_into(v, where, std::make_index_sequence<2>{}, out.first, out.second);
  }
};
template <class... T> struct value_form<std::tuple<T...>> {
  static Value write(const std::tuple<T...>& from);
  static void read(const Value& v, std::tuple<T...>& out, value_cast& where) {
    std::apply([&](auto&... item) { items_into(v, where, std::index_sequence_for<T...>{}, item...); }, out);
  }
};

/// The Value that a C++ value stands for.
template <class T> Value value_from(const T& from) {
  if constexpr (requires { value_form<T>::write(from); }) return value_form<T>::write(from);
  else return Value(from);
}

template <class T> Value value_form<std::vector<T>>::write(const std::vector<T>& from) {
  std::vector<Value> items;
  items.reserve(from.size());
  for (const auto& item : from) items.push_back(value_from<T>(item));
  return Value::list(std::move(items));
}
template <class T> Value value_form<std::optional<T>>::write(const std::optional<T>& from) {
  return from ? value_from(*from) : Value();
}
template <class Key, class T> Value value_form<std::map<Key, T>>::write(const std::map<Key, T>& from) {
  std::vector<Value::pair> items;
  for (const auto& [key, mapped] : from) items.emplace_back(value_from(key), value_from(mapped));
  return Value::dict(std::move(items));
}
template <class T, std::size_t N> Value value_form<std::array<T, N>>::write(const std::array<T, N>& from) {
  std::vector<Value> items;
  for (const T& item : from) items.push_back(value_from(item));
  return Value::tuple(std::move(items));
}
template <class A, class B> Value value_form<std::pair<A, B>>::write(const std::pair<A, B>& from) {
  return Value::tuple({value_from(from.first), value_from(from.second)});
}
template <class... T> Value value_form<std::tuple<T...>>::write(const std::tuple<T...>& from) {
  return std::apply([](const T&... item) { return Value::tuple({value_from(item)...}); }, from);
}

}  // namespace detail

namespace detail {
/// C++ types that Values convert to and that are neither models nor structs of fields.
template <class T>
inline constexpr bool is_plain_value = std::is_arithmetic_v<T> || std::same_as<T, std::string> ||
                                       std::same_as<T, AnyTensor> || std::same_as<T, std::complex<double>>;
template <class T> inline constexpr bool is_plain_value<std::vector<T>> = true;
template <class T> inline constexpr bool is_plain_value<std::optional<T>> = true;
template <class Key, class T> inline constexpr bool is_plain_value<std::map<Key, T>> = true;
template <class T, std::size_t N> inline constexpr bool is_plain_value<std::array<T, N>> = true;
template <class A, class B> inline constexpr bool is_plain_value<std::pair<A, B>> = true;
template <class... T> inline constexpr bool is_plain_value<std::tuple<T...>> = true;
template <class T, std::int64_t... E> inline constexpr bool is_plain_value<Tensor<T, E...>> = true;
template <class T> inline constexpr bool is_optional = false;
template <class T> inline constexpr bool is_optional<std::optional<T>> = true;
}  // namespace detail

template <class T> T Value::as() const {
  detail::value_cast where;
  T out{};
  detail::value_into(*this, out, where);
  detail::throw_problems(where);
  return out;
}

template <class T> T Value::get(std::string_view path) const {
  detail::value_cast where;
  where.path = path;
  T out{};
  detail::value_into(at(path), out, where);
  detail::throw_problems(where);
  return out;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI
