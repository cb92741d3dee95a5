// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/layers/relu.hpp>
#include <nnstruct/module/repr.hpp>

#include "support/catch.hpp"
#include "support/close.hpp"

namespace nn = nnstruct;
using namespace nnstruct_test;
using nn::dyn;

namespace {
template <std::int64_t... E> using tensor = nn::Tensor<float, E...>;
static_assert(std::is_same_v<decltype(nn::relu(tensor<>())), tensor<>>);
static_assert(std::is_same_v<decltype(nn::relu(tensor<2, dyn, 3>())), tensor<2, dyn, 3>>);

template <class... X> void check(const std::string& name) {
  INFO(name);
  ([&] { CHECK(is_same(nn::ReLU{}(input_as<X>(name)), output_of(name))); }(), ...);
  CHECK(nn::repr(nn::ReLU{}) == printed(name));
}
}  // namespace

TEST_CASE("ReLU gives the bits that PyTorch's gives, for NaN, infinity and -0 too", "[layers]") {
  check<tensor<3, 7>, tensor<dyn, dyn>>("relu");
  check<tensor<>>("relu_0d");
  check<tensor<2, 3, 2, 2>>("relu_4d");
  check<tensor<dyn, 4>, tensor<0, 4>>("relu_empty");
}

TEST_CASE("the function relu is called or piped", "[layers]") {
  const auto x = input_as<tensor<dyn, 7>>("relu_function");
  CHECK(is_same(nn::relu(x), output_of("relu_function")));
  CHECK(is_same(x | nn::relu, output_of("relu_function")));
}

TEST_CASE("ReLU leaves its input alone, also where it prints inplace=True", "[layers]") {
  const auto x = input_as<tensor<3, 7>>("relu");
  CHECK(is_same(nn::relu(x), output_of("relu")));
  CHECK(is_same(x, input_of("relu")));
  CHECK(is_same(nn::inplace<nn::ReLU>{}(x), output_of("relu")));
  CHECK(is_same(x, input_of("relu")));
  CHECK(nn::repr(nn::inplace<nn::ReLU>{}) == printed("relu_inplace"));
}
