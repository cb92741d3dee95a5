// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>
#include <utility>
#include <vector>

#include <nnstruct/tensor/convert.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

NNSTRUCT_DEFINE float16 to_float16(float value) noexcept {
  const std::uint32_t bits = std::bit_cast<std::uint32_t>(value);
  const std::uint32_t sign = (bits >> 16) & 0x8000u;
  const std::uint32_t magnitude = bits & 0x7fffffffu;
  std::uint32_t half;
  if (magnitude > 0x7f800000u) {
    const std::uint32_t payload = (magnitude >> 13) & 0x3ffu;
    half = 0x7c00u | (payload == 0 ? 0x200u : payload);
  } else if (magnitude >= 0x477ff000u) {
    half = 0x7c00u;  // rounds to 65536 or more
  } else if (magnitude >= 0x38800000u) {
    const std::uint32_t rebased = magnitude - 0x38000000u;  // the exponent's bias goes from 127 to 15
    half = (rebased + 0xfffu + ((rebased >> 13) & 1u)) >> 13;
  } else {
    // Subnormal: adding 0.5 puts the 2^-24 units of the result into the last bits of the sum, rounded by the adder.
    const float sum = std::bit_cast<float>(magnitude) + 0.5f;
    half = std::bit_cast<std::uint32_t>(sum) - std::bit_cast<std::uint32_t>(0.5f);
  }
  return {static_cast<std::uint16_t>(sign | half)};
}

NNSTRUCT_DEFINE float to_float(float16 value) noexcept {
  const std::uint32_t sign = static_cast<std::uint32_t>(value.bits & 0x8000u) << 16;
  const std::uint32_t exponent = (value.bits >> 10) & 0x1fu;
  const std::uint32_t fraction = value.bits & 0x3ffu;
  if (exponent == 0x1f) return std::bit_cast<float>(sign | 0x7f800000u | fraction << 13);
  if (exponent != 0) return std::bit_cast<float>(sign | (exponent + 112) << 23 | fraction << 13);
  const float magnitude = std::ldexp(static_cast<float>(fraction), -24);
  return sign ? -magnitude : magnitude;
}

NNSTRUCT_DEFINE bfloat16 to_bfloat16(float value) noexcept {
  const std::uint32_t bits = std::bit_cast<std::uint32_t>(value);
  if ((bits & 0x7fffffffu) > 0x7f800000u)  // without a bit of its payload it would be infinity
    return {static_cast<std::uint16_t>(bits >> 16 | ((bits & 0x7f0000u) == 0 ? 0x40u : 0))};
  return {static_cast<std::uint16_t>((bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16)};
}

NNSTRUCT_DEFINE float to_float(bfloat16 value) noexcept {
  return std::bit_cast<float>(static_cast<std::uint32_t>(value.bits) << 16);
}

namespace detail {

/// The layout of an 8-bit floating type with a sign, and what its codes stand for.
struct float8_format {
  int fraction_bits;
  int bias;
  unsigned largest;   // code of the largest finite number
  unsigned infinity;  // what follows `largest` where that rounds up; the NaN where there are no infinities
  unsigned nan;
  bool saturates;  // what is too large becomes the largest number
  bool signed_zero;
};
inline constexpr float8_format e4m3fn{3, 7, 0x7e, 0x7f, 0x7f, true, true};
inline constexpr float8_format e5m2{2, 15, 0x7b, 0x7c, 0x7f, false, true};
inline constexpr float8_format e4m3fnuz{3, 8, 0x7f, 0x80, 0x80, false, false};
inline constexpr float8_format e5m2fnuz{2, 16, 0x7f, 0x80, 0x80, false, false};

/// The number of a code without sign, if it is one; the codes' order is the numbers'.
NNSTRUCT_DECLARE float magnitude_of(const float8_format& format, unsigned code) noexcept {
  const int exponent = static_cast<int>(code >> format.fraction_bits);
  const unsigned fraction = code & ((1u << format.fraction_bits) - 1);
  const unsigned one = exponent == 0 ? 0 : 1u << format.fraction_bits;
  return std::ldexp(static_cast<float>(one | fraction), std::max(exponent, 1) - format.bias - format.fraction_bits);
}

NNSTRUCT_DECLARE float decode_float8(const float8_format& format, std::uint8_t bits) noexcept {
  const unsigned code = bits & 0x7fu;
  const bool negative = bits >= 0x80;
  const float nan = std::numeric_limits<float>::quiet_NaN(), infinity = std::numeric_limits<float>::infinity();
  if (!format.signed_zero && bits == 0x80) return nan;
  if (code > format.largest)
    return code != format.infinity || format.infinity == format.nan ? nan : negative ? -infinity : infinity;
  const float magnitude = magnitude_of(format, code);
  return negative ? -magnitude : magnitude;
}

/// Rounds to the nearest, ties to even.
NNSTRUCT_DECLARE std::uint8_t encode_float8(const float8_format& format, float value) noexcept {
  const unsigned sign = std::signbit(value) ? 0x80u : 0u;
  if (value != value) return static_cast<std::uint8_t>(format.nan | sign);
  const float magnitude = std::abs(value);
  unsigned low = 0, high = format.largest + 1;  // the largest code whose number is not above is in [low, high)
  while (high - low > 1) {
    const unsigned middle = (low + high) / 2;
    if (magnitude_of(format, middle) <= magnitude) low = middle;
    else high = middle;
  }
  const float below = magnitude - magnitude_of(format, low), above = magnitude_of(format, low + 1) - magnitude;
  unsigned code = below > above || (below == above && low % 2 == 1) ? low + 1 : low;
  if (code > format.largest) code = format.saturates ? format.largest : format.infinity;
  if (code == 0 && !format.signed_zero) return 0;
  return static_cast<std::uint8_t>(code | sign);
}

/// Only an exponent: the sign is lost, and halves round up.
NNSTRUCT_DECLARE std::uint8_t encode_e8m0fnu(float value) noexcept {
  const std::uint32_t bits = std::bit_cast<std::uint32_t>(value);
  const std::uint32_t exponent = (bits >> 23) & 0xffu, fraction = bits & 0x7fffffu;
  if (exponent == 0xff) return 0xff;
  const bool up = exponent == 0 ? fraction > 0x400000u : fraction >= 0x400000u;
  return static_cast<std::uint8_t>(exponent + up);
}

}  // namespace detail

NNSTRUCT_DEFINE float to_float(float8_e4m3fn value) noexcept {
  return detail::decode_float8(detail::e4m3fn, value.bits);
}
NNSTRUCT_DEFINE float to_float(float8_e5m2 value) noexcept { return detail::decode_float8(detail::e5m2, value.bits); }
NNSTRUCT_DEFINE float to_float(float8_e4m3fnuz value) noexcept {
  return detail::decode_float8(detail::e4m3fnuz, value.bits);
}
NNSTRUCT_DEFINE float to_float(float8_e5m2fnuz value) noexcept {
  return detail::decode_float8(detail::e5m2fnuz, value.bits);
}
NNSTRUCT_DEFINE float to_float(float8_e8m0fnu value) noexcept {
  if (value.bits == 0xff) return std::numeric_limits<float>::quiet_NaN();
  return std::ldexp(1.0f, value.bits - 127);
}

namespace detail {

NNSTRUCT_DEFINE void gather(const std::byte* from, const std::int64_t* shape, const std::int64_t* strides,
                            std::size_t rank, std::size_t element_size, std::byte* to) {
  for (std::size_t i = 0; i < rank; ++i)
    if (shape[i] == 0) return;
  // One extent more, of one element, so that a 0-d tensor is no special case.
  const std::int64_t row = rank == 0 ? 1 : shape[rank - 1], step = rank == 0 ? 1 : strides[rank - 1];
  const std::size_t outer = rank == 0 ? 0 : rank - 1;
  std::vector<std::int64_t> index(outer);
  const std::size_t stride = static_cast<std::size_t>(step) * element_size;
  for (;;) {
    const std::byte* element = from;
    for (std::size_t i = 0; i < outer; ++i) element += static_cast<std::size_t>(index[i] * strides[i]) * element_size;
    if (step == 1) {
      std::memcpy(to, element, static_cast<std::size_t>(row) * element_size);
      to += static_cast<std::size_t>(row) * element_size;
    } else {
      for (std::int64_t i = 0; i < row; ++i, element += stride, to += element_size)
        std::memcpy(to, element, element_size);
    }
    std::size_t next = outer;
    while (next-- > 0) {
      if (++index[next] < shape[next]) break;
      index[next] = 0;
    }
    if (next == static_cast<std::size_t>(-1)) return;
  }
}

/// Calls f with a null pointer to the C++ type of a dtype's elements, of a complex one to that of their parts, of a raw
/// one to an integer of its bits.
template <class F> void with_type(dtype type, F f) {
  switch (type) {
    case dtype::float32:
    case dtype::complex64: return f(static_cast<float*>(nullptr));
    case dtype::float64:
    case dtype::complex128: return f(static_cast<double*>(nullptr));
    case dtype::float16:
    case dtype::complex32: return f(static_cast<float16*>(nullptr));
    case dtype::bfloat16: return f(static_cast<bfloat16*>(nullptr));
    case dtype::int64: return f(static_cast<std::int64_t*>(nullptr));
    case dtype::int32: return f(static_cast<std::int32_t*>(nullptr));
    case dtype::int16: return f(static_cast<std::int16_t*>(nullptr));
    case dtype::int8: return f(static_cast<std::int8_t*>(nullptr));
    case dtype::uint8: return f(static_cast<std::uint8_t*>(nullptr));
    case dtype::boolean: return f(static_cast<bool*>(nullptr));
    case dtype::uint16: return f(static_cast<std::uint16_t*>(nullptr));
    case dtype::uint32: return f(static_cast<std::uint32_t*>(nullptr));
    case dtype::uint64: return f(static_cast<std::uint64_t*>(nullptr));
    case dtype::float8_e4m3fn: return f(static_cast<float8_e4m3fn*>(nullptr));
    case dtype::float8_e5m2: return f(static_cast<float8_e5m2*>(nullptr));
    case dtype::float8_e4m3fnuz: return f(static_cast<float8_e4m3fnuz*>(nullptr));
    case dtype::float8_e5m2fnuz: return f(static_cast<float8_e5m2fnuz*>(nullptr));
    case dtype::float8_e8m0fnu: return f(static_cast<float8_e8m0fnu*>(nullptr));
    case dtype::float4_e2m1fn_x2:
    case dtype::bits8:
    case dtype::bits1x8:
    case dtype::bits2x4:
    case dtype::bits4x2: return f(static_cast<std::uint8_t*>(nullptr));
    case dtype::bits16: return f(static_cast<std::uint16_t*>(nullptr));
    case dtype::bcomplex32: return f(static_cast<std::uint32_t*>(nullptr));
  }
}

template <class Wide, class T> Wide widen(T value) {
  if constexpr (std::is_arithmetic_v<T>) return static_cast<Wide>(value);
  else return static_cast<Wide>(to_float(value));
}

template <class T, class Wide> T narrow(Wide value) {
  if constexpr (std::is_same_v<T, float16>) return to_float16(static_cast<float>(value));
  else if constexpr (std::is_same_v<T, bfloat16>) return to_bfloat16(static_cast<float>(value));
  else if constexpr (std::is_same_v<T, float8_e4m3fn>) return {encode_float8(e4m3fn, static_cast<float>(value))};
  else if constexpr (std::is_same_v<T, float8_e5m2>) return {encode_float8(e5m2, static_cast<float>(value))};
  else if constexpr (std::is_same_v<T, float8_e4m3fnuz>) return {encode_float8(e4m3fnuz, static_cast<float>(value))};
  else if constexpr (std::is_same_v<T, float8_e5m2fnuz>) return {encode_float8(e5m2fnuz, static_cast<float>(value))};
  else if constexpr (std::is_same_v<T, float8_e8m0fnu>) return {encode_e8m0fnu(static_cast<float>(value))};
  else if constexpr (std::is_same_v<T, bool>) return value != 0;
  else if constexpr (std::is_floating_point_v<T>) return static_cast<T>(value);
  else if constexpr (std::is_integral_v<Wide>) {
    if (std::cmp_greater(value, std::numeric_limits<T>::max())) return std::numeric_limits<T>::max();
    if (std::cmp_less(value, std::numeric_limits<T>::min())) return std::numeric_limits<T>::min();
    return static_cast<T>(value);
  } else {
    if (value != value) return 0;
    if (value >= static_cast<Wide>(std::numeric_limits<T>::max())) return std::numeric_limits<T>::max();
    if (value <= static_cast<Wide>(std::numeric_limits<T>::min())) return std::numeric_limits<T>::min();
    return static_cast<T>(value);
  }
}

/// Whether elements of this type are converted through that wide one.
template <class From, class Wide>
inline constexpr bool goes_through =
    std::is_same_v<Wide, double>          ? !std::is_integral_v<From>
    : std::is_same_v<Wide, std::uint64_t> ? std::is_same_v<From, std::uint64_t>
                                          : std::is_integral_v<From> && !std::is_same_v<From, std::uint64_t>;

/// In pieces over a wide type: a loop for each dtype on either side instead of one for each pair.
/// \param spacing  of the results, in elements: 2 leaves out every other, for the imaginary parts
template <class Wide>
void convert_through(dtype from_type, const std::byte* from, dtype to_type, std::byte* to, std::size_t count,
                     std::size_t spacing) {
  constexpr std::size_t piece = 512;
  Wide wide[piece];
  for (std::size_t done = 0; done < count; done += piece) {
    const std::size_t n = std::min(piece, count - done);
    with_type(from_type, [&]<class From>(From*) {
      if constexpr (goes_through<From, Wide>)
        for (std::size_t i = 0; i < n; ++i) {
          From element;
          // A bool byte of a file may be anything: read as a number, never as a C++ bool.
          if constexpr (std::is_same_v<From, bool>) element = from[done + i] != std::byte{0};
          else std::memcpy(&element, from + (done + i) * sizeof(From), sizeof(From));
          wide[i] = widen<Wide>(element);
        }
    });
    with_type(to_type, [&]<class To>(To*) {
      for (std::size_t i = 0; i < n; ++i) {
        const To element = narrow<To>(wide[i]);
        std::memcpy(to + (done + i) * spacing * sizeof(To), &element, sizeof(To));
      }
    });
  }
}

/// The 16-bit types and float32, without double between them, which would make every NaN a quiet one: what is loaded
/// from 16 bits is saved as the same 16 bits.
template <class From, class To, class Function>
void convert_each(const std::byte* from, std::byte* to, std::size_t count, Function function) {
  for (std::size_t i = 0; i < count; ++i) {
    From element;
    std::memcpy(&element, from + i * sizeof(From), sizeof element);
    const To converted = function(element);
    std::memcpy(to + i * sizeof(To), &converted, sizeof converted);
  }
}
NNSTRUCT_DECLARE bool convert_halves(dtype from_type, const std::byte* from, dtype to_type, std::byte* to,
                                     std::size_t count) {
  const auto widened = [](auto element) { return to_float(element); };
  if (to_type == dtype::float32 && from_type == dtype::float16)
    return convert_each<float16, float>(from, to, count, widened), true;
  if (to_type == dtype::float32 && from_type == dtype::bfloat16)
    return convert_each<bfloat16, float>(from, to, count, widened), true;
  if (from_type == dtype::float32 && to_type == dtype::float16)
    return convert_each<float, float16>(from, to, count, [](float element) { return to_float16(element); }), true;
  if (from_type == dtype::float32 && to_type == dtype::bfloat16)
    return convert_each<float, bfloat16>(from, to, count, [](float element) { return to_bfloat16(element); }), true;
  return false;
}

NNSTRUCT_DEFINE void convert(dtype from_type, const std::byte* from, dtype to_type, std::byte* to, std::size_t count) {
  if (convert_halves(from_type, from, to_type, to, count)) return;
  const bool both = is_complex(from_type) && is_complex(to_type);
  const std::size_t parts = both ? 2 * count : count, spacing = is_complex(to_type) && !both ? 2 : 1;
  if (spacing == 2) std::memset(to, 0, count * size_of(to_type));
  if (is_floating(from_type) || both) convert_through<double>(from_type, from, to_type, to, parts, spacing);
  else if (from_type == dtype::uint64) convert_through<std::uint64_t>(from_type, from, to_type, to, parts, spacing);
  else convert_through<std::int64_t>(from_type, from, to_type, to, parts, spacing);
}

}  // namespace detail

}  // namespace nnstruct::inline NNSTRUCT_ABI
