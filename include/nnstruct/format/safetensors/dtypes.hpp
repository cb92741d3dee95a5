// SPDX-License-Identifier: Apache-2.0
/// \file
/// The names that safetensors has for dtypes.
#pragma once

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
/// safetensors/src/tensor.rs; types whose elements are no whole bytes (F4, F6_E2M3, F6_E3M2) are none of PyTorch's.
inline constexpr dtype_name dtype_names[] = {
    {"F32", dtype::float32},
    {"F64", dtype::float64},
    {"F16", dtype::float16},
    {"BF16", dtype::bfloat16},
    {"I64", dtype::int64},
    {"I32", dtype::int32},
    {"I16", dtype::int16},
    {"I8", dtype::int8},
    {"U8", dtype::uint8},
    {"BOOL", dtype::boolean},
    {"U16", dtype::uint16},
    {"U32", dtype::uint32},
    {"U64", dtype::uint64},
    {"C64", dtype::complex64},
    {"F8_E4M3", dtype::float8_e4m3fn},
    {"F8_E5M2", dtype::float8_e5m2},
    {"F8_E4M3FNUZ", dtype::float8_e4m3fnuz},
    {"F8_E5M2FNUZ", dtype::float8_e5m2fnuz},
    {"F8_E8M0", dtype::float8_e8m0fnu},
};
}  // namespace detail

/// The dtype of that name, if it is one that is read.
constexpr std::optional<nnstruct::dtype> dtype_named(std::string_view name) noexcept {
  for (const auto& row : detail::dtype_names)
    if (row.name == name) return row.dtype;
  return std::nullopt;
}
/// The name of a dtype; empty for the few that safetensors does not have (complex32, complex128).
constexpr std::string_view name_of(nnstruct::dtype dtype) noexcept {
  for (const auto& row : detail::dtype_names)
    if (row.dtype == dtype) return row.name;
  return {};
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::safetensors
