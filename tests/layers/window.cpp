// SPDX-License-Identifier: Apache-2.0
#include <cstdint>

#include <nnstruct/layers/conv2d.hpp>
#include <nnstruct/layers/max_pool2d.hpp>
#include <nnstruct/layers/window.hpp>

#include "support/catch.hpp"
#include "support/close.hpp"

namespace nn = nnstruct;
using namespace nnstruct_test;

namespace {
constexpr nn::detail::window_options window{{3, 5}, {2, 1}, {1, 2}, {1, 1}, false};
static_assert(nn::detail::window_rows(window, 7) == 4 && nn::detail::window_columns(window, 7) == 7,
              "rows go by the first of each pair, columns by the second");
static_assert(nn::detail::window_rows(window, nn::dyn) == nn::dyn);

// 6 x 9 pixels: [N, C, H, W] and [C, H, W], known and unknown.
template <class X> using result = decltype(nn::MaxPool2d<2, nn::pair{2, 3}>{}(X()));
template <std::int64_t... E> using tensor = nn::Tensor<float, E...>;
static_assert(std::is_same_v<result<tensor<4, 3, 6, 9>>, tensor<4, 3, 3, 3>>);
static_assert(std::is_same_v<result<tensor<3, 6, 9>>, tensor<3, 3, 3>>);
static_assert(std::is_same_v<result<tensor<nn::dyn, 3, 6, nn::dyn>>, tensor<nn::dyn, 3, 3, nn::dyn>>);
static_assert(std::is_same_v<result<tensor<nn::dyn, nn::dyn, nn::dyn>>, tensor<nn::dyn, nn::dyn, nn::dyn>>);
}  // namespace

TEST_CASE("a window has as many positions as in PyTorch", "[layers]") {
  const nn::AnyTensor& table = layers_data()["windows"];
  REQUIRE(table.shape.at(1) == 7);
  REQUIRE(table.shape.at(0) > 1000);
  for (std::int64_t i = 0; i < table.shape[0]; ++i) {
    const std::uint8_t* row = table.values<std::uint8_t>() + 7 * i;
    CAPTURE(+row[0], +row[1], +row[2], +row[3], +row[4], +row[5]);
    REQUIRE(nn::detail::window_positions(row[0], row[1], row[2], row[3], row[4], row[5] != 0) == row[6]);
  }
}

TEST_CASE("a window that does not fit an image of unknown size is refused with both sizes", "[layers]") {
  const tensor<1, 3, nn::dyn, nn::dyn> small(4, 6);
  const auto convolution = thrown_by<nn::ShapeError>([&] { nn::conv2d<>(small, tensor<2, 3, 5, 6>()); });
  CHECK(contains(convolution.what(), "conv2d() got images that are smaller than its kernel"));
  CHECK(contains(convolution.what(), "expected [1, 3, 5, 6], found [1, 3, 4, 6]"));
  const auto pool = thrown_by<nn::ShapeError>([&] { nn::max_pool2d<nn::pair{2, 7}>(small); });
  CHECK(contains(pool.what(),
                 "MaxPool2d(kernel_size=(2, 7), stride=(2, 7), padding=0, dilation=1, ceil_mode=False) got"));
  CHECK(contains(pool.what(), "expected [1, 3, 4, 7], found [1, 3, 4, 6]"));

  constexpr nn::conv_options padded{.padding = {1, 0}};
  CHECK(nn::conv2d<padded>(small, tensor<2, 3, 5, 6>()).extent(2) == 2);
}
