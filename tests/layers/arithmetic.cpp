// SPDX-License-Identifier: Apache-2.0
// Sums, differences and products of tensors, sums and means of one, products of matrices.
// Of include/nnstruct/layers/: arithmetic.hpp, matmul.hpp, reduce.hpp.
#include <nnstruct/layers/arithmetic.hpp>
#include <nnstruct/layers/matmul.hpp>
#include <nnstruct/layers/reduce.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <type_traits>

#include <nnstruct/error.hpp>

#include "support/gradients.hpp"

namespace layers_arithmetic_test {

namespace nn = nnstruct;
using nn::dyn;
using nnstruct_test::as;
using nnstruct_test::autograd_data;
using nnstruct_test::is_close;

namespace {
template <std::int64_t... E> using tensor = nn::Tensor<float, E...>;

static_assert(std::is_same_v<decltype(tensor<>() + tensor<>()), tensor<>>);
static_assert(std::is_same_v<decltype(tensor<dyn, 3, dyn>() + tensor<2, dyn, dyn>()), tensor<2, 3, dyn>>);

static_assert(std::is_same_v<decltype(nn::sum(tensor<2, dyn>())), tensor<>>);
static_assert(std::is_same_v<decltype(nn::mean(tensor<>())), tensor<>>);
static_assert(std::is_same_v<decltype(nn::sum<0>(tensor<2, dyn, 4>())), tensor<dyn, 4>>);
static_assert(std::is_same_v<decltype(nn::mean<-1>(tensor<2, dyn, 4>())), tensor<2, dyn>>);
static_assert(std::is_same_v<decltype(nn::sum<0>(tensor<3>())), tensor<>>);

template <class F> void check_reduction(const std::string& name, F f) {
  INFO(name);
  CHECK(is_close(f(as<tensor<2, 3, 4>>(autograd_data()[name + ".x"])), autograd_data()[name + ".y"]));
  CHECK(is_close(f(as<tensor<dyn, dyn, dyn>>(autograd_data()[name + ".x"])), autograd_data()[name + ".y"]));
}

template <class A, class B> using product = decltype(nn::matmul(A(), B()));

static_assert(std::is_same_v<product<tensor<3, 4>, tensor<4, 5>>, tensor<3, 5>>);
static_assert(std::is_same_v<product<tensor<dyn, dyn>, tensor<4, dyn>>, tensor<dyn, dyn>>);
static_assert(std::is_same_v<product<tensor<dyn, 3, 4>, tensor<2, 4, 5>>, tensor<dyn, 3, 5>>);
static_assert(std::is_same_v<product<tensor<6, dyn, 3, 4>, tensor<4, 5>>, tensor<6, dyn, 3, 5>>);

template <class A, class B> void check_matmul(const std::string& name) {
  INFO(name);
  const auto y = nn::matmul(as<A>(autograd_data()[name + ".x"]), as<B>(autograd_data()[name + ".state.b"]));
  CHECK(is_close(y, autograd_data()[name + ".y"]));
}
}  // namespace

TEST_CASE("a sum is taken element by element and leaves its operands alone", "[layers][arithmetic]") {
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

TEST_CASE("tensors of different extents have no sum", "[layers][arithmetic]") {
  const tensor<dyn, 2> a(3), b(1);
  CHECK_THROWS_WITH(
      (a + b), "the tensors of a sum, difference or product have different extents: expected [3, 2], found [1, 2]");
  CHECK_THROWS_AS((tensor<2, dyn>(4) + tensor<dyn, 4>(1)), nn::ShapeError);
}

TEST_CASE("sums, differences and products, also with numbers, are PyTorch's", "[layers][arithmetic]") {
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

TEST_CASE("sums and means are PyTorch's", "[layers][sum][mean]") {
  check_reduction("sum", [](const auto& x) { return nn::sum(x); });
  check_reduction("mean", [](const auto& x) { return nn::mean(x); });
  check_reduction("sum_0", [](const auto& x) { return nn::sum<0>(x); });
  check_reduction("sum_1", [](const auto& x) { return nn::sum<-2>(x); });
  check_reduction("sum_-1", [](const auto& x) { return nn::sum<2>(x); });
  check_reduction("mean_0", [](const auto& x) { return nn::mean<-3>(x); });
  check_reduction("mean_1", [](const auto& x) { return nn::mean<1>(x); });
  check_reduction("mean_-1", [](const auto& x) { return nn::mean<-1>(x); });
}

TEST_CASE("the sum of nothing is 0, and its mean is no number", "[layers][sum][mean]") {
  CHECK(nn::sum(tensor<dyn, 3>(0)).item() == 0);
  CHECK(std::isnan(nn::mean(tensor<dyn, 3>(0)).item()));
  CHECK(nn::sum<0>(tensor<dyn, 3>(0))(2) == 0);
  CHECK(std::isnan(nn::mean<0>(tensor<dyn, 3>(0))(2)));
  CHECK(nn::sum<1>(tensor<dyn, 3>(0)).numel() == 0);
}

TEST_CASE("sums are added as double", "[layers][sum][mean]") {
  tensor<dyn> x(1 << 20);
  for (std::int64_t i = 0; i < x.numel(); ++i) x(i) = 0.1f;
  x(0) = 1e7f;
  CHECK(nn::sum(x).item() == static_cast<float>(1e7 + static_cast<double>(0.1f) * static_cast<double>(x.numel() - 1)));
}

TEST_CASE("matmul is PyTorch's", "[layers][matmul]") {
  check_matmul<tensor<3, 4>, tensor<4, 5>>("matmul");
  check_matmul<tensor<dyn, dyn>, tensor<dyn, dyn>>("matmul");
  check_matmul<tensor<dyn, 3, 4>, tensor<2, 4, 5>>("matmul_batched");
  check_matmul<tensor<2, dyn, 3, 4>, tensor<dyn, 5>>("matmul_one_b");
  check_matmul<tensor<dyn, 4>, tensor<4, 5>>("matmul_empty");
}

TEST_CASE("a product of matrices with nothing between them is zeros", "[layers][matmul]") {
  const auto y = nn::matmul(tensor<2, dyn>(0), tensor<dyn, 3>(0));
  CHECK(y.numel() == 6);
  for (std::int64_t i = 0; i < 6; ++i) CHECK(y.data()[i] == 0);
}

TEST_CASE("matrices whose extents do not go together are refused", "[layers][matmul]") {
  CHECK_THROWS_WITH(nn::matmul(tensor<2, dyn>(3), tensor<dyn, 5>(4)),
                    "matmul got matrices whose extents do not go together: expected [2, 3], found [4, 5]");
  CHECK_THROWS_AS(nn::matmul(tensor<dyn, 2, 3>(4), tensor<dyn, 3, 5>(1)), nn::ShapeError);
}

}  // namespace layers_arithmetic_test
