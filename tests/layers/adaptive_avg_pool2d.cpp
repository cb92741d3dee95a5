// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/layers/adaptive_avg_pool2d.hpp>
#include <nnstruct/module/repr.hpp>

#include "support/catch.hpp"
#include "support/close.hpp"

namespace nn = nnstruct;
using namespace nnstruct_test;
using nn::dyn;

namespace {
template <std::int64_t... E> using tensor = nn::Tensor<float, E...>;

// The output's height and width are known, whatever the input's are.
template <class Layer, class X> using result = decltype(Layer{}(X()));
static_assert(std::is_same_v<result<nn::AdaptiveAvgPool2d<7>, tensor<dyn, 512, dyn, dyn>>, nn::Batch<512, 7, 7>>);
static_assert(std::is_same_v<result<nn::AdaptiveAvgPool2d<7>, tensor<8, dyn, 3>>, tensor<8, 7, 7>>);
using Rows = nn::AdaptiveAvgPool2d<nn::pair{dyn, 3}>;
static_assert(std::is_same_v<result<Rows, nn::Batch<3, 9, 8>>, nn::Batch<3, 9, 3>>);
static_assert(std::is_same_v<result<Rows, tensor<3, dyn, 8>>, tensor<3, dyn, 3>>);

template <class Layer, class... X> void check(const std::string& name) {
  INFO(name);
  const Layer layer;
  ([&] { CHECK(is_close(layer(input_as<X>(name)), output_of(name))); }(), ...);
  CHECK(nn::repr(layer) == printed(name));
}
}  // namespace

TEST_CASE("AdaptiveAvgPool2d computes and prints what PyTorch's does", "[layers]") {
  using Images = nn::Batch<3, 9, 8>;
  check<nn::AdaptiveAvgPool2d<1>, Images, tensor<dyn, dyn, dyn, dyn>>("adaptive_avg_pool2d_one");
  check<nn::AdaptiveAvgPool2d<3>, Images, tensor<2, 3, dyn, 8>>("adaptive_avg_pool2d_number");
  check<nn::AdaptiveAvgPool2d<nn::pair{1, 1}>, Images>("adaptive_avg_pool2d_pair");
  check<nn::AdaptiveAvgPool2d<nn::pair{4, 5}>, Images>("adaptive_avg_pool2d_rectangle");
  check<nn::AdaptiveAvgPool2d<nn::pair{11, 3}>, Images>("adaptive_avg_pool2d_larger");
  check<nn::AdaptiveAvgPool2d<7>, tensor<1, 2, 7, 7>>("adaptive_avg_pool2d_same");
  check<nn::AdaptiveAvgPool2d<2>, tensor<3, 5, 4>, tensor<dyn, dyn, 4>>("adaptive_avg_pool2d_unbatched");
  check<nn::AdaptiveAvgPool2d<2>, nn::Batch<3, 5, 4>, tensor<0, 3, 5, 4>>("adaptive_avg_pool2d_empty_batch");
}

TEST_CASE("dyn keeps the input's extent, as None does", "[layers]") {
  check<Rows, nn::Batch<3, 9, 8>, tensor<2, 3, dyn, dyn>>("adaptive_avg_pool2d_none");
  check<nn::AdaptiveAvgPool2d<nn::pair{2, dyn}>, nn::Batch<3, 9, 8>>("adaptive_avg_pool2d_number_none");
  check<nn::AdaptiveAvgPool2d<nn::pair{dyn, dyn}>, nn::Batch<2, 3, 4>>("adaptive_avg_pool2d_only_none");
  CHECK(nn::repr(nn::AdaptiveAvgPool2d<dyn>{}) == printed("adaptive_avg_pool2d_one_none"));
}

TEST_CASE("the function adaptive_avg_pool2d is called or piped", "[layers]") {
  const auto x = input_as<nn::Batch<3, 9, 8>>("adaptive_avg_pool2d_function");
  CHECK(is_close(nn::adaptive_avg_pool2d<nn::pair{2, 7}>(x), output_of("adaptive_avg_pool2d_function")));
  CHECK(is_close(x | nn::adaptive_avg_pool2d<nn::pair{2, 7}>, output_of("adaptive_avg_pool2d_function")));
}

TEST_CASE("AdaptiveAvgPool2d refuses images without pixels", "[layers]") {
  const auto error = thrown_by<nn::ShapeError>([&] { nn::AdaptiveAvgPool2d<7>{}(tensor<1, 3, dyn, 4>(0)); });
  CHECK(contains(error.what(), "AdaptiveAvgPool2d(output_size=7) got an image without pixels"));
  CHECK(contains(error.what(), "expected [1, 3, 1, 4], found [1, 3, 0, 4]"));
}
