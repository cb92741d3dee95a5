// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/layers/softmax.hpp>
#include <nnstruct/module/repr.hpp>

#include <cmath>

#include "support/catch.hpp"
#include "support/close.hpp"

namespace nn = nnstruct;
using namespace nnstruct_test;
using nn::dyn;

namespace {
template <std::int64_t... E> using tensor = nn::Tensor<float, E...>;

template <class Layer, class... X> void check(const std::string& name) {
  INFO(name);
  const Layer layer;
  ([&] { CHECK(is_close(layer(input_as<X>(name)), output_of(name))); }(), ...);
  CHECK(nn::repr(layer) == printed(name));
}

template <template <std::int64_t> class Layer> void check_all(const std::string& name) {
  using X = tensor<2, 3, 4>;
  using Unknown = tensor<dyn, dyn, dyn>;
  check<Layer<0>, X, Unknown>(name + "_0");
  check<Layer<1>, X, Unknown>(name + "_1");
  check<Layer<-1>, X, Unknown>(name + "_last");
  check<Layer<-2>, X, Unknown>(name + "_second_last");
  check<Layer<0>, tensor<5>, tensor<dyn>>(name + "_1d");
  check<Layer<1>, tensor<dyn, 4>>(name + "_empty");
  check<Layer<1>, nn::Batch<3, 2, 2>>(name + "_4d");
  check<Layer<1>, tensor<dyn, 3>>(name + "_large");
}
}  // namespace

TEST_CASE("Softmax computes and prints what PyTorch's does", "[layers]") { check_all<nn::Softmax>("softmax"); }

TEST_CASE("where there is one element, its probability is 1 and the logarithm of that 0", "[layers]") {
  check<nn::Softmax<1>, tensor<dyn, 1>>("softmax_one");
  const auto logarithms = nn::log_softmax<1>(input_as<tensor<3, 1>>("log_softmax_one"));
  const auto expected = as<tensor<3, 1>>(output_of("log_softmax_one"));  // zeros: no scale to be close by
  for (std::int64_t i = 0; i < 3; ++i) CHECK(std::abs(logarithms(i, 0) - expected(i, 0)) <= 1e-5f);
}

TEST_CASE("LogSoftmax computes and prints what PyTorch's does", "[layers]") {
  check_all<nn::LogSoftmax>("log_softmax");
}

TEST_CASE("the functions softmax and log_softmax are called or piped", "[layers]") {
  const auto x = input_as<tensor<2, 3, 4>>("softmax_last");
  CHECK(is_close(nn::softmax<-1>(x), output_of("softmax_last")));
  CHECK(is_close(x | nn::softmax<2>, output_of("softmax_last")));
  CHECK(is_close(nn::log_softmax<1>(input_as<tensor<2, 3, 4>>("log_softmax_1")), output_of("log_softmax_1")));
}
