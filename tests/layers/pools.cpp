// SPDX-License-Identifier: Apache-2.0
// Pooling of images, and the windows that convolutions have too.
// Of include/nnstruct/layers/: adaptive_avg_pool2d.hpp, avg_pool2d.hpp, max_pool2d.hpp, window.hpp.
#include <nnstruct/layers/adaptive_avg_pool2d.hpp>
#include <nnstruct/layers/avg_pool2d.hpp>
#include <nnstruct/layers/conv2d.hpp>
#include <nnstruct/layers/max_pool2d.hpp>
#include <nnstruct/layers/window.hpp>

#include <cstdint>
#include <type_traits>

#include "support/catch.hpp"
#include "support/close.hpp"
#include "support/layers.hpp"

namespace layers_pools_test {

namespace nn = nnstruct;
using nn::dyn;
using nn::pair;
using nn::pool_options;
using nnstruct_test::check_layer;
using nnstruct_test::comparison;
using nnstruct_test::contains;
using nnstruct_test::input_as;
using nnstruct_test::is_close;
using nnstruct_test::is_same;
using nnstruct_test::layers_data;
using nnstruct_test::output_of;
using nnstruct_test::printed;
using nnstruct_test::thrown_by;

namespace {
template <std::int64_t... E> using tensor = nn::Tensor<float, E...>;
template <class Layer, class X> using result = decltype(Layer{}(X()));
using Images = nn::Batch<3, 9, 8>;
using Small = nn::Batch<3, 5, 4>;
using Any = tensor<dyn, dyn, dyn, dyn>;
constexpr pool_options ceil_mode{.ceil_mode = true}, padded{.padding = 1};

static_assert(std::is_same_v<result<nn::MaxPool2d<2>, Images>, nn::Batch<3, 4, 4>>);
static_assert(std::is_same_v<result<nn::MaxPool2d<2, 2, ceil_mode>, Images>, nn::Batch<3, 5, 4>>);
static_assert(std::is_same_v<result<nn::MaxPool2d<2>, tensor<3, 9, dyn>>, tensor<3, 4, dyn>>);
static_assert(std::is_same_v<result<nn::MaxPool2d<2>, Any>, Any>);
static_assert(nn::schema<nn::MaxPool2d<2>>.empty());
static_assert(std::is_same_v<result<nn::AvgPool2d<2>, Images>, nn::Batch<3, 4, 4>>);
static_assert(std::is_same_v<result<nn::AvgPool2d<2, 2, ceil_mode>, Images>, nn::Batch<3, 5, 4>>);
static_assert(std::is_same_v<result<nn::AvgPool2d<2>, tensor<3, 9, dyn>>, tensor<3, 4, dyn>>);

// The output's height and width are known, whatever the input's are.
static_assert(std::is_same_v<result<nn::AdaptiveAvgPool2d<7>, tensor<dyn, 512, dyn, dyn>>, nn::Batch<512, 7, 7>>);
static_assert(std::is_same_v<result<nn::AdaptiveAvgPool2d<7>, tensor<8, dyn, 3>>, tensor<8, 7, 7>>);
using Rows = nn::AdaptiveAvgPool2d<pair{dyn, 3}>;
static_assert(std::is_same_v<result<Rows, Images>, nn::Batch<3, 9, 3>>);
static_assert(std::is_same_v<result<Rows, tensor<3, dyn, 8>>, tensor<3, dyn, 3>>);

constexpr nn::detail::window_options window{{3, 5}, {2, 1}, {1, 2}, {1, 1}, false};
static_assert(nn::detail::window_rows(window, 7) == 4 && nn::detail::window_columns(window, 7) == 7,
              "rows go by the first of each pair, columns by the second");
static_assert(nn::detail::window_rows(window, dyn) == dyn);

// 6 x 9 pixels: [N, C, H, W] and [C, H, W], known and unknown.
using Halves = nn::MaxPool2d<2, pair{2, 3}>;
static_assert(std::is_same_v<result<Halves, tensor<4, 3, 6, 9>>, tensor<4, 3, 3, 3>>);
static_assert(std::is_same_v<result<Halves, tensor<3, 6, 9>>, tensor<3, 3, 3>>);
static_assert(std::is_same_v<result<Halves, tensor<dyn, 3, 6, dyn>>, tensor<dyn, 3, 3, dyn>>);
static_assert(std::is_same_v<result<Halves, tensor<dyn, dyn, dyn>>, tensor<dyn, dyn, dyn>>);

/// A row: a case, and its layer with the types of its input. What is largest is one of the input's numbers, bit by bit.
template <class Layer, class... X> void largest(const std::string& name) { check_layer<Layer, X...>(name, is_same); }
template <class Layer, class... X> void average(const std::string& name) { check_layer<Layer, X...>(name); }
}  // namespace

TEST_CASE("pools compute and print what PyTorch's do", "[layers][MaxPool2d][AvgPool2d][AdaptiveAvgPool2d]") {
  largest<nn::MaxPool2d<2, 2>, Images, tensor<2, 3, 9, 8>, Any>("max_pool2d_plain");
  largest<nn::MaxPool2d<3>, Images>("max_pool2d_default_stride");
  largest<nn::MaxPool2d<3, 1>, Images>("max_pool2d_stride");
  largest<nn::MaxPool2d<3, 2, padded>, Images>("max_pool2d_padding");
  largest<nn::MaxPool2d<2, 1, pool_options{.dilation = 3}>, Images>("max_pool2d_dilation");
  largest<nn::MaxPool2d<pair{2, 3}, pair{1, 2}, pool_options{.padding = {1, 0}, .dilation = {2, 1}, .ceil_mode = true}>,
          Images, tensor<2, dyn, dyn, 8>>("max_pool2d_rectangles");
  largest<nn::MaxPool2d<pair{2, 2}, pair{2, 2}, pool_options{.padding = {1, 1}}>, Images>("max_pool2d_pair_of_equals");

  average<nn::AvgPool2d<2, 2>, Images, tensor<2, 3, 9, 8>, Any>("avg_pool2d_plain");
  average<nn::AvgPool2d<3>, Images>("avg_pool2d_default_stride");
  average<nn::AvgPool2d<3, 1>, Images>("avg_pool2d_stride");
  average<nn::AvgPool2d<pair{2, 3}, pair{1, 2}, pool_options{.padding = {1, 0}}>, Images, tensor<2, dyn, dyn, 8>>(
      "avg_pool2d_rectangles");

  average<nn::AdaptiveAvgPool2d<1>, Images, Any>("adaptive_avg_pool2d_one");
  average<nn::AdaptiveAvgPool2d<3>, Images, tensor<2, 3, dyn, 8>>("adaptive_avg_pool2d_number");
  average<nn::AdaptiveAvgPool2d<pair{1, 1}>, Images>("adaptive_avg_pool2d_pair");
  average<nn::AdaptiveAvgPool2d<pair{4, 5}>, Images>("adaptive_avg_pool2d_rectangle");
  average<nn::AdaptiveAvgPool2d<pair{11, 3}>, Images>("adaptive_avg_pool2d_larger");
  average<nn::AdaptiveAvgPool2d<7>, tensor<1, 2, 7, 7>>("adaptive_avg_pool2d_same");
}

TEST_CASE("pools take images without a batch, and no images", "[layers][MaxPool2d][AvgPool2d][AdaptiveAvgPool2d]") {
  largest<nn::MaxPool2d<2>, tensor<3, 5, 4>, tensor<dyn, dyn, dyn>>("max_pool2d_unbatched");
  largest<nn::MaxPool2d<2>, Small, tensor<0, 3, 5, 4>>("max_pool2d_empty_batch");
  average<nn::AvgPool2d<2>, tensor<3, 5, 4>, tensor<dyn, 5, dyn>>("avg_pool2d_unbatched");
  average<nn::AvgPool2d<2>, Small, tensor<0, 3, 5, 4>>("avg_pool2d_empty_batch");
  average<nn::AdaptiveAvgPool2d<2>, tensor<3, 5, 4>, tensor<dyn, dyn, 4>>("adaptive_avg_pool2d_unbatched");
  average<nn::AdaptiveAvgPool2d<2>, Small, tensor<0, 3, 5, 4>>("adaptive_avg_pool2d_empty_batch");
}

TEST_CASE("with ceil_mode a window hangs over the edge, but never begins beyond it", "[layers][MaxPool2d][AvgPool2d]") {
  constexpr pool_options ceil_padded{.padding = 1, .ceil_mode = true};
  largest<nn::MaxPool2d<2, 2, ceil_mode>, Images, Any>("max_pool2d_ceil");
  largest<nn::MaxPool2d<1, 3, ceil_mode>, tensor<1, 2, 5, 8>, tensor<1, 2, dyn, dyn>>(
      "max_pool2d_ceil_last_window_dropped");
  largest<nn::MaxPool2d<2, 3, ceil_padded>, tensor<1, 2, 4, 7>, tensor<1, 2, dyn, dyn>>(
      "max_pool2d_ceil_padding_last_window_dropped");
  largest<nn::MaxPool2d<3, 2, ceil_mode>, tensor<1, 2, 2, 2>, tensor<1, 2, dyn, dyn>>(
      "max_pool2d_ceil_larger_than_the_image");

  // What an average's windows have beyond the padding never counts.
  average<nn::AvgPool2d<2, 2, ceil_mode>, Images>("avg_pool2d_ceil");
  average<nn::AvgPool2d<3, 2, ceil_padded>, nn::Batch<2, 6, 4>>("avg_pool2d_ceil_padding");
  average<nn::AvgPool2d<3, 2, pool_options{.padding = 1, .ceil_mode = true, .count_include_pad = false}>,
          nn::Batch<2, 6, 4>>("avg_pool2d_ceil_padding_not_counted");
  average<nn::AvgPool2d<3, 2, pool_options{.ceil_mode = true, .divisor_override = 2}>, nn::Batch<2, 6, 4>>(
      "avg_pool2d_ceil_divisor");
}

TEST_CASE("MaxPool2d passes NaN on, knows infinities, and never takes padding", "[layers][MaxPool2d]") {
  largest<nn::MaxPool2d<2, 2>, tensor<1, 2, 8, 8>>("max_pool2d_special");
  largest<nn::MaxPool2d<3, 2, padded>, tensor<1, 2, 8, 8>>("max_pool2d_special_overlapping");
  largest<nn::MaxPool2d<2, 1, pool_options{.padding = 1, .dilation = 2}>, tensor<1, 2, 1, 1>>(
      "max_pool2d_sees_padding_only");
}

TEST_CASE("AvgPool2d divides by what its options say", "[layers][AvgPool2d]") {
  average<nn::AvgPool2d<3, 2, padded>, Images>("avg_pool2d_padding");
  average<nn::AvgPool2d<3, 2, pool_options{.padding = 1, .count_include_pad = false}>, Images>(
      "avg_pool2d_padding_not_counted");
  average<nn::AvgPool2d<3, 2, pool_options{.padding = 1, .divisor_override = 5}>, Images>("avg_pool2d_divisor");
  average<nn::AvgPool2d<2, 2, pool_options{.divisor_override = -3}>, Images>("avg_pool2d_negative_divisor");
  average<nn::AvgPool2d<pair{2, 3}, pair{1, 2},
                        pool_options{
                            .padding = {1, 0}, .ceil_mode = true, .count_include_pad = false, .divisor_override = 7}>,
          Images>("avg_pool2d_all_options");
}

TEST_CASE("dyn keeps the input's extent in AdaptiveAvgPool2d, as None does", "[layers][AdaptiveAvgPool2d]") {
  average<Rows, Images, tensor<2, 3, dyn, dyn>>("adaptive_avg_pool2d_none");
  average<nn::AdaptiveAvgPool2d<pair{2, dyn}>, Images>("adaptive_avg_pool2d_number_none");
  average<nn::AdaptiveAvgPool2d<pair{dyn, dyn}>, nn::Batch<2, 3, 4>>("adaptive_avg_pool2d_only_none");
  CHECK(nn::repr(nn::AdaptiveAvgPool2d<dyn>{}) == printed("adaptive_avg_pool2d_one_none"));
}

TEST_CASE("the functions of pools are called or piped", "[layers][max_pool2d][avg_pool2d][adaptive_avg_pool2d]") {
  const auto check = [](const std::string& name, comparison equal, auto function) {
    INFO(name);
    const auto x = input_as<Images>(name);
    CHECK(equal(function(x), output_of(name)));
    CHECK(equal(x | function, output_of(name)));
  };
  check("max_pool2d_function", is_same, nn::max_pool2d<3, 2, padded>);
  check("avg_pool2d_function", is_close, nn::avg_pool2d<3, 2, padded>);
  check("adaptive_avg_pool2d_function", is_close, nn::adaptive_avg_pool2d<pair{2, 7}>);
}

TEST_CASE("images that a pool or a window does not fit are refused with both shapes",
          "[layers][MaxPool2d][AvgPool2d][AdaptiveAvgPool2d][Conv2d]") {
  const auto average_pool = thrown_by<nn::ShapeError>([&] { nn::AvgPool2d<3>{}(tensor<dyn, 3, dyn, 4>(2, 2)); });
  CHECK(contains(average_pool.what(),
                 printed("avg_pool2d_default_stride") + " got images that are smaller than its kernel"));
  CHECK(contains(average_pool.what(), "expected [2, 3, 3, 4], found [2, 3, 2, 4]"));

  const auto no_pixels = thrown_by<nn::ShapeError>([&] { nn::AdaptiveAvgPool2d<7>{}(tensor<1, 3, dyn, 4>(0)); });
  CHECK(contains(no_pixels.what(), "AdaptiveAvgPool2d(output_size=7) got an image without pixels"));
  CHECK(contains(no_pixels.what(), "expected [1, 3, 1, 4], found [1, 3, 0, 4]"));

  const tensor<1, 3, dyn, dyn> small(4, 6);
  const auto convolution = thrown_by<nn::ShapeError>([&] { nn::conv2d<>(small, tensor<2, 3, 5, 6>()); });
  CHECK(contains(convolution.what(), "conv2d() got images that are smaller than its kernel"));
  CHECK(contains(convolution.what(), "expected [1, 3, 5, 6], found [1, 3, 4, 6]"));
  const auto largest_pool = thrown_by<nn::ShapeError>([&] { nn::max_pool2d<pair{2, 7}>(small); });
  CHECK(contains(largest_pool.what(),
                 "MaxPool2d(kernel_size=(2, 7), stride=(2, 7), padding=0, dilation=1, ceil_mode=False) got"));
  CHECK(contains(largest_pool.what(), "expected [1, 3, 4, 7], found [1, 3, 4, 6]"));

  constexpr nn::conv_options sides{.padding = {1, 0}};
  CHECK(nn::conv2d<sides>(small, tensor<2, 3, 5, 6>()).extent(2) == 2);
}

TEST_CASE("a window has as many positions as in PyTorch", "[layers][window]") {
  const nn::AnyTensor& table = layers_data()["windows"];
  REQUIRE(table.shape.at(1) == 7);
  REQUIRE(table.shape.at(0) > 1000);
  for (std::int64_t i = 0; i < table.shape[0]; ++i) {
    const std::uint8_t* row = table.values<std::uint8_t>() + 7 * i;
    CAPTURE(+row[0], +row[1], +row[2], +row[3], +row[4], +row[5]);
    REQUIRE(nn::detail::window_positions(row[0], row[1], row[2], row[3], row[4], row[5] != 0) == row[6]);
  }
}

}  // namespace layers_pools_test
