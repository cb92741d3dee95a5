// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/layers/flatten.hpp>
#include <nnstruct/module/repr.hpp>

#include "support/catch.hpp"
#include "support/close.hpp"

namespace nn = nnstruct;
using namespace nnstruct_test;
using nn::dyn;

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

template <class Layer, class... X> void check(const std::string& name) {
  INFO(name);
  ([&] { CHECK(is_same(Layer{}(input_as<X>(name)), output_of(name))); }(), ...);
  CHECK(nn::repr(Layer{}) == printed(name));
}
}  // namespace

TEST_CASE("Flatten gives and prints what PyTorch's does", "[layers]") {
  using X = tensor<2, 3, 4, 5>;
  using Unknown = tensor<dyn, dyn, dyn, dyn>;
  check<nn::Flatten<>, X, Unknown>("flatten_default");
  check<nn::Flatten<0>, X, Unknown>("flatten_all");
  check<nn::Flatten<1, 2>, X, Unknown>("flatten_middle");
  check<nn::Flatten<0, 1>, X, Unknown>("flatten_first");
  check<nn::Flatten<2>, X, Unknown>("flatten_last");
  check<nn::Flatten<-3, -2>, X, Unknown>("flatten_negative");
  check<nn::Flatten<1, 1>, X, Unknown>("flatten_nothing");
  check<nn::Flatten<0>, tensor<6>, tensor<dyn>>("flatten_1d");
  check<nn::Flatten<>, tensor<dyn, 3, 2>, tensor<0, 3, 2>>("flatten_empty_batch");
}

TEST_CASE("the function flatten leaves the batch extent, Flatten<0> does not", "[layers]") {
  const auto x = input_as<tensor<dyn, 3, 4, 5>>("flatten_function");
  CHECK(is_same(nn::flatten(x), output_of("flatten_function")));
  CHECK(is_same(x | nn::flatten, output_of("flatten_function")));
  CHECK(is_same(nn::Flatten<0>{}(x), output_of("flatten_function_all")));
}

TEST_CASE("a flattened tensor is another handle on the same elements", "[layers]") {
  nn::Tensor<std::int64_t, 2, 3> x;
  auto flat = nn::Flatten<0>{}(x);
  flat(4) = 7;
  CHECK(x(1, 1) == 7);
}
