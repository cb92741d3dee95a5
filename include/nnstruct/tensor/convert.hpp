// SPDX-License-Identifier: Apache-2.0
/// \file
/// Elements out of strided memory, and from one dtype to another.
#pragma once

#include <cstddef>
#include <cstdint>

#include <nnstruct/config.hpp>
#include <nnstruct/tensor/dtype.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

/// Rounds to the nearest, ties to even; too large becomes infinity; NaN stays NaN, with as many bits of its payload as
/// there is room for (IEEE 754 binary16).
NNSTRUCT_DECLARE float16 to_float16(float value) noexcept;
NNSTRUCT_DECLARE float to_float(float16 value) noexcept;
/// Rounds to the nearest, ties to even; NaN stays NaN, as above.
NNSTRUCT_DECLARE bfloat16 to_bfloat16(float value) noexcept;
NNSTRUCT_DECLARE float to_float(bfloat16 value) noexcept;
NNSTRUCT_DECLARE float to_float(float8_e4m3fn value) noexcept;
NNSTRUCT_DECLARE float to_float(float8_e5m2 value) noexcept;
NNSTRUCT_DECLARE float to_float(float8_e4m3fnuz value) noexcept;
NNSTRUCT_DECLARE float to_float(float8_e5m2fnuz value) noexcept;
NNSTRUCT_DECLARE float to_float(float8_e8m0fnu value) noexcept;

namespace detail {

/// Copies the elements of a strided tensor into row-major memory.
/// \param from         the first element; the caller has checked that all of them lie in memory
/// \param strides      in elements, none negative
/// \param element_size bytes
NNSTRUCT_DECLARE void gather(const std::byte* from, const std::int64_t* shape, const std::int64_t* strides,
                             std::size_t rank, std::size_t element_size, std::byte* to);

/// Converts `count` elements. Between floating types, and between complex ones, as PyTorch's copy_ does; from floating
/// to integer types towards zero, NaN to 0, and what is out of range to the nearest value; to bool, whether it is not
/// 0; from real to complex types with an imaginary part of 0. \pre converts_if_allowed(from_type, to_type): complex
/// numbers never become real ones
NNSTRUCT_DECLARE void convert(dtype from_type, const std::byte* from, dtype to_type, std::byte* to, std::size_t count);

}  // namespace detail

}  // namespace nnstruct::inline NNSTRUCT_ABI
