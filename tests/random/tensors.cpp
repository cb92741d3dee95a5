// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/random/tensors.hpp>

#include <type_traits>

#include "support/catch.hpp"
#include "support/random_cases.hpp"

namespace random_tensors_test {

namespace nn = nnstruct;
using nn::Generator;
using nnstruct_test::thrown_by;

TEST_CASE("tensors of random numbers have the type that was asked for", "[random]") {
  Generator generator(0);
  const auto batch = nn::randn<nn::Batch<3, 4, 5>>(generator, 2);
  static_assert(std::is_same_v<decltype(batch), const nn::Batch<3, 4, 5>>);
  CHECK(batch.numel() == 2 * 3 * 4 * 5);
  CHECK(nn::rand<nn::Tensor<double, 2, 3>>(generator).numel() == 6);
  const auto any = nn::randn<nn::Tensor<float, nn::dyn, 7, nn::dyn>>(2, 3);
  CHECK((any.extent(0) == 2 && any.extent(2) == 3));
  const auto by_extents = nn::rand<2, nn::dyn>(generator, 3);
  static_assert(std::is_same_v<decltype(by_extents), const nn::Tensor<float, 2, nn::dyn>>);
  CHECK(by_extents.numel() == 6);
  CHECK(nn::randn<4, 5>().numel() == 20);
}

TEST_CASE("integers need a range, and a count", "[random]") {
  CHECK(thrown_by<nn::Error>([] { nn::randint(3, 3, 2); }).what() ==
        std::string("random_ expects 'from' to be less than 'to', but got from=3 >= to=3"));
  thrown_by<nn::Error>([] { nn::randint(0, 3, -1); });
  thrown_by<nn::Error>([] { nn::randperm(-1); });
  CHECK(nn::randint(0, 3, 0).numel() == 0);
}

}  // namespace random_tensors_test
