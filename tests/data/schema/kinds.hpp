// Written by `nnstruct schema` from "kinds.pth": 33 tensors, fingerprint 0x11f5bd6cc141caa2.
#pragma once

#include <array>
#include <string_view>

#include <nnstruct/schema/checkpoint.hpp>

struct kinds {
  static constexpr std::string_view at = "";
  static constexpr std::array<::nnstruct::checkpoint_row, 33> rows{{
      {"float32", ::nnstruct::dtype::float32, {0}},
      {"float64", ::nnstruct::dtype::float64, {1}},
      {"float16", ::nnstruct::dtype::float16, {2}},
      {"bfloat16", ::nnstruct::dtype::bfloat16, {0}},
      {"int64", ::nnstruct::dtype::int64, {1}},
      {"int32", ::nnstruct::dtype::int32, {2}},
      {"int16", ::nnstruct::dtype::int16, {0}},
      {"int8", ::nnstruct::dtype::int8, {1}},
      {"uint8", ::nnstruct::dtype::uint8, {2}},
      {"bool", ::nnstruct::dtype::boolean, {0}},
      {"uint16", ::nnstruct::dtype::uint16, {1}},
      {"uint32", ::nnstruct::dtype::uint32, {2}},
      {"uint64", ::nnstruct::dtype::uint64, {0}},
      {"complex32", ::nnstruct::dtype::complex32, {1}},
      {"complex64", ::nnstruct::dtype::complex64, {2}},
      {"complex128", ::nnstruct::dtype::complex128, {0}},
      {"float8_e4m3fn", ::nnstruct::dtype::float8_e4m3fn, {1}},
      {"float8_e5m2", ::nnstruct::dtype::float8_e5m2, {2}},
      {"float8_e4m3fnuz", ::nnstruct::dtype::float8_e4m3fnuz, {0}},
      {"float8_e5m2fnuz", ::nnstruct::dtype::float8_e5m2fnuz, {1}},
      {"float8_e8m0fnu", ::nnstruct::dtype::float8_e8m0fnu, {2}},
      {"rank0", ::nnstruct::dtype::float32},
      {"rank1", ::nnstruct::dtype::float32, {1}},
      {"rank2", ::nnstruct::dtype::float32, {1, 1}},
      {"rank3", ::nnstruct::dtype::float32, {1, 1, 1}},
      {"rank4", ::nnstruct::dtype::float32, {1, 1, 1, 1}},
      {"rank5", ::nnstruct::dtype::float32, {1, 1, 1, 1, 1}},
      {"rank6", ::nnstruct::dtype::float32, {1, 1, 1, 1, 1, 1}},
      {"rank7", ::nnstruct::dtype::float32, {1, 1, 1, 1, 1, 1, 1}},
      {"rank8", ::nnstruct::dtype::float32, {1, 1, 1, 1, 1, 1, 1, 1}},
      {"none", ::nnstruct::dtype::float32, {0}},
      {"no_rows", ::nnstruct::dtype::float32, {0, 3}},
      {"no_columns", ::nnstruct::dtype::float32, {3, 0}},
  }};
};
