// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/tensor/dtype.hpp>

#include <iterator>
#include <string>

#include "support/catch.hpp"

namespace tensor_dtype_test {

namespace nn = nnstruct;
using nn::dtype;

namespace {
static_assert(nn::dtype_of<float> == dtype::float32 && nn::dtype_of<double> == dtype::float64);
static_assert(nn::dtype_of<nn::float16> == dtype::float16 && nn::dtype_of<nn::bfloat16> == dtype::bfloat16);
static_assert(nn::dtype_of<std::int64_t> == dtype::int64 && nn::dtype_of<std::int32_t> == dtype::int32);
static_assert(nn::dtype_of<std::int16_t> == dtype::int16 && nn::dtype_of<std::int8_t> == dtype::int8);
static_assert(nn::dtype_of<std::uint8_t> == dtype::uint8 && nn::dtype_of<bool> == dtype::boolean);

static_assert(nn::tensor_element<float> && !nn::tensor_element<char> && !nn::tensor_element<long double>);
static_assert(!nn::tensor_element<const float> && !nn::tensor_element<std::string> && !nn::tensor_element<void>);

template <class... T> constexpr bool sizes_agree = ((nn::size_of(nn::dtype_of<T>) == sizeof(T)) && ...);
static_assert(sizes_agree<float, double, nn::float16, nn::bfloat16, std::int64_t, std::int32_t, std::int16_t,
                          std::int8_t, std::uint8_t, bool, std::uint16_t, std::uint32_t, std::uint64_t, nn::complex32,
                          nn::complex64, nn::complex128, nn::float8_e4m3fn, nn::float8_e5m2, nn::float8_e4m3fnuz,
                          nn::float8_e5m2fnuz, nn::float8_e8m0fnu, nn::float4_e2m1fn_x2, nn::bits8, nn::bits16,
                          nn::bits1x8, nn::bits2x4, nn::bits4x2, nn::bcomplex32>);

static_assert(nn::is_floating(dtype::float64) && nn::is_floating(dtype::float32) && nn::is_floating(dtype::float16) &&
              nn::is_floating(dtype::bfloat16));
static_assert(!nn::is_floating(dtype::int64) && !nn::is_floating(dtype::int32) && !nn::is_floating(dtype::int16) &&
              !nn::is_floating(dtype::int8) && !nn::is_floating(dtype::uint8) && !nn::is_floating(dtype::boolean));
static_assert(nn::is_floating(dtype::float8_e5m2) && !nn::is_floating(dtype::complex64));
static_assert(nn::is_complex(dtype::complex32) && !nn::is_complex(dtype::float32));

using nn::detail::converts_freely, nn::detail::converts_if_allowed;
static_assert(converts_freely(dtype::float64, dtype::float8_e5m2) &&
              converts_freely(dtype::complex32, dtype::complex128));
static_assert(!converts_freely(dtype::float32, dtype::complex64) && !converts_freely(dtype::int64, dtype::float32));
static_assert(converts_if_allowed(dtype::int64, dtype::float32) &&
              converts_if_allowed(dtype::float32, dtype::complex64));
static_assert(!converts_if_allowed(dtype::complex64, dtype::float32) &&
              !converts_if_allowed(dtype::complex64, dtype::boolean));
static_assert(nn::is_raw(dtype::bits8) && !nn::is_raw(dtype::uint8) && !nn::is_floating(dtype::float4_e2m1fn_x2));
static_assert(!converts_if_allowed(dtype::bits8, dtype::uint8) && !converts_if_allowed(dtype::uint8, dtype::bits8) &&
              !converts_if_allowed(dtype::bcomplex32, dtype::complex64));
}  // namespace

TEST_CASE("dtypes have PyTorch's names", "[tensor]") {
  std::string names;
  for (std::size_t i = 0; i < std::size(nn::detail::dtype_rows); ++i)
    names.append(nn::name_of(static_cast<dtype>(i))).append(" ");
  CHECK(names ==
        "float32 float64 float16 bfloat16 int64 int32 int16 int8 uint8 bool uint16 uint32 uint64 "
        "complex32 complex64 complex128 float8_e4m3fn float8_e5m2 float8_e4m3fnuz float8_e5m2fnuz float8_e8m0fnu "
        "float4_e2m1fn_x2 bits8 bits16 bits1x8 bits2x4 bits4x2 bcomplex32 ");
}

}  // namespace tensor_dtype_test
