// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/layers/reshape.hpp>

#include <cstdint>

#include <nnstruct/error.hpp>

#include "support/catch.hpp"

namespace nn = nnstruct;
using nn::dyn;

namespace {
template <std::int64_t... E> using tensor = nn::Tensor<float, E...>;

static_assert(std::is_same_v<decltype(nn::reshape<3, 2>(tensor<6>())), tensor<3, 2>>);
static_assert(std::is_same_v<decltype(nn::reshape<dyn, 2>(tensor<2, 3>())), tensor<dyn, 2>>);
static_assert(
    std::is_same_v<decltype(nn::reshape<6>(nn::Tensor<std::int64_t, 2, dyn>())), nn::Tensor<std::int64_t, 6>>);

tensor<2, 6> counting() {
  tensor<2, 6> x;
  for (std::int64_t i = 0; i < 12; ++i) x.data()[i] = static_cast<float>(i);
  return x;
}
}  // namespace

TEST_CASE("reshape is another handle on the same elements, in order", "[layers]") {
  const auto x = counting();
  auto y = nn::reshape<3, 4>(x);
  CHECK(y(1, 2) == 6);
  y(1, 2) = 50;
  CHECK(x(1, 0) == 50);
  CHECK((x | nn::reshape<12>)(11) == 11);
  CHECK(nn::reshape<1>(tensor<>())(0) == 0);
  CHECK(nn::reshape<>(tensor<1, 1>())() == 0);
}

TEST_CASE("reshape finds the one extent that is left open, or is told several", "[layers]") {
  const auto x = counting();
  CHECK(nn::reshape<dyn, 4>(x).extent(0) == 3);
  CHECK(nn::reshape<2, dyn, 2>(x).extent(1) == 3);
  CHECK(nn::reshape<dyn>(x).extent(0) == 12);
  CHECK(nn::reshape<dyn, 4>(x, 3).extent(0) == 3);
  const auto y = nn::reshape<dyn, 2, dyn>(x, 3, 2);
  CHECK(y.extent(0) == 3);
  CHECK(y.extent(2) == 2);
  CHECK(y(2, 1, 1) == 11);
  CHECK(nn::reshape<dyn, 3>(tensor<dyn, 6>(0)).extent(0) == 0);
}

TEST_CASE("reshape to another number of elements is refused", "[layers]") {
  const tensor<dyn, 6> x(2);
  CHECK_THROWS_WITH((nn::reshape<3, 5>(x)),
                    "reshape got a tensor with another number of elements: expected [3, 5], found [2, 6]");
  CHECK_THROWS_WITH((nn::reshape<dyn, 5>(x)),
                    "reshape got a tensor with another number of elements: expected [*, 5], found [2, 6]");
  CHECK_THROWS_AS((nn::reshape<dyn, dyn>(x, 3, 5)), nn::ShapeError);
  CHECK_THROWS_AS((nn::reshape<dyn, dyn>(x, -3, -4)), nn::ShapeError);
  CHECK_THROWS_AS((nn::reshape<dyn, dyn>(x, std::int64_t{1} << 62, 12)), nn::ShapeError);
  CHECK_THROWS_AS((nn::reshape<dyn, 0>(x)), nn::ShapeError);
}
