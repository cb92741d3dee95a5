// SPDX-License-Identifier: Apache-2.0
// Tensors of other shapes with the same elements, and tensors side by side.
// Of include/nnstruct/layers/: cat.hpp, flatten.hpp, reshape.hpp.
#include <nnstruct/layers/cat.hpp>
#include <nnstruct/layers/flatten.hpp>
#include <nnstruct/layers/reshape.hpp>

#include <cstdint>
#include <type_traits>

#include <nnstruct/error.hpp>

#include "support/catch.hpp"
#include "support/close.hpp"
#include "support/gradients.hpp"
#include "support/layers.hpp"

namespace layers_shapes_test {

namespace nn = nnstruct;
using nn::dyn;
using nnstruct_test::as;
using nnstruct_test::autograd_data;
using nnstruct_test::check_layer;
using nnstruct_test::input_as;
using nnstruct_test::is_same;
using nnstruct_test::output_of;

namespace {
template <std::int64_t... E> using tensor = nn::Tensor<float, E...>;

// The joined extent is known where all that it joins are.
template <class Layer, class X> using result = decltype(Layer{}(X()));
static_assert(std::is_same_v<result<nn::Flatten<>, tensor<dyn, 16, 5, 5>>, tensor<dyn, 400>>);
static_assert(std::is_same_v<result<nn::Flatten<>, tensor<8, 16, dyn, 5>>, tensor<8, dyn>>);
static_assert(std::is_same_v<result<nn::Flatten<0>, tensor<2, 3, 4>>, tensor<24>>);
static_assert(std::is_same_v<result<nn::Flatten<0>, tensor<dyn, 3, 4>>, tensor<dyn>>);
static_assert(std::is_same_v<result<nn::Flatten<1, 2>, tensor<dyn, 3, 4, dyn>>, tensor<dyn, 12, dyn>>);
static_assert(std::is_same_v<result<nn::Flatten<-2>, tensor<2, 3, 4>>, tensor<2, 12>>);

static_assert(std::is_same_v<decltype(nn::reshape<3, 2>(tensor<6>())), tensor<3, 2>>);
static_assert(std::is_same_v<decltype(nn::reshape<dyn, 2>(tensor<2, 3>())), tensor<dyn, 2>>);
static_assert(
    std::is_same_v<decltype(nn::reshape<6>(nn::Tensor<std::int64_t, 2, dyn>())), nn::Tensor<std::int64_t, 6>>);

tensor<2, 6> counting() {
  tensor<2, 6> x;
  for (std::int64_t i = 0; i < 12; ++i) x.data()[i] = static_cast<float>(i);
  return x;
}

static_assert(std::is_same_v<decltype(nn::cat<1>(tensor<2, 3>(), tensor<2, 4>())), tensor<2, 7>>);
static_assert(
    std::is_same_v<decltype(nn::cat<-1>(tensor<dyn, 3>(), tensor<2, 4>(), tensor<dyn, 1>())), tensor<dyn, 8>>);
static_assert(std::is_same_v<decltype(nn::cat<0>(tensor<2, 3>(), tensor<dyn, 3>())), tensor<dyn, 3>>);
static_assert(std::is_same_v<decltype(nn::cat<0>(tensor<2>())), tensor<2>>);
}  // namespace

TEST_CASE("Flatten gives and prints what PyTorch's does", "[layers][Flatten]") {
  using X = tensor<2, 3, 4, 5>;
  using Unknown = tensor<dyn, dyn, dyn, dyn>;
  check_layer<nn::Flatten<>, X, Unknown>("flatten_default", is_same);
  check_layer<nn::Flatten<0>, X, Unknown>("flatten_all", is_same);
  check_layer<nn::Flatten<1, 2>, X, Unknown>("flatten_middle", is_same);
  check_layer<nn::Flatten<0, 1>, X, Unknown>("flatten_first", is_same);
  check_layer<nn::Flatten<2>, X, Unknown>("flatten_last", is_same);
  check_layer<nn::Flatten<-3, -2>, X, Unknown>("flatten_negative", is_same);
  check_layer<nn::Flatten<1, 1>, X, Unknown>("flatten_nothing", is_same);
  check_layer<nn::Flatten<0>, tensor<6>, tensor<dyn>>("flatten_1d", is_same);
  check_layer<nn::Flatten<>, tensor<dyn, 3, 2>, tensor<0, 3, 2>>("flatten_empty_batch", is_same);
}

TEST_CASE("the function flatten leaves the batch extent, Flatten<0> does not", "[layers][Flatten]") {
  const auto x = input_as<tensor<dyn, 3, 4, 5>>("flatten_function");
  CHECK(is_same(nn::flatten(x), output_of("flatten_function")));
  CHECK(is_same(x | nn::flatten, output_of("flatten_function")));
  CHECK(is_same(nn::Flatten<0>{}(x), output_of("flatten_function_all")));
}

TEST_CASE("a flattened tensor is another handle on the same elements", "[layers][Flatten]") {
  nn::Tensor<std::int64_t, 2, 3> x;
  auto flat = nn::Flatten<0>{}(x);
  flat(4) = 7;
  CHECK(x(1, 1) == 7);
}

TEST_CASE("reshape is another handle on the same elements, in order", "[layers][reshape]") {
  const auto x = counting();
  auto y = nn::reshape<3, 4>(x);
  CHECK(y(1, 2) == 6);
  y(1, 2) = 50;
  CHECK(x(1, 0) == 50);
  CHECK((x | nn::reshape<12>)(11) == 11);
  CHECK(nn::reshape<1>(tensor<>())(0) == 0);
  CHECK(nn::reshape<>(tensor<1, 1>())() == 0);
}

TEST_CASE("reshape finds the one extent that is left open, or is told several", "[layers][reshape]") {
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

TEST_CASE("reshape to another number of elements is refused", "[layers][reshape]") {
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

TEST_CASE("cat is PyTorch's", "[layers][cat]") {
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

TEST_CASE("tensors that do not fit side by side are refused", "[layers][cat]") {
  CHECK_THROWS_WITH((nn::cat<1>(tensor<dyn, 3>(2), tensor<dyn, 4>(5))),
                    "the tensors of a cat have other extents than the first one: expected [2, 3], found [5, 4]");
  CHECK_THROWS_AS((nn::cat<0>(tensor<1, dyn>(2), tensor<1, 2>(), tensor<1, dyn>(3))), nn::ShapeError);
}

}  // namespace layers_shapes_test
