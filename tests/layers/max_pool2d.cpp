// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/layers/max_pool2d.hpp>
#include <nnstruct/module/repr.hpp>

#include "support/catch.hpp"
#include "support/close.hpp"

namespace nn = nnstruct;
using namespace nnstruct_test;
using nn::dyn;
using nn::pool_options;

namespace {
template <std::int64_t... E> using tensor = nn::Tensor<float, E...>;

template <class Layer, class X> using result = decltype(Layer{}(X()));
static_assert(std::is_same_v<result<nn::MaxPool2d<2>, nn::Batch<3, 9, 8>>, nn::Batch<3, 4, 4>>);
static_assert(std::is_same_v<result<nn::MaxPool2d<2, 2, pool_options{.ceil_mode = true}>, nn::Batch<3, 9, 8>>,
                             nn::Batch<3, 5, 4>>);
static_assert(std::is_same_v<result<nn::MaxPool2d<2>, tensor<3, 9, dyn>>, tensor<3, 4, dyn>>);
static_assert(std::is_same_v<result<nn::MaxPool2d<2>, tensor<dyn, dyn, dyn, dyn>>, tensor<dyn, dyn, dyn, dyn>>);
static_assert(nn::schema<nn::MaxPool2d<2>>.empty());

template <class Layer, class... X> void check(const std::string& name) {
  INFO(name);
  const Layer layer;
  ([&] { CHECK(is_same(layer(input_as<X>(name)), output_of(name))); }(), ...);
  CHECK(nn::repr(layer) == printed(name));
}
}  // namespace

TEST_CASE("MaxPool2d computes and prints what PyTorch's does", "[layers]") {
  using Images = nn::Batch<3, 9, 8>;
  check<nn::MaxPool2d<2, 2>, Images, tensor<2, 3, 9, 8>, tensor<dyn, dyn, dyn, dyn>>("max_pool2d_plain");
  check<nn::MaxPool2d<3>, Images>("max_pool2d_default_stride");
  check<nn::MaxPool2d<3, 1>, Images>("max_pool2d_stride");
  check<nn::MaxPool2d<3, 2, pool_options{.padding = 1}>, Images>("max_pool2d_padding");
  check<nn::MaxPool2d<2, 1, pool_options{.dilation = 3}>, Images>("max_pool2d_dilation");
  check<nn::MaxPool2d<nn::pair{2, 3}, nn::pair{1, 2},
                      pool_options{.padding = {1, 0}, .dilation = {2, 1}, .ceil_mode = true}>,
        Images, tensor<2, dyn, dyn, 8>>("max_pool2d_rectangles");
  check<nn::MaxPool2d<nn::pair{2, 2}, nn::pair{2, 2}, pool_options{.padding = {1, 1}}>, Images>(
      "max_pool2d_pair_of_equals");
}

TEST_CASE("with ceil_mode a window hangs over the edge, but never begins beyond it", "[layers]") {
  constexpr pool_options ceil{.ceil_mode = true};
  check<nn::MaxPool2d<2, 2, ceil>, nn::Batch<3, 9, 8>, tensor<dyn, dyn, dyn, dyn>>("max_pool2d_ceil");
  check<nn::MaxPool2d<1, 3, ceil>, tensor<1, 2, 5, 8>, tensor<1, 2, dyn, dyn>>("max_pool2d_ceil_last_window_dropped");
  check<nn::MaxPool2d<2, 3, pool_options{.padding = 1, .ceil_mode = true}>, tensor<1, 2, 4, 7>, tensor<1, 2, dyn, dyn>>(
      "max_pool2d_ceil_padding_last_window_dropped");
  check<nn::MaxPool2d<3, 2, ceil>, tensor<1, 2, 2, 2>, tensor<1, 2, dyn, dyn>>("max_pool2d_ceil_larger_than_the_image");
}

TEST_CASE("MaxPool2d takes images without a batch, and no images", "[layers]") {
  check<nn::MaxPool2d<2>, tensor<3, 5, 4>, tensor<dyn, dyn, dyn>>("max_pool2d_unbatched");
  check<nn::MaxPool2d<2>, nn::Batch<3, 5, 4>, tensor<0, 3, 5, 4>>("max_pool2d_empty_batch");
}

TEST_CASE("MaxPool2d passes NaN on, knows infinities, and never takes padding", "[layers]") {
  check<nn::MaxPool2d<2, 2>, tensor<1, 2, 8, 8>>("max_pool2d_special");
  check<nn::MaxPool2d<3, 2, pool_options{.padding = 1}>, tensor<1, 2, 8, 8>>("max_pool2d_special_overlapping");
  check<nn::MaxPool2d<2, 1, pool_options{.padding = 1, .dilation = 2}>, tensor<1, 2, 1, 1>>(
      "max_pool2d_sees_padding_only");
}

TEST_CASE("the function max_pool2d is called or piped", "[layers]") {
  const auto x = input_as<nn::Batch<3, 9, 8>>("max_pool2d_function");
  constexpr auto pool = nn::max_pool2d<3, 2, pool_options{.padding = 1}>;
  CHECK(is_same(pool(x), output_of("max_pool2d_function")));
  CHECK(is_same(x | nn::max_pool2d<3, 2, pool_options{.padding = 1}>, output_of("max_pool2d_function")));
}
