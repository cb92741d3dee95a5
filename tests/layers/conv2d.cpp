// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/layers/conv2d.hpp>
#include <nnstruct/module/repr.hpp>

#include "support/catch.hpp"
#include "support/close.hpp"

namespace nn = nnstruct;
using namespace nnstruct_test;
using nn::conv_options;
using nn::dyn;

namespace {
template <std::int64_t... E> using tensor = nn::Tensor<float, E...>;

// Channels are known, and height and width where the input's are.
template <class Layer, class X> using result = decltype(Layer{}(X()));
static_assert(std::is_same_v<result<nn::Conv2d<3, 6, 5>, nn::Batch<3, 32, 28>>, nn::Batch<6, 28, 24>>);
static_assert(std::is_same_v<result<nn::Conv2d<3, 6, 5>, tensor<3, 32, 28>>, tensor<6, 28, 24>>);
static_assert(std::is_same_v<result<nn::Conv2d<3, 6, 5>, tensor<dyn, dyn, dyn, 28>>, tensor<dyn, 6, dyn, 24>>);
static_assert(std::is_same_v<result<nn::Conv2d<3, 6, nn::pair{3, 1}, conv_options{.stride = {2, 1}, .padding = 1}>,
                                    nn::Batch<3, 7, 7>>,
                             nn::Batch<6, 4, 9>>);
static_assert(nn::schema<nn::Conv2d<4, 6, nn::pair{2, 3}, conv_options{.groups = 2}>>[0].shape ==
              nn::extent_list(6, 2, 2, 3));

template <class Layer, class... X> void check(const std::string& name) {
  INFO(name);
  const auto layer = module_of<Layer>(name);
  ([&] { CHECK(is_close(layer(input_as<X>(name)), output_of(name))); }(), ...);
  CHECK(nn::repr(layer) == printed(name));
}
}  // namespace

TEST_CASE("Conv2d computes and prints what PyTorch's does", "[layers]") {
  using Images = nn::Batch<3, 12, 10>;
  check<nn::Conv2d<3, 6, 5>, Images, tensor<2, 3, 12, 10>, tensor<dyn, dyn, dyn, dyn>>("conv2d_plain");
  check<nn::Conv2d<3, 4, 3, conv_options{.bias = false}>, Images>("conv2d_no_bias");
  check<nn::Conv2d<3, 4, 3, conv_options{.stride = 2}>, Images>("conv2d_stride");
  check<nn::Conv2d<3, 4, 3, conv_options{.padding = 1}>, Images>("conv2d_padding");
  check<nn::Conv2d<3, 4, 3, conv_options{.dilation = 2}>, Images>("conv2d_dilation");
  check<nn::Conv2d<3, 4, 3, conv_options{.stride = 2, .padding = 1, .dilation = 2, .bias = false}>, Images,
        tensor<dyn, 3, dyn, dyn>>("conv2d_all_options");
  check<nn::Conv2d<3, 4, 1>, Images>("conv2d_one_pixel");
  check<nn::Conv2d<3, 4, 1, conv_options{.stride = 2, .bias = false}>, Images>("conv2d_one_pixel_stride");
}

TEST_CASE("Conv2d computes in groups", "[layers]") {
  check<nn::Conv2d<4, 6, 3, conv_options{.groups = 2}>, nn::Batch<4, 7, 6>>("conv2d_groups");
  check<nn::Conv2d<4, 4, 3, conv_options{.padding = 1, .groups = 4}>, nn::Batch<4, 7, 6>>("conv2d_depthwise");
  check<nn::Conv2d<4, 8, 3, conv_options{.groups = 4, .bias = false}>, nn::Batch<4, 7, 6>>("conv2d_depthwise_two_each");
}

TEST_CASE("height and width of Conv2d's sizes may differ", "[layers]") {
  using Rectangles = nn::Conv2d<2, 4, nn::pair{2, 3},
                                conv_options{.stride = {2, 1}, .padding = {1, 2}, .dilation = {3, 2}, .groups = 2}>;
  check<Rectangles, nn::Batch<2, 9, 11>, tensor<dyn, dyn, 9, dyn>>("conv2d_rectangles");
  check<nn::Conv2d<3, 4, nn::pair{12, 10}>, nn::Batch<3, 12, 10>>("conv2d_as_large_as_the_image");
}

TEST_CASE("Conv2d takes images of any size and number", "[layers]") {
  check<nn::Conv2d<3, 4, 5, conv_options{.padding = 2}>, nn::Batch<3, 2, 1>, tensor<1, 3, dyn, dyn>>(
      "conv2d_larger_than_the_image");
  check<nn::Conv2d<3, 4, 3, conv_options{.padding = 1}>, tensor<3, 6, 5>, tensor<dyn, dyn, dyn>>("conv2d_unbatched");
  check<nn::Conv2d<3, 4, 3>, nn::Batch<3, 6, 5>, tensor<0, 3, 6, 5>>("conv2d_empty_batch");
  check<nn::Conv2d<16, 3, 3>, nn::Batch<16, 26, 26>>("conv2d_many_taps");  // more than one block of the product
}

TEST_CASE("the function conv2d takes parameters and tensors", "[layers]") {
  const auto x = input_as<nn::Batch<3, 12, 10>>("conv2d_function");
  const nn::StateDict state = state_of("conv2d_function");
  const auto weight = as<tensor<4, 3, 3, 3>>(state["weight"]);
  const auto bias = as<tensor<4>>(state["bias"]);
  const auto layer = module_of<nn::Conv2d<3, 4, 3>>("conv2d_function");
  constexpr conv_options options{.stride = 2, .padding = {1, 0}};
  CHECK(is_close(nn::conv2d<options>(x, weight, bias), output_of("conv2d_function")));
  CHECK(is_close(nn::conv2d<options>(x, layer.weight, layer.bias), output_of("conv2d_function")));
  static_assert(std::is_same_v<decltype(nn::conv2d<options>(x, weight, bias)), nn::Batch<4, 6, 4>>);

  const auto other = as<tensor<4, 3, 3, 3>>(state_of("conv2d_function_no_bias")["weight"]);
  CHECK(is_close(nn::conv2d<>(input_as<tensor<2, 3, 12, 10>>("conv2d_function_no_bias"), other),
                 output_of("conv2d_function_no_bias")));
  const auto grouped = as<tensor<6, 2, 3, 3>>(state_of("conv2d_function_groups")["weight"]);
  CHECK(is_close(nn::conv2d<conv_options{.groups = 2}>(input_as<nn::Batch<4, 5, 5>>("conv2d_function_groups"), grouped),
                 output_of("conv2d_function_groups")));
}

TEST_CASE("an input of Conv2d with another number of channels is refused with both numbers", "[layers]") {
  const auto layer = module_of<nn::Conv2d<3, 6, 5>>("conv2d_plain");
  const auto batch = thrown_by<nn::ShapeError>([&] { layer(tensor<2, dyn, 12, 10>(4)); });
  CHECK(std::string(batch.what()) ==
        printed("conv2d_plain") +
            " got an input with another number of channels: expected [2, 3, 12, 10], found [2, 4, 12, 10]");
  const auto image = thrown_by<nn::ShapeError>([&] { layer(tensor<dyn, 12, 10>(2)); });
  CHECK(contains(image.what(), "expected [3, 12, 10], found [2, 12, 10]"));
  const auto function = thrown_by<nn::ShapeError>([&] { nn::conv2d<>(tensor<dyn, 12, 10>(2), layer.weight); });
  CHECK(contains(function.what(), "conv2d() got an input with another number of channels: expected [3, 12, 10]"));
}

TEST_CASE("an empty parameter of Conv2d is named with the layer as PyTorch prints it", "[layers]") {
  nn::Conv2d<3, 4, 3, conv_options{.stride = 2, .padding = 1, .dilation = 2, .bias = false}> layer;
  const auto weight = thrown_by<nn::ShapeError>([&] { layer(nn::Batch<3, 12, 10>(1)); });
  CHECK(contains(weight.what(), "the weight of " + printed("conv2d_all_options") + " has no values yet"));
  nn::Conv2d<3, 6, 5> with_bias;
  with_bias.weight.fill_(0);
  const auto bias = thrown_by<nn::ShapeError>([&] { with_bias(nn::Batch<3, 12, 10>(1)); });
  CHECK(contains(bias.what(), "the bias of " + printed("conv2d_plain") + " has no values yet"));
}
