// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/layers/arithmetic.hpp>

#include <limits>

#include <nnstruct/error.hpp>
#include <nnstruct/layers/relu.hpp>

#include "support/gradients.hpp"

namespace nn = nnstruct;
using namespace nnstruct_test;
using nn::dyn;

namespace {
template <std::int64_t... E> using tensor = nn::Tensor<float, E...>;

static_assert(std::is_same_v<decltype(tensor<>() + tensor<>()), tensor<>>);
static_assert(std::is_same_v<decltype(tensor<dyn, 3, dyn>() + tensor<2, dyn, dyn>()), tensor<2, 3, dyn>>);
}  // namespace

TEST_CASE("a sum is taken element by element and leaves its operands alone", "[layers]") {
  tensor<dyn, 2> a(3);
  tensor<3, 2> b;
  for (std::int64_t i = 0; i < 6; ++i) {
    a.data()[i] = static_cast<float>(i) / 3;
    b.data()[i] = static_cast<float>(100 * i);
  }
  b.data()[5] = std::numeric_limits<float>::infinity();
  const auto sum = a + b;
  for (std::int64_t i = 0; i < 6; ++i) {
    CHECK(sum.data()[i] == static_cast<float>(i) / 3 + b.data()[i]);
    CHECK(a.data()[i] == static_cast<float>(i) / 3);
  }
  const auto twice = a + a;
  CHECK(twice(2, 1) == 2 * a(2, 1));
  CHECK((tensor<dyn, 2>(0) + tensor<dyn, 2>(0)).extent(0) == 0);
}

TEST_CASE("tensors of different extents have no sum", "[layers]") {
  const tensor<dyn, 2> a(3), b(1);
  CHECK_THROWS_WITH(
      (a + b), "the tensors of a sum, difference or product have different extents: expected [3, 2], found [1, 2]");
  CHECK_THROWS_AS((tensor<2, dyn>(4) + tensor<dyn, 4>(1)), nn::ShapeError);
}

TEST_CASE("sums, differences and products, also with numbers, are PyTorch's", "[layers]") {
  const nn::StateDict& data = autograd_data();
  const auto check = [&](const std::string& name, auto f) {
    INFO(name);
    const auto a = as<tensor<3, 4>>(data[name + ".x"]);
    const auto b = as<tensor<dyn, 4>>(data[name + ".state.b"]);
    CHECK(is_close(f(a, b), data[name + ".y"]));
  };
  check("add", [](const auto& a, const auto& b) { return a + b; });
  check("sub", [](const auto& a, const auto& b) { return a - b; });
  check("mul", [](const auto& a, const auto& b) { return a * b; });
  check("expression", [](const auto& a, const auto& b) { return (a + b) * (a - b) - b * (a * a); });
  const auto a = as<tensor<3, 4>>(data["numbers.x"]);
  CHECK(is_close((2 * a + 1) / 3 - (1 - a) * 0.5 - 4 + (7 + -a), data["numbers.y"]));
}
