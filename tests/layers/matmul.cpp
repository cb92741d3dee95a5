// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/layers/matmul.hpp>

#include <nnstruct/error.hpp>

#include "support/gradients.hpp"

namespace nn = nnstruct;
using namespace nnstruct_test;
using nn::dyn;

namespace {
template <std::int64_t... E> using tensor = nn::Tensor<float, E...>;
template <class A, class B> using product = decltype(nn::matmul(A(), B()));

static_assert(std::is_same_v<product<tensor<3, 4>, tensor<4, 5>>, tensor<3, 5>>);
static_assert(std::is_same_v<product<tensor<dyn, dyn>, tensor<4, dyn>>, tensor<dyn, dyn>>);
static_assert(std::is_same_v<product<tensor<dyn, 3, 4>, tensor<2, 4, 5>>, tensor<dyn, 3, 5>>);
static_assert(std::is_same_v<product<tensor<6, dyn, 3, 4>, tensor<4, 5>>, tensor<6, dyn, 3, 5>>);

template <class A, class B> void check(const std::string& name) {
  INFO(name);
  const auto y = nn::matmul(as<A>(autograd_data()[name + ".x"]), as<B>(autograd_data()[name + ".state.b"]));
  CHECK(is_close(y, autograd_data()[name + ".y"]));
}
}  // namespace

TEST_CASE("matmul is PyTorch's", "[layers]") {
  check<tensor<3, 4>, tensor<4, 5>>("matmul");
  check<tensor<dyn, dyn>, tensor<dyn, dyn>>("matmul");
  check<tensor<dyn, 3, 4>, tensor<2, 4, 5>>("matmul_batched");
  check<tensor<2, dyn, 3, 4>, tensor<dyn, 5>>("matmul_one_b");
  check<tensor<dyn, 4>, tensor<4, 5>>("matmul_empty");
}

TEST_CASE("a product of matrices with nothing between them is zeros", "[layers]") {
  const auto y = nn::matmul(tensor<2, dyn>(0), tensor<dyn, 3>(0));
  CHECK(y.numel() == 6);
  for (std::int64_t i = 0; i < 6; ++i) CHECK(y.data()[i] == 0);
}

TEST_CASE("matrices whose extents do not go together are refused", "[layers]") {
  CHECK_THROWS_WITH(nn::matmul(tensor<2, dyn>(3), tensor<dyn, 5>(4)),
                    "matmul got matrices whose extents do not go together: expected [2, 3], found [4, 5]");
  CHECK_THROWS_AS(nn::matmul(tensor<dyn, 2, 3>(4), tensor<dyn, 3, 5>(1)), nn::ShapeError);
}
