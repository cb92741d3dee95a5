// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/layers/conv_transpose2d.hpp>
#include <nnstruct/module/repr.hpp>

#include "support/catch.hpp"
#include "support/close.hpp"

namespace nn = nnstruct;
using namespace nnstruct_test;
using nn::dyn;

namespace {
template <std::int64_t... E> using tensor = nn::Tensor<float, E...>;

using nn::conv_options;

template <class Layer, class X> using result = decltype(Layer{}(X()));
static_assert(std::is_same_v<result<nn::ConvTranspose2d<64, 32, 2, conv_options{.stride = 2}>, nn::Batch<64, 7, 9>>,
                             nn::Batch<32, 14, 18>>);
static_assert(std::is_same_v<result<nn::ConvTranspose2d<4, 3, 2>, tensor<4, dyn, 5>>, tensor<3, dyn, 6>>);
static_assert(nn::schema<nn::ConvTranspose2d<4, 6, nn::pair{2, 3}, conv_options{.groups = 2}>>[0].shape ==
              nn::extent_list(4, 3, 2, 3));

template <class Layer, class... X> void check(const std::string& name) {
  INFO(name);
  const auto layer = module_of<Layer>(name);
  ([&] { CHECK(is_close(layer(input_as<X>(name)), output_of(name))); }(), ...);
  CHECK(nn::repr(layer) == printed(name));
}
}  // namespace

TEST_CASE("ConvTranspose2d computes and prints what PyTorch's does", "[layers]") {
  using Images = nn::Batch<4, 4, 3>;
  check<nn::ConvTranspose2d<4, 3, 2>, Images, tensor<2, 4, 4, 3>, tensor<dyn, dyn, dyn, dyn>>("conv_transpose2d_plain");
  check<nn::ConvTranspose2d<4, 3, 3, conv_options{.bias = false}>, Images>("conv_transpose2d_no_bias");
  check<nn::ConvTranspose2d<4, 3, 2, conv_options{.stride = 2}>, Images>("conv_transpose2d_stride");
  check<nn::ConvTranspose2d<4, 3, 3, conv_options{.padding = 1}>, Images>("conv_transpose2d_padding");
  check<nn::ConvTranspose2d<4, 3, 3, conv_options{.stride = 2, .padding = 1, .output_padding = 1}>, Images,
        tensor<2, 4, dyn, 3>>("conv_transpose2d_output_padding");
  check<nn::ConvTranspose2d<4, 3, 3, conv_options{.dilation = 2}>, Images>("conv_transpose2d_dilation");
  check<nn::ConvTranspose2d<4, 3, 2, conv_options{.output_padding = 1, .dilation = 2}>, Images>(
      "conv_transpose2d_output_padding_by_dilation");
  check<nn::ConvTranspose2d<4, 2, 1, conv_options{.stride = 3}>, Images>("conv_transpose2d_stride_larger_than_kernel");
}

TEST_CASE("ConvTranspose2d computes in groups and in rectangles", "[layers]") {
  using Images = nn::Batch<4, 4, 3>;
  check<nn::ConvTranspose2d<4, 6, 3, conv_options{.groups = 2}>, Images>("conv_transpose2d_groups");
  check<nn::ConvTranspose2d<4, 4, 2, conv_options{.stride = 2, .groups = 4, .bias = false}>, Images>(
      "conv_transpose2d_depthwise");
  using Rectangles = nn::ConvTranspose2d<4, 2, nn::pair{2, 3},
                                         conv_options{.stride = {3, 2},
                                                      .padding = {0, 1},
                                                      .output_padding = {2, 1},
                                                      .dilation = {1, 2},
                                                      .groups = 2,
                                                      .bias = false}>;
  check<Rectangles, Images, tensor<dyn, dyn, 4, dyn>>("conv_transpose2d_rectangles");
}

TEST_CASE("ConvTranspose2d takes images of any number", "[layers]") {
  check<nn::ConvTranspose2d<4, 3, 2>, tensor<4, 3, 2>, tensor<dyn, dyn, dyn>>("conv_transpose2d_unbatched");
  check<nn::ConvTranspose2d<4, 3, 2>, nn::Batch<4, 3, 2>, tensor<0, 4, 3, 2>>("conv_transpose2d_empty_batch");
}

TEST_CASE("the function conv_transpose2d takes parameters and tensors", "[layers]") {
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

TEST_CASE("what ConvTranspose2d refuses is said with the layer and both shapes", "[layers]") {
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
