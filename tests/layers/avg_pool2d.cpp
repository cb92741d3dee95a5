// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/layers/avg_pool2d.hpp>
#include <nnstruct/module/repr.hpp>

#include "support/catch.hpp"
#include "support/close.hpp"

namespace nn = nnstruct;
using namespace nnstruct_test;
using nn::dyn;

namespace {
template <std::int64_t... E> using tensor = nn::Tensor<float, E...>;

template <class Layer, class X> using result = decltype(Layer{}(X()));
static_assert(std::is_same_v<result<nn::AvgPool2d<2>, nn::Batch<3, 9, 8>>, nn::Batch<3, 4, 4>>);
static_assert(std::is_same_v<result<nn::AvgPool2d<2, 2, nn::pool_options{.ceil_mode = true}>, nn::Batch<3, 9, 8>>,
                             nn::Batch<3, 5, 4>>);
static_assert(std::is_same_v<result<nn::AvgPool2d<2>, tensor<3, 9, dyn>>, tensor<3, 4, dyn>>);

template <class Layer, class... X> void check(const std::string& name) {
  INFO(name);
  const Layer layer;
  ([&] { CHECK(is_close(layer(input_as<X>(name)), output_of(name))); }(), ...);
  CHECK(nn::repr(layer) == printed(name));
}
}  // namespace

using nn::pool_options;

TEST_CASE("AvgPool2d computes and prints what PyTorch's does", "[layers]") {
  using Images = nn::Batch<3, 9, 8>;
  check<nn::AvgPool2d<2, 2>, Images, tensor<2, 3, 9, 8>, tensor<dyn, dyn, dyn, dyn>>("avg_pool2d_plain");
  check<nn::AvgPool2d<3>, Images>("avg_pool2d_default_stride");
  check<nn::AvgPool2d<3, 1>, Images>("avg_pool2d_stride");
  check<nn::AvgPool2d<nn::pair{2, 3}, nn::pair{1, 2}, pool_options{.padding = {1, 0}}>, Images, tensor<2, dyn, dyn, 8>>(
      "avg_pool2d_rectangles");
  check<nn::AvgPool2d<2>, tensor<3, 5, 4>, tensor<dyn, 5, dyn>>("avg_pool2d_unbatched");
  check<nn::AvgPool2d<2>, nn::Batch<3, 5, 4>, tensor<0, 3, 5, 4>>("avg_pool2d_empty_batch");
}

TEST_CASE("AvgPool2d divides by what its options say", "[layers]") {
  using Images = nn::Batch<3, 9, 8>;
  check<nn::AvgPool2d<3, 2, pool_options{.padding = 1}>, Images>("avg_pool2d_padding");
  check<nn::AvgPool2d<3, 2, pool_options{.padding = 1, .count_include_pad = false}>, Images>(
      "avg_pool2d_padding_not_counted");
  check<nn::AvgPool2d<3, 2, pool_options{.padding = 1, .divisor_override = 5}>, Images>("avg_pool2d_divisor");
  check<nn::AvgPool2d<2, 2, pool_options{.divisor_override = -3}>, Images>("avg_pool2d_negative_divisor");
  check<nn::AvgPool2d<nn::pair{2, 3}, nn::pair{1, 2},
                      pool_options{
                          .padding = {1, 0}, .ceil_mode = true, .count_include_pad = false, .divisor_override = 7}>,
        Images>("avg_pool2d_all_options");
}

TEST_CASE("what AvgPool2d's windows have beyond the padding never counts", "[layers]") {
  using Images = nn::Batch<2, 6, 4>;
  check<nn::AvgPool2d<2, 2, pool_options{.ceil_mode = true}>, nn::Batch<3, 9, 8>>("avg_pool2d_ceil");
  check<nn::AvgPool2d<3, 2, pool_options{.padding = 1, .ceil_mode = true}>, Images>("avg_pool2d_ceil_padding");
  check<nn::AvgPool2d<3, 2, pool_options{.padding = 1, .ceil_mode = true, .count_include_pad = false}>, Images>(
      "avg_pool2d_ceil_padding_not_counted");
  check<nn::AvgPool2d<3, 2, pool_options{.ceil_mode = true, .divisor_override = 2}>, Images>("avg_pool2d_ceil_divisor");
}

TEST_CASE("the function avg_pool2d is called or piped", "[layers]") {
  const auto x = input_as<nn::Batch<3, 9, 8>>("avg_pool2d_function");
  CHECK(is_close(nn::avg_pool2d<3, 2, pool_options{.padding = 1}>(x), output_of("avg_pool2d_function")));
  CHECK(is_close(x | nn::avg_pool2d<3, 2, pool_options{.padding = 1}>, output_of("avg_pool2d_function")));
}

TEST_CASE("an image that AvgPool2d's kernel does not fit is refused with both shapes", "[layers]") {
  const auto error = thrown_by<nn::ShapeError>([&] { nn::AvgPool2d<3>{}(tensor<dyn, 3, dyn, 4>(2, 2)); });
  CHECK(contains(error.what(), printed("avg_pool2d_default_stride") + " got images that are smaller than its kernel"));
  CHECK(contains(error.what(), "expected [2, 3, 3, 4], found [2, 3, 2, 4]"));
}
