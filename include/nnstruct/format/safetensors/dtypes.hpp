// SPDX-License-Identifier: Apache-2.0
/// \file
/// The names that safetensors has for dtypes.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include <nnstruct/config.hpp>
#include <nnstruct/tensor/dtype.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::safetensors {

namespace detail {
struct dtype_name {
  std::string_view name;
  nnstruct::dtype dtype;
};
/// In the order of safetensors/src/tensor.rs, by which a file's tensors are sorted. Types whose elements are no whole
/// bytes (F4, F6_E2M3, F6_E3M2) are none of PyTorch's.
inline constexpr dtype_name dtype_names[] = {
    {"BOOL", dtype::boolean},
    {"U8", dtype::uint8},
    {"I8", dtype::int8},
    {"F8_E5M2", dtype::float8_e5m2},
    {"F8_E4M3", dtype::float8_e4m3fn},
    {"F8_E8M0", dtype::float8_e8m0fnu},
    {"F8_E4M3FNUZ", dtype::float8_e4m3fnuz},
    {"F8_E5M2FNUZ", dtype::float8_e5m2fnuz},
    {"I16", dtype::int16},
    {"U16", dtype::uint16},
    {"F16", dtype::float16},
    {"BF16", dtype::bfloat16},
    {"I32", dtype::int32},
    {"U32", dtype::uint32},
    {"F32", dtype::float32},
    {"C64", dtype::complex64},
    {"F64", dtype::float64},
    {"I64", dtype::int64},
    {"U64", dtype::uint64},
};
}  // namespace detail

/// The dtype of that name, if it is one that is read.
constexpr std::optional<nnstruct::dtype> dtype_named(std::string_view name) noexcept {
  for (const auto& row : detail::dtype_names)
    if (row.name == name) return row.dtype;
  return std::nullopt;
}
/// The name of a dtype; empty for the few that safetensors does not have (complex32, complex128).
constexpr std::string_view safetensors_name(nnstruct::dtype dtype) noexcept {
  for (const auto& row : detail::dtype_names)
    if (row.dtype == dtype) return row.name;
  return {};
}

/// Its place in that order.
constexpr std::size_t rank_of(nnstruct::dtype dtype) noexcept {
  std::size_t rank = 0;
  while (detail::dtype_names[rank].dtype != dtype) ++rank;
  return rank;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::safetensors
