// SPDX-License-Identifier: Apache-2.0
// The two ways to compute the same; what they compute is compared with PyTorch's in draws.cpp.
#include <nnstruct/random/normal_blocks.hpp>

#include <cstdint>
#include <cstring>
#include <vector>

#include <nnstruct/random/generator.hpp>

#include "support/catch.hpp"

namespace random_normal_blocks_test {

namespace nn = nnstruct;

TEST_CASE("CPUs with AVX2 and all others compute the same bits", "[random]") {
  nn::Generator generator(0);
  std::vector<std::uint32_t> bits(1 << 16);
  generator.random(bits.data(), bits.size());
  bits[0] = bits[8] = 0;
  bits[1] = bits[9] = 0xffffff;  // the smallest and the largest
  std::vector<float> here(bits.size()), anywhere(bits.size());
  const auto same = [&] { return std::memcmp(here.data(), anywhere.data(), here.size() * sizeof(float)) == 0; };
  nn::detail::uniform_floats(bits.data(), -0.1f, 0.7f, here.data(), here.size());
  nn::detail::uniform_floats_anywhere(bits.data(), -0.1f, 0.7f, anywhere.data(), anywhere.size());
  CHECK(same());
  nn::detail::uniform_floats(bits.data(), 0, 1, here.data(), here.size());
  anywhere = here;
  nn::detail::normal_blocks(0.3f, 1.7f, here.data(), here.size() / 16);
  nn::detail::normal_blocks_anywhere(0.3f, 1.7f, anywhere.data(), anywhere.size() / 16);
  CHECK(same());
}

}  // namespace random_normal_blocks_test
