// SPDX-License-Identifier: Apache-2.0
// Convolutions, and what engines keep of a layer's weights.
// Of include/nnstruct/layers/: conv2d.hpp, conv_transpose2d.hpp; linear.hpp where weights change.
#include <nnstruct/layers/conv2d.hpp>
#include <nnstruct/layers/conv_transpose2d.hpp>
#include <nnstruct/layers/linear.hpp>

#include <algorithm>
#include <string>
#include <type_traits>

#include "support/catch.hpp"
#include "support/close.hpp"
#include "support/layers.hpp"

namespace layers_convolutions_test {

namespace nn = nnstruct;
using nn::conv_options;
using nn::dyn;
using nnstruct_test::as;
using nnstruct_test::check_layer;
using nnstruct_test::contains;
using nnstruct_test::input_as;
using nnstruct_test::is_close;
using nnstruct_test::module_of;
using nnstruct_test::output_of;
using nnstruct_test::printed;
using nnstruct_test::state_of;
using nnstruct_test::thrown_by;

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

static_assert(std::is_same_v<result<nn::ConvTranspose2d<64, 32, 2, conv_options{.stride = 2}>, nn::Batch<64, 7, 9>>,
                             nn::Batch<32, 14, 18>>);
static_assert(std::is_same_v<result<nn::ConvTranspose2d<4, 3, 2>, tensor<4, dyn, 5>>, tensor<3, dyn, 6>>);
static_assert(nn::schema<nn::ConvTranspose2d<4, 6, nn::pair{2, 3}, conv_options{.groups = 2}>>[0].shape ==
              nn::extent_list(4, 3, 2, 3));

/// What an engine keeps of a call must not keep a weight: a pointer that data() gave before the first forward writes
/// what the next forward sees.
template <class Layer, class X> void check_changed(const std::string& name) {
  INFO(name);
  Layer layer;
  layer.weight.fill_(0.5f);
  layer.bias.fill_(0.25f);
  float* const weight = layer.weight.data();
  float* const bias = layer.bias.data();
  const X x = input_as<X>(name);
  CHECK_FALSE(is_close(layer(x), output_of(name)));

  const nn::StateDict state = state_of(name);
  std::copy_n(state["weight"].template values<float>(), layer.weight.numel(), weight);
  std::copy_n(state["bias"].template values<float>(), layer.bias.numel(), bias);
  CHECK(is_close(layer(x), output_of(name)));
  const Layer copy = layer;  // of its own since somebody holds a pointer
  std::fill_n(weight, layer.weight.numel(), 0.5f);
  std::fill_n(bias, layer.bias.numel(), 0.25f);
  CHECK_FALSE(is_close(layer(x), output_of(name)));
  CHECK(is_close(copy(x), output_of(name)));
}
}  // namespace

TEST_CASE("Conv2d computes and prints what PyTorch's does", "[layers][Conv2d]") {
  using Images = nn::Batch<3, 12, 10>;
  check_layer<nn::Conv2d<3, 6, 5>, Images, tensor<2, 3, 12, 10>, tensor<dyn, dyn, dyn, dyn>>("conv2d_plain");
  check_layer<nn::Conv2d<3, 4, 3, conv_options{.bias = false}>, Images>("conv2d_no_bias");
  check_layer<nn::Conv2d<3, 4, 3, conv_options{.stride = 2}>, Images>("conv2d_stride");
  check_layer<nn::Conv2d<3, 4, 3, conv_options{.padding = 1}>, Images>("conv2d_padding");
  check_layer<nn::Conv2d<3, 4, 3, conv_options{.dilation = 2}>, Images>("conv2d_dilation");
  check_layer<nn::Conv2d<3, 4, 3, conv_options{.stride = 2, .padding = 1, .dilation = 2, .bias = false}>, Images,
              tensor<dyn, 3, dyn, dyn>>("conv2d_all_options");
  check_layer<nn::Conv2d<3, 4, 1>, Images>("conv2d_one_pixel");
  check_layer<nn::Conv2d<3, 4, 1, conv_options{.stride = 2, .bias = false}>, Images>("conv2d_one_pixel_stride");
}

TEST_CASE("Conv2d computes in groups", "[layers][Conv2d]") {
  check_layer<nn::Conv2d<4, 6, 3, conv_options{.groups = 2}>, nn::Batch<4, 7, 6>>("conv2d_groups");
  check_layer<nn::Conv2d<4, 4, 3, conv_options{.padding = 1, .groups = 4}>, nn::Batch<4, 7, 6>>("conv2d_depthwise");
  check_layer<nn::Conv2d<4, 8, 3, conv_options{.groups = 4, .bias = false}>, nn::Batch<4, 7, 6>>(
      "conv2d_depthwise_two_each");
}

TEST_CASE("height and width of Conv2d's sizes may differ", "[layers][Conv2d]") {
  using Rectangles = nn::Conv2d<2, 4, nn::pair{2, 3},
                                conv_options{.stride = {2, 1}, .padding = {1, 2}, .dilation = {3, 2}, .groups = 2}>;
  check_layer<Rectangles, nn::Batch<2, 9, 11>, tensor<dyn, dyn, 9, dyn>>("conv2d_rectangles");
  check_layer<nn::Conv2d<3, 4, nn::pair{12, 10}>, nn::Batch<3, 12, 10>>("conv2d_as_large_as_the_image");
}

TEST_CASE("Conv2d takes images of any size and number", "[layers][Conv2d]") {
  check_layer<nn::Conv2d<3, 4, 5, conv_options{.padding = 2}>, nn::Batch<3, 2, 1>, tensor<1, 3, dyn, dyn>>(
      "conv2d_larger_than_the_image");
  check_layer<nn::Conv2d<3, 4, 3, conv_options{.padding = 1}>, tensor<3, 6, 5>, tensor<dyn, dyn, dyn>>(
      "conv2d_unbatched");
  check_layer<nn::Conv2d<3, 4, 3>, nn::Batch<3, 6, 5>, tensor<0, 3, 6, 5>>("conv2d_empty_batch");
  check_layer<nn::Conv2d<16, 3, 3>, nn::Batch<16, 26, 26>>("conv2d_many_taps");  // more than one block of the product
}

TEST_CASE("the function conv2d takes parameters and tensors", "[layers][Conv2d]") {
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

TEST_CASE("an input of Conv2d with another number of channels is refused with both numbers", "[layers][Conv2d]") {
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

TEST_CASE("an empty parameter of Conv2d is named with the layer as PyTorch prints it", "[layers][Conv2d]") {
  nn::Conv2d<3, 4, 3, conv_options{.stride = 2, .padding = 1, .dilation = 2, .bias = false}> layer;
  const auto weight = thrown_by<nn::ShapeError>([&] { layer(nn::Batch<3, 12, 10>(1)); });
  CHECK(contains(weight.what(), "the weight of " + printed("conv2d_all_options") + " has no values yet"));
  nn::Conv2d<3, 6, 5> with_bias;
  with_bias.weight.fill_(0);
  const auto bias = thrown_by<nn::ShapeError>([&] { with_bias(nn::Batch<3, 12, 10>(1)); });
  CHECK(contains(bias.what(), "the bias of " + printed("conv2d_plain") + " has no values yet"));
}

TEST_CASE("ConvTranspose2d computes and prints what PyTorch's does", "[layers][ConvTranspose2d]") {
  using Images = nn::Batch<4, 4, 3>;
  check_layer<nn::ConvTranspose2d<4, 3, 2>, Images, tensor<2, 4, 4, 3>, tensor<dyn, dyn, dyn, dyn>>(
      "conv_transpose2d_plain");
  check_layer<nn::ConvTranspose2d<4, 3, 3, conv_options{.bias = false}>, Images>("conv_transpose2d_no_bias");
  check_layer<nn::ConvTranspose2d<4, 3, 2, conv_options{.stride = 2}>, Images>("conv_transpose2d_stride");
  check_layer<nn::ConvTranspose2d<4, 3, 3, conv_options{.padding = 1}>, Images>("conv_transpose2d_padding");
  check_layer<nn::ConvTranspose2d<4, 3, 3, conv_options{.stride = 2, .padding = 1, .output_padding = 1}>, Images,
              tensor<2, 4, dyn, 3>>("conv_transpose2d_output_padding");
  check_layer<nn::ConvTranspose2d<4, 3, 3, conv_options{.dilation = 2}>, Images>("conv_transpose2d_dilation");
  check_layer<nn::ConvTranspose2d<4, 3, 2, conv_options{.output_padding = 1, .dilation = 2}>, Images>(
      "conv_transpose2d_output_padding_by_dilation");
  check_layer<nn::ConvTranspose2d<4, 2, 1, conv_options{.stride = 3}>, Images>(
      "conv_transpose2d_stride_larger_than_kernel");
}

TEST_CASE("ConvTranspose2d computes in groups and in rectangles", "[layers][ConvTranspose2d]") {
  using Images = nn::Batch<4, 4, 3>;
  check_layer<nn::ConvTranspose2d<4, 6, 3, conv_options{.groups = 2}>, Images>("conv_transpose2d_groups");
  check_layer<nn::ConvTranspose2d<4, 4, 2, conv_options{.stride = 2, .groups = 4, .bias = false}>, Images>(
      "conv_transpose2d_depthwise");
  using Rectangles = nn::ConvTranspose2d<4, 2, nn::pair{2, 3},
                                         conv_options{.stride = {3, 2},
                                                      .padding = {0, 1},
                                                      .output_padding = {2, 1},
                                                      .dilation = {1, 2},
                                                      .groups = 2,
                                                      .bias = false}>;
  check_layer<Rectangles, Images, tensor<dyn, dyn, 4, dyn>>("conv_transpose2d_rectangles");
}

TEST_CASE("ConvTranspose2d takes images of any number", "[layers][ConvTranspose2d]") {
  check_layer<nn::ConvTranspose2d<4, 3, 2>, tensor<4, 3, 2>, tensor<dyn, dyn, dyn>>("conv_transpose2d_unbatched");
  check_layer<nn::ConvTranspose2d<4, 3, 2>, nn::Batch<4, 3, 2>, tensor<0, 4, 3, 2>>("conv_transpose2d_empty_batch");
}

TEST_CASE("the function conv_transpose2d takes parameters and tensors", "[layers][ConvTranspose2d]") {
  const auto x = input_as<nn::Batch<4, 4, 3>>("conv_transpose2d_function");
  const nn::StateDict state = state_of("conv_transpose2d_function");
  const auto weight = as<tensor<4, 3, 3, 3>>(state["weight"]);
  const auto bias = as<tensor<3>>(state["bias"]);
  const auto layer = module_of<nn::ConvTranspose2d<4, 3, 3>>("conv_transpose2d_function");
  constexpr conv_options options{.stride = 2, .padding = {1, 0}};
  CHECK(is_close(nn::conv_transpose2d<options>(x, weight, bias), output_of("conv_transpose2d_function")));
  CHECK(is_close(nn::conv_transpose2d<options>(x, layer.weight, layer.bias), output_of("conv_transpose2d_function")));
  const auto grouped = as<tensor<4, 3, 2, 2>>(state_of("conv_transpose2d_function_groups")["weight"]);
  CHECK(is_close(nn::conv_transpose2d<conv_options{.groups = 2}>(
                     input_as<nn::Batch<4, 4, 3>>("conv_transpose2d_function_groups"), grouped),
                 output_of("conv_transpose2d_function_groups")));
}

TEST_CASE("what ConvTranspose2d refuses is said with the layer and both shapes", "[layers][ConvTranspose2d]") {
  const auto layer = module_of<nn::ConvTranspose2d<4, 3, 2>>("conv_transpose2d_plain");
  const auto channels = thrown_by<nn::ShapeError>([&] { layer(tensor<2, dyn, 4, 3>(5)); });
  CHECK(std::string(channels.what()) == printed("conv_transpose2d_plain") +
                                            " got an input with another number of channels: expected [2, 4, 4, 3], "
                                            "found [2, 5, 4, 3]");
  const auto pixels = thrown_by<nn::ShapeError>([&] { layer(tensor<2, 4, dyn, 3>(0)); });
  CHECK(contains(pixels.what(), "expected [2, 4, 1, 3], found [2, 4, 0, 3]"));
  constexpr conv_options padded{.padding = 2};
  const auto padding = thrown_by<nn::ShapeError>(
      [&] { nn::conv_transpose2d<padded>(tensor<2, 4, 4, dyn>(3), layer.weight, layer.bias); });
  CHECK(contains(padding.what(), "conv_transpose2d() got images of which its padding leaves no pixel"));
  CHECK(contains(padding.what(), "expected [2, 4, 4, 4], found [2, 4, 4, 3]"));
  const auto empty = thrown_by<nn::ShapeError>([&] { nn::ConvTranspose2d<4, 3, 2>{}(nn::Batch<4, 4, 3>(1)); });
  CHECK(contains(empty.what(), "the weight of " + printed("conv_transpose2d_plain") + " has no values yet"));
}

TEST_CASE("a weight changed through data() between two forwards is seen by the next one", "[layers][Conv2d][Linear]") {
  check_changed<nn::Conv2d<3, 6, 5>, nn::Batch<3, 12, 10>>("conv2d_plain");
  check_changed<nn::Conv2d<16, 3, 3>, nn::Batch<16, 26, 26>>("conv2d_many_taps");
  check_changed<nn::Conv2d<4, 4, 3, nn::conv_options{.padding = 1, .groups = 4}>, nn::Batch<4, 7, 6>>(
      "conv2d_depthwise");
  check_changed<nn::Linear<5, 3>, nn::Tensor<float, 4, 5>>("linear_2d");
  check_changed<nn::Linear<300, 7>, nn::Tensor<float, 3, 300>>("linear_wide");
}

}  // namespace layers_convolutions_test
