// SPDX-License-Identifier: Apache-2.0
/// \file
/// The element types of tensors, under PyTorch's names, and the C++ types that hold them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <nnstruct/config.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

/// The type of a tensor's elements: `torch.float32` and so on.
enum class dtype : std::uint8_t {
  float32,
  float64,
  float16,
  bfloat16,
  int64,
  int32,
  int16,
  int8,
  uint8,
  boolean,  ///< torch.bool, one byte, 0 or 1
};

/// IEEE 754 binary16 (torch.float16): a container of bits, converted but not computed with.
struct float16 {
  std::uint16_t bits;
};

/// The upper half of a binary32 (torch.bfloat16): a container of bits, converted but not computed with.
struct bfloat16 {
  std::uint16_t bits;
};

namespace detail {
struct dtype_row {
  std::string_view name;  // PyTorch's, without "torch."
  std::size_t size;       // bytes an element
  bool floating;
};
inline constexpr dtype_row dtype_rows[] = {
    {"float32", 4, true}, {"float64", 8, true}, {"float16", 2, true}, {"bfloat16", 2, true}, {"int64", 8, false},
    {"int32", 4, false},  {"int16", 2, false},  {"int8", 1, false},   {"uint8", 1, false},   {"bool", 1, false},
};

template <class T> struct dtype_of_type;  // a type that no tensor can hold has none
template <dtype D> struct dtype_constant { static constexpr dtype value = D; };
template <> struct dtype_of_type<float> : dtype_constant<dtype::float32> {};
template <> struct dtype_of_type<double> : dtype_constant<dtype::float64> {};
template <> struct dtype_of_type<float16> : dtype_constant<dtype::float16> {};
template <> struct dtype_of_type<bfloat16> : dtype_constant<dtype::bfloat16> {};
template <> struct dtype_of_type<std::int64_t> : dtype_constant<dtype::int64> {};
template <> struct dtype_of_type<std::int32_t> : dtype_constant<dtype::int32> {};
template <> struct dtype_of_type<std::int16_t> : dtype_constant<dtype::int16> {};
template <> struct dtype_of_type<std::int8_t> : dtype_constant<dtype::int8> {};
template <> struct dtype_of_type<std::uint8_t> : dtype_constant<dtype::uint8> {};
template <> struct dtype_of_type<bool> : dtype_constant<dtype::boolean> {};
}  // namespace detail

/// PyTorch's name of a dtype without the module: `float32`.
constexpr std::string_view name_of(dtype type) noexcept {
  return detail::dtype_rows[static_cast<std::size_t>(type)].name;
}

/// Bytes an element.
constexpr std::size_t size_of(dtype type) noexcept { return detail::dtype_rows[static_cast<std::size_t>(type)].size; }

/// float64, float32, float16 or bfloat16: the types that loading converts into each other.
constexpr bool is_floating(dtype type) noexcept { return detail::dtype_rows[static_cast<std::size_t>(type)].floating; }

/// A C++ type that can be a tensor's element.
template <class T>
concept tensor_element = requires {
  detail::dtype_of_type<T>::value;
};

/// The dtype of tensors whose elements are T.
template <tensor_element T> inline constexpr dtype dtype_of = detail::dtype_of_type<T>::value;

}  // namespace nnstruct::inline NNSTRUCT_ABI
