// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/format/converted_source.hpp>
#include <nnstruct/tensor/convert.hpp>

#include <cstddef>
#include <cstring>
#include <vector>

#include "support/catch.hpp"

namespace format_converted_source_test {

namespace nn = nnstruct;
using nn::dtype;

TEST_CASE("memory is read converted, piece by piece and again, or as it is", "[format]") {
  std::vector<float> numbers(700'000);  // more than a piece
  for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = static_cast<float>(i) / 3;
  const auto* const memory = reinterpret_cast<const std::byte*>(numbers.data());
  for (const dtype type : {dtype::bfloat16, dtype::float64, dtype::float32}) {
    std::vector<std::byte> expected(numbers.size() * nn::size_of(type));
    nn::detail::convert(dtype::float32, memory, type, expected.data(), numbers.size());
    const nn::format::converted_source source(
        {{memory, dtype::float32, dtype::float32}, {memory, dtype::float32, type}});
    for (int again = 0; again < 2; ++again) {
      std::vector<std::byte> found;
      nn::io::each_piece(source, 1, expected.size(), [&](const void* bytes, std::size_t count) {
        const auto* const begin = static_cast<const std::byte*>(bytes);
        found.insert(found.end(), begin, begin + count);
      });
      CHECK(found == expected);
    }
  }
}

}  // namespace format_converted_source_test
