// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/tensor/dtype.hpp>

#include <string>

#include "support/catch.hpp"

namespace nn = nnstruct;
using nn::dtype;

namespace {
static_assert(nn::dtype_of<float> == dtype::float32 && nn::dtype_of<double> == dtype::float64);
static_assert(nn::dtype_of<nn::float16> == dtype::float16 && nn::dtype_of<nn::bfloat16> == dtype::bfloat16);
static_assert(nn::dtype_of<std::int64_t> == dtype::int64 && nn::dtype_of<std::int32_t> == dtype::int32);
static_assert(nn::dtype_of<std::int16_t> == dtype::int16 && nn::dtype_of<std::int8_t> == dtype::int8);
static_assert(nn::dtype_of<std::uint8_t> == dtype::uint8 && nn::dtype_of<bool> == dtype::boolean);

static_assert(nn::tensor_element<float> && !nn::tensor_element<char> && !nn::tensor_element<std::uint32_t>);
static_assert(!nn::tensor_element<const float> && !nn::tensor_element<std::string> && !nn::tensor_element<void>);

template <class... T> constexpr bool sizes_agree = ((nn::size_of(nn::dtype_of<T>) == sizeof(T)) && ...);
static_assert(sizes_agree<float, double, nn::float16, nn::bfloat16, std::int64_t, std::int32_t, std::int16_t,
                          std::int8_t, std::uint8_t, bool>);

static_assert(nn::is_floating(dtype::float64) && nn::is_floating(dtype::float32) && nn::is_floating(dtype::float16) &&
              nn::is_floating(dtype::bfloat16));
static_assert(!nn::is_floating(dtype::int64) && !nn::is_floating(dtype::int32) && !nn::is_floating(dtype::int16) &&
              !nn::is_floating(dtype::int8) && !nn::is_floating(dtype::uint8) && !nn::is_floating(dtype::boolean));
}  // namespace

TEST_CASE("dtypes have PyTorch's names", "[tensor]") {
  std::string names;
  for (dtype type : {dtype::float32, dtype::float64, dtype::float16, dtype::bfloat16, dtype::int64, dtype::int32,
                     dtype::int16, dtype::int8, dtype::uint8, dtype::boolean})
    names.append(nn::name_of(type)).append(" ");
  CHECK(names == "float32 float64 float16 bfloat16 int64 int32 int16 int8 uint8 bool ");
}
