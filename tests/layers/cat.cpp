// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/layers/cat.hpp>

#include <nnstruct/error.hpp>

#include "support/gradients.hpp"

namespace nn = nnstruct;
using namespace nnstruct_test;
using nn::dyn;

namespace {
template <std::int64_t... E> using tensor = nn::Tensor<float, E...>;

static_assert(std::is_same_v<decltype(nn::cat<1>(tensor<2, 3>(), tensor<2, 4>())), tensor<2, 7>>);
static_assert(
    std::is_same_v<decltype(nn::cat<-1>(tensor<dyn, 3>(), tensor<2, 4>(), tensor<dyn, 1>())), tensor<dyn, 8>>);
static_assert(std::is_same_v<decltype(nn::cat<0>(tensor<2, 3>(), tensor<dyn, 3>())), tensor<dyn, 3>>);
static_assert(std::is_same_v<decltype(nn::cat<0>(tensor<2>())), tensor<2>>);
}  // namespace

TEST_CASE("cat is PyTorch's", "[layers]") {
  const nn::StateDict& data = autograd_data();
  const auto a = as<tensor<2, 3, 2>>(data["cat.x"]);
  const auto b = as<tensor<2, dyn, 2>>(data["cat.state.b"]);
  const auto c = as<tensor<2, 2, 2>>(data["cat.state.c"]);
  CHECK(is_same(nn::cat<1>(a, b, c), data["cat.y"]));
  CHECK(is_same(nn::cat<-2>(a, b, c), data["cat.y"]));
  const auto x = as<tensor<2, 3>>(data["cat_first.x"]);
  CHECK(is_same(nn::cat<0>(x, as<tensor<dyn, 3>>(data["cat_first.state.b"])), data["cat_first.y"]));
  const auto y = as<tensor<2, 3>>(data["cat_last.x"]);
  CHECK(is_same(nn::cat<1>(y, as<tensor<2, 4>>(data["cat_last.state.b"])), data["cat_last.y"]));
  const auto none = as<tensor<dyn, 3>>(data["cat_empty.x"]);
  CHECK(is_same(nn::cat<0>(none, as<tensor<2, 3>>(data["cat_empty.state.b"])), data["cat_empty.y"]));
}

TEST_CASE("tensors that do not fit side by side are refused", "[layers]") {
  CHECK_THROWS_WITH((nn::cat<1>(tensor<dyn, 3>(2), tensor<dyn, 4>(5))),
                    "the tensors of a cat have other extents than the first one: expected [2, 3], found [5, 4]");
  CHECK_THROWS_AS((nn::cat<0>(tensor<1, dyn>(2), tensor<1, 2>(), tensor<1, dyn>(3))), nn::ShapeError);
}
