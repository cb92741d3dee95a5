// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/nnstruct.hpp>
#include <nnstruct/tensor/convert.hpp>

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <set>
#include <string>
#include <vector>

#include "support/catch.hpp"

namespace tensor_convert_test {

namespace nn = nnstruct;
using nn::dtype;

namespace {

const nn::StateDict& data() {
  static const auto dict = nn::load<nn::StateDict>(NNSTRUCT_TEST_DATA "/conversions.pth");
  return dict;
}

dtype dtype_named(std::string_view name) {
  for (int i = 0; i <= static_cast<int>(dtype::float8_e8m0fnu); ++i)
    if (nn::name_of(static_cast<dtype>(i)) == name) return static_cast<dtype>(i);
  throw std::invalid_argument("no dtype is called " + std::string(name));
}

std::uint64_t bits_at(const std::byte* bytes, std::size_t size) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, bytes, size);
  return bits;
}
bool is_nan(dtype type, std::uint64_t bits) {
  switch (type) {
    case dtype::float16: return (bits & 0x7fff) > 0x7c00;
    case dtype::bfloat16: return (bits & 0x7fff) > 0x7f80;
    case dtype::float32: return (bits & 0x7fffffff) > 0x7f800000;
    case dtype::float64: return (bits & 0x7fffffffffffffff) > 0x7ff0000000000000;
    default: return false;
  }
}

template <class To, class From> To converted(From value) {
  To result;
  nn::detail::convert(nn::dtype_of<From>, reinterpret_cast<const std::byte*>(&value), nn::dtype_of<To>,
                      reinterpret_cast<std::byte*>(&result), 1);
  return result;
}

template <class T>
std::vector<T> gathered(const std::vector<T>& from, std::size_t offset, const std::vector<std::int64_t>& shape,
                        const std::vector<std::int64_t>& strides) {
  std::int64_t count = 1;
  for (std::int64_t extent : shape) count *= extent;
  std::vector<T> to(static_cast<std::size_t>(count) + 1, T{-1});  // one more, which must stay
  nn::detail::gather(reinterpret_cast<const std::byte*>(from.data() + offset), shape.data(), strides.data(),
                     shape.size(), sizeof(T), reinterpret_cast<std::byte*>(to.data()));
  CHECK(to.back() == T{-1});
  to.pop_back();
  return to;
}
std::vector<std::int32_t> counting(std::int32_t count) {
  std::vector<std::int32_t> numbers;
  for (std::int32_t i = 0; i < count; ++i) numbers.push_back(i);
  return numbers;
}

}  // namespace

TEST_CASE("every float16 is the float32 that PyTorch makes of it", "[tensor]") {
  const float* expected = data()["every_float16"].values<float>();
  REQUIRE(data()["every_float16"].numel() == 65536);
  for (std::uint32_t bits = 0; bits < 65536; ++bits) {
    const float found = nn::to_float(nn::float16{static_cast<std::uint16_t>(bits)});
    if (std::isnan(expected[bits]) && std::isnan(found)) continue;
    CAPTURE(bits);
    REQUIRE(std::bit_cast<std::uint32_t>(found) == std::bit_cast<std::uint32_t>(expected[bits]));
  }
}

TEST_CASE("every bfloat16 is the upper half of its float32", "[tensor]") {
  for (std::uint32_t bits = 0; bits < 65536; ++bits)
    REQUIRE(std::bit_cast<std::uint32_t>(nn::to_float(nn::bfloat16{static_cast<std::uint16_t>(bits)})) == bits << 16);
}

TEST_CASE("every 16-bit float survives the way through float32", "[tensor]") {
  for (std::uint32_t i = 0; i < 65536; ++i) {
    const auto bits = static_cast<std::uint16_t>(i);
    CAPTURE(i);
    if (is_nan(dtype::float16, bits))
      REQUIRE(is_nan(dtype::float16, nn::to_float16(nn::to_float(nn::float16{bits})).bits));
    else REQUIRE(nn::to_float16(nn::to_float(nn::float16{bits})).bits == bits);
    if (is_nan(dtype::bfloat16, bits))
      REQUIRE(is_nan(dtype::bfloat16, nn::to_bfloat16(nn::to_float(nn::bfloat16{bits})).bits));
    else REQUIRE(nn::to_bfloat16(nn::to_float(nn::bfloat16{bits})).bits == bits);
  }
}

TEST_CASE("elements are converted as PyTorch converts them", "[tensor]") {
  std::set<std::string> pairs;
  for (const auto& [key, expected] : data()) {
    if (!key.ends_with(".to")) continue;
    const std::string name = key.substr(0, key.size() - 3);
    const std::size_t dot = name.find('.');
    const dtype from_type = dtype_named(name.substr(0, dot));
    const dtype to_type = dtype_named(name.substr(dot + 1, name.find('.', dot + 1) - dot - 1));
    pairs.insert(name);
    CAPTURE(name);

    const nn::AnyTensor& from = data()[name + ".from"];
    const std::size_t count = static_cast<std::size_t>(from.numel()), size = nn::size_of(to_type);
    REQUIRE(from.data.size() == count * nn::size_of(from_type));
    REQUIRE(expected.data.size() == count * size);
    std::vector<std::byte> to(count * size);
    nn::detail::convert(from_type, from.data.get(), to_type, to.data(), count);
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint64_t found = bits_at(to.data() + i * size, size),
                          wanted = bits_at(expected.data.get() + i * size, size);
      CAPTURE(i, bits_at(from.data.get() + i * nn::size_of(from_type), nn::size_of(from_type)));
      if (!(is_nan(to_type, found) && is_nan(to_type, wanted))) REQUIRE(found == wanted);
    }
  }
  CHECK(pairs.size() == 36);
}

TEST_CASE("a float out of an integer's range becomes the nearest integer, NaN 0", "[tensor]") {
  constexpr float infinity = std::numeric_limits<float>::infinity(), nan = std::numeric_limits<float>::quiet_NaN();
  CHECK(converted<std::int8_t>(1000.0f) == 127);
  CHECK(converted<std::int8_t>(-1000.0f) == -128);
  CHECK(converted<std::int8_t>(-128.9f) == -128);
  CHECK(converted<std::uint8_t>(-3.0f) == 0);
  CHECK(converted<std::uint8_t>(255.5f) == 255);
  CHECK(converted<std::int32_t>(infinity) == std::numeric_limits<std::int32_t>::max());
  CHECK(converted<std::int64_t>(infinity) == std::numeric_limits<std::int64_t>::max());
  CHECK(converted<std::int64_t>(-infinity) == std::numeric_limits<std::int64_t>::min());
  CHECK(converted<std::int64_t>(0x1p63f) == std::numeric_limits<std::int64_t>::max());
  CHECK(converted<std::int64_t>(nan) == 0);
  CHECK(converted<std::int16_t>(nn::bfloat16{0x7fc0}) == 0);
  CHECK(converted<bool>(nan));
  CHECK(converted<std::int8_t>(std::int64_t{1} << 40) == 127);
  CHECK(converted<std::uint8_t>(std::int32_t{-1}) == 0);
}

TEST_CASE("any byte of a file is a bool", "[tensor]") {
  const std::byte from[] = {std::byte{0}, std::byte{1}, std::byte{2}, std::byte{255}};
  float numbers[4];
  nn::detail::convert(dtype::boolean, from, dtype::float32, reinterpret_cast<std::byte*>(numbers), 4);
  CHECK((numbers[0] == 0 && numbers[1] == 1 && numbers[2] == 1 && numbers[3] == 1));
}

TEST_CASE("nothing is converted to nothing, and many pieces to as many", "[tensor]") {
  nn::detail::convert(dtype::float32, nullptr, dtype::int64, nullptr, 0);
  const std::vector<std::int32_t> numbers = counting(1537);  // three pieces of 512 and one more
  std::vector<double> doubles(numbers.size() + 1, -1);
  nn::detail::convert(dtype::int32, reinterpret_cast<const std::byte*>(numbers.data()), dtype::float64,
                      reinterpret_cast<std::byte*>(doubles.data()), numbers.size());
  for (std::size_t i = 0; i < numbers.size(); ++i) REQUIRE(doubles[i] == numbers[i]);
  CHECK(doubles.back() == -1);
}

TEST_CASE("strided elements are gathered row by row", "[tensor]") {
  const auto from = counting(24);
  using list = std::vector<std::int32_t>;
  CHECK(gathered(from, 0, {2, 3}, {3, 1}) == list{0, 1, 2, 3, 4, 5});
  CHECK(gathered(from, 0, {3, 2}, {1, 3}) == list{0, 3, 1, 4, 2, 5});      // transposed
  CHECK(gathered(from, 5, {2, 2}, {8, 2}) == list{5, 7, 13, 15});          // a slice with steps
  CHECK(gathered(from, 6, {2, 3}, {12, 1}) == list{6, 7, 8, 18, 19, 20});  // rows apart
  CHECK(gathered(from, 1, {2, 2, 3}, {1, 12, 4}) == list{1, 5, 9, 13, 17, 21, 2, 6, 10, 14, 18, 22});
  CHECK(gathered(from, 23, {1}, {100}) == list{23});
}

TEST_CASE("a stride of 0 repeats an element", "[tensor]") {
  const auto from = counting(4);
  CHECK(gathered(from, 1, {2, 3}, {1, 0}) == std::vector<std::int32_t>{1, 1, 1, 2, 2, 2});
  CHECK(gathered(from, 1, {2, 3}, {0, 1}) == std::vector<std::int32_t>{1, 2, 3, 1, 2, 3});
}

TEST_CASE("no extents are one element, and an extent of 0 is none", "[tensor]") {
  const auto from = counting(4);
  CHECK(gathered(from, 3, {}, {}) == std::vector<std::int32_t>{3});
  CHECK(gathered(from, 0, {0}, {1}).empty());
  CHECK(gathered(from, 0, {2, 0, 3}, {3, 3, 1}).empty());
  CHECK(gathered(from, 0, {3, 0}, {1, 1}).empty());
}

TEST_CASE("elements of every size are gathered", "[tensor]") {
  const std::vector<std::int8_t> bytes{0, 1, 2, 3};
  CHECK(gathered(bytes, 0, {2, 2}, {1, 2}) == std::vector<std::int8_t>{0, 2, 1, 3});
  const std::vector<std::int64_t> longs{0, 1, 2, std::int64_t{1} << 40};
  CHECK(gathered(longs, 0, {2, 2}, {1, 2}) == std::vector<std::int64_t>{0, 2, 1, std::int64_t{1} << 40});
}

namespace {
const nn::StateDict& float8_data() {
  static const auto dict = nn::load<nn::StateDict>(NNSTRUCT_TEST_DATA "/float8.pth");
  return dict;
}

/// The bytes of one dtype from those of another.
std::vector<std::byte> converted(dtype from_type, const nn::AnyTensor& from, dtype to_type) {
  const std::size_t count = from.data.size() / nn::size_of(from_type);
  std::vector<std::byte> to(count * nn::size_of(to_type));
  nn::detail::convert(from_type, from.data.get(), to_type, to.data(), count);
  return to;
}

/// Equal bits; NaN equals NaN.
void check_elements(dtype type, const std::vector<std::byte>& found, const nn::AnyTensor& wanted) {
  REQUIRE(found.size() == wanted.data.size());
  const std::size_t size = nn::size_of(type);
  for (std::size_t i = 0; i < found.size(); i += size) {
    const std::uint64_t is = bits_at(found.data() + i, size), expected = bits_at(wanted.data.get() + i, size);
    CAPTURE(i / size, is, expected);
    if (is_nan(type, expected)) CHECK(is_nan(type, is));
    else CHECK(is == expected);
  }
}
}  // namespace

TEST_CASE("the types of 8 bits stand for PyTorch's numbers, and are rounded to as in PyTorch", "[tensor]") {
  for (dtype type : {dtype::float8_e4m3fn, dtype::float8_e5m2, dtype::float8_e4m3fnuz, dtype::float8_e5m2fnuz,
                     dtype::float8_e8m0fnu}) {
    const std::string name(nn::name_of(type));
    INFO(name);
    nn::AnyTensor codes(dtype::uint8, {256});
    for (int i = 0; i < 256; ++i) codes.values<std::uint8_t>()[i] = static_cast<std::uint8_t>(i);
    check_elements(dtype::float32, converted(type, codes, dtype::float32), float8_data()[name + ".codes"]);

    const nn::AnyTensor& floats = float8_data()["floats"];
    const nn::AnyTensor& wanted = float8_data()[name + ".floats"];
    const std::vector<std::byte> found = converted(dtype::float32, floats, type);
    for (std::size_t i = 0; i < found.size(); ++i) {
      const float from = floats.values<float>()[i];
      CAPTURE(i, from);
      if (std::isnan(from)) continue;  // its sign is nobody's business
      CHECK(static_cast<int>(found[i]) == static_cast<int>(wanted.data.get()[i]));
    }
    nn::AnyTensor nan(dtype::float32, {1});
    *nan.values<float>() = std::numeric_limits<float>::quiet_NaN();
    nn::AnyTensor code(dtype::uint8, {1});
    *code.values<std::uint8_t>() = static_cast<std::uint8_t>(converted(dtype::float32, nan, type)[0]);
    const std::vector<std::byte> back = converted(type, code, dtype::float32);
    CHECK(is_nan(dtype::float32, bits_at(back.data(), 4)));
  }
}

TEST_CASE("wide unsigned integers are converted as in PyTorch", "[tensor]") {
  std::set<std::string> seen;
  for (const auto& [key, from] : float8_data()) {
    if (!key.starts_with("integers.") || !key.ends_with(".from")) continue;
    INFO(key);
    const std::size_t dot = key.find('.', 9);
    const std::string to_name = key.substr(dot + 1, key.size() - 5 - dot - 1);
    const dtype from_type = dtype_named(key.substr(9, dot - 9)), to_type = dtype_named(to_name);
    check_elements(to_type, converted(from_type, from, to_type), float8_data()[key.substr(0, key.size() - 5) + ".to"]);
    seen.insert(key);
  }
  CHECK(seen.size() == 14);
}

TEST_CASE("integers out of range become the nearest that fit", "[tensor]") {
  CHECK(converted<std::uint64_t>(std::int64_t{-1}) == 0);
  CHECK(converted<std::uint64_t>(std::int64_t{7}) == 7);
  CHECK(converted<std::uint16_t>(std::int64_t{70000}) == 65535);
  CHECK(converted<std::int64_t>(~std::uint64_t{0}) == std::numeric_limits<std::int64_t>::max());
  CHECK(converted<std::int8_t>(~std::uint64_t{0}) == 127);
  CHECK(converted<std::uint64_t>(1e30) == ~std::uint64_t{0});
  CHECK(converted<std::uint32_t>(-3.5) == 0);
}

TEST_CASE("complex numbers are converted part by part, real ones get an imaginary part of 0", "[tensor]") {
  for (dtype type : {dtype::complex64, dtype::complex32})
    check_elements(type == dtype::complex64 ? dtype::float32 : dtype::float16,
                   converted(dtype::complex128, float8_data()["complex128"], type),
                   float8_data()[std::string(nn::name_of(type))]);
  const auto number = converted<nn::complex64>(std::int16_t{-3});
  CHECK(number.real == -3);
  CHECK(number.imag == 0);
  CHECK(converted<nn::complex128>(true).real == 1);
  CHECK(converted<nn::complex32>(0.5f).real.bits == 0x3800);
}

}  // namespace tensor_convert_test
