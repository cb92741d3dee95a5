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
  uint16,
  uint32,
  uint64,
  complex32,  ///< two float16
  complex64,  ///< two float32
  complex128,
  float8_e4m3fn,  ///< sign, 4 bits of exponent, 3 of fraction; no infinities
  float8_e5m2,
  float8_e4m3fnuz,  ///< neither infinities nor a negative zero
  float8_e5m2fnuz,
  float8_e8m0fnu,  ///< a power of two
  // Raw: kept byte for byte, and neither converted nor computed with.
  float4_e2m1fn_x2,  ///< two numbers of sign, 2 bits of exponent, 1 of fraction
  bits8,
  bits16,
  bits1x8,
  bits2x4,
  bits4x2,
  bcomplex32,  ///< two bfloat16
};

/// IEEE 754 binary16 (torch.float16): a container of bits, converted but not computed with.
struct float16 {
  std::uint16_t bits;
};

/// The upper half of a binary32 (torch.bfloat16): a container of bits, converted but not computed with.
struct bfloat16 {
  std::uint16_t bits;
};

/// The 8-bit floating types: containers of bits, converted but not computed with.
struct float8_e4m3fn {
  std::uint8_t bits;
};
struct float8_e5m2 {
  std::uint8_t bits;
};
struct float8_e4m3fnuz {
  std::uint8_t bits;
};
struct float8_e5m2fnuz {
  std::uint8_t bits;
};
struct float8_e8m0fnu {
  std::uint8_t bits;
};

/// The raw types: containers of bits, which nothing converts.
struct float4_e2m1fn_x2 {
  std::uint8_t bits;
};
struct bits8 {
  std::uint8_t bits;
};
struct bits16 {
  std::uint16_t bits;
};
struct bits1x8 {
  std::uint8_t bits;
};
struct bits2x4 {
  std::uint8_t bits;
};
struct bits4x2 {
  std::uint8_t bits;
};
struct bcomplex32 {
  std::uint32_t bits;
};

/// Complex numbers as they lie in memory, as std::complex does; without its header, which every user would pay for.
template <class Part> struct complex_pair {
  Part real;
  Part imag;
};
using complex32 = complex_pair<float16>;
using complex64 = complex_pair<float>;
using complex128 = complex_pair<double>;

namespace detail {
enum class dtype_kind : std::uint8_t { floating, integer, boolean, complex, raw };
struct dtype_row {
  std::string_view name;  // PyTorch's, without "torch."
  std::size_t size;       // bytes an element
  dtype_kind kind;
};
inline constexpr dtype_row dtype_rows[] = {
    {"float32", 4, dtype_kind::floating},
    {"float64", 8, dtype_kind::floating},
    {"float16", 2, dtype_kind::floating},
    {"bfloat16", 2, dtype_kind::floating},
    {"int64", 8, dtype_kind::integer},
    {"int32", 4, dtype_kind::integer},
    {"int16", 2, dtype_kind::integer},
    {"int8", 1, dtype_kind::integer},
    {"uint8", 1, dtype_kind::integer},
    {"bool", 1, dtype_kind::boolean},
    {"uint16", 2, dtype_kind::integer},
    {"uint32", 4, dtype_kind::integer},
    {"uint64", 8, dtype_kind::integer},
    {"complex32", 4, dtype_kind::complex},
    {"complex64", 8, dtype_kind::complex},
    {"complex128", 16, dtype_kind::complex},
    {"float8_e4m3fn", 1, dtype_kind::floating},
    {"float8_e5m2", 1, dtype_kind::floating},
    {"float8_e4m3fnuz", 1, dtype_kind::floating},
    {"float8_e5m2fnuz", 1, dtype_kind::floating},
    {"float8_e8m0fnu", 1, dtype_kind::floating},
    {"float4_e2m1fn_x2", 1, dtype_kind::raw},
    {"bits8", 1, dtype_kind::raw},
    {"bits16", 2, dtype_kind::raw},
    {"bits1x8", 1, dtype_kind::raw},
    {"bits2x4", 1, dtype_kind::raw},
    {"bits4x2", 1, dtype_kind::raw},
    {"bcomplex32", 4, dtype_kind::raw},
};
constexpr const dtype_row& row_of(dtype type) noexcept { return dtype_rows[static_cast<std::size_t>(type)]; }

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
template <> struct dtype_of_type<std::uint16_t> : dtype_constant<dtype::uint16> {};
template <> struct dtype_of_type<std::uint32_t> : dtype_constant<dtype::uint32> {};
template <> struct dtype_of_type<std::uint64_t> : dtype_constant<dtype::uint64> {};
template <> struct dtype_of_type<complex32> : dtype_constant<dtype::complex32> {};
template <> struct dtype_of_type<complex64> : dtype_constant<dtype::complex64> {};
template <> struct dtype_of_type<complex128> : dtype_constant<dtype::complex128> {};
template <> struct dtype_of_type<float8_e4m3fn> : dtype_constant<dtype::float8_e4m3fn> {};
template <> struct dtype_of_type<float8_e5m2> : dtype_constant<dtype::float8_e5m2> {};
template <> struct dtype_of_type<float8_e4m3fnuz> : dtype_constant<dtype::float8_e4m3fnuz> {};
template <> struct dtype_of_type<float8_e5m2fnuz> : dtype_constant<dtype::float8_e5m2fnuz> {};
template <> struct dtype_of_type<float8_e8m0fnu> : dtype_constant<dtype::float8_e8m0fnu> {};
template <> struct dtype_of_type<float4_e2m1fn_x2> : dtype_constant<dtype::float4_e2m1fn_x2> {};
template <> struct dtype_of_type<bits8> : dtype_constant<dtype::bits8> {};
template <> struct dtype_of_type<bits16> : dtype_constant<dtype::bits16> {};
template <> struct dtype_of_type<bits1x8> : dtype_constant<dtype::bits1x8> {};
template <> struct dtype_of_type<bits2x4> : dtype_constant<dtype::bits2x4> {};
template <> struct dtype_of_type<bits4x2> : dtype_constant<dtype::bits4x2> {};
template <> struct dtype_of_type<bcomplex32> : dtype_constant<dtype::bcomplex32> {};
}  // namespace detail

/// PyTorch's name of a dtype without the module: `float32`.
constexpr std::string_view name_of(dtype type) noexcept { return detail::row_of(type).name; }

/// Bytes an element.
constexpr std::size_t size_of(dtype type) noexcept { return detail::row_of(type).size; }

/// float64, float32, float16, bfloat16 and the float8 types: what loading converts into each other.
constexpr bool is_floating(dtype type) noexcept { return detail::row_of(type).kind == detail::dtype_kind::floating; }

/// complex32, complex64 or complex128.
constexpr bool is_complex(dtype type) noexcept { return detail::row_of(type).kind == detail::dtype_kind::complex; }

/// float4_e2m1fn_x2, bcomplex32 and the bits types: bytes of which only the name of their type is known.
constexpr bool is_raw(dtype type) noexcept { return detail::row_of(type).kind == detail::dtype_kind::raw; }

namespace detail {
/// What a load converts without being asked: between floating types, and between complex ones.
constexpr bool converts_freely(dtype from, dtype to) noexcept {
  return (is_floating(from) && is_floating(to)) || (is_complex(from) && is_complex(to));
}
/// What a load converts when it is asked: all but complex numbers to real ones, which would lose half of them, and what
/// is raw.
constexpr bool converts_if_allowed(dtype from, dtype to) noexcept {
  return !is_raw(from) && !is_raw(to) && (is_complex(to) || !is_complex(from));
}
}  // namespace detail

/// A C++ type that can be a tensor's element.
template <class T>
concept tensor_element = requires {
  detail::dtype_of_type<T>::value;
};

/// The dtype of tensors whose elements are T.
template <tensor_element T> inline constexpr dtype dtype_of = detail::dtype_of_type<T>::value;

}  // namespace nnstruct::inline NNSTRUCT_ABI
