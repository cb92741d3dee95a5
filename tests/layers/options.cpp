// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/layers/conv2d.hpp>
#include <nnstruct/layers/linear.hpp>
#include <nnstruct/layers/max_pool2d.hpp>
#include <nnstruct/layers/options.hpp>
#include <nnstruct/module/repr.hpp>

#include "support/catch.hpp"
#include "support/close.hpp"

namespace nn = nnstruct;
using namespace nnstruct_test;

namespace {
constexpr nn::pair both = 3;
static_assert(both.first == 3 && both.second == 3 && both.one_number);
constexpr nn::pair rectangle{3, 5};
static_assert(rectangle.first == 3 && rectangle.second == 5 && !rectangle.one_number);
static_assert(both == nn::pair(3) && !(both == nn::pair(3, 3)) && both.same_size({3, 3}) && !both.same_size(rectangle));

// PyTorch's defaults.
static_assert(
    std::is_same_v<
        nn::Conv2d<3, 6, 5>,
        nn::Conv2d<3, 6, 5, nn::conv_options{.stride = 1, .padding = 0, .dilation = 1, .groups = 1, .bias = true}>>);
static_assert(std::is_same_v<nn::MaxPool2d<2>,
                             nn::MaxPool2d<2, 2, nn::pool_options{.padding = 0, .dilation = 1, .ceil_mode = false}>>);
static_assert(std::is_same_v<nn::Linear<2, 3>, nn::Linear<2, 3, nn::linear_options{.bias = true}>>);
}  // namespace

TEST_CASE("Conv2d prints pairs, MaxPool2d what was written", "[layers]") {
  CHECK(nn::repr(nn::Conv2d<3, 6, nn::pair{5, 5}, nn::conv_options{.stride = {1, 1}, .padding = {0, 0}}>{}) ==
        printed("conv2d_plain"));
  CHECK(nn::repr(nn::MaxPool2d<2, 2>{}) == printed("max_pool2d_plain"));
  CHECK(nn::repr(nn::MaxPool2d<nn::pair{2, 2}, nn::pair{2, 2}, nn::pool_options{.padding = {1, 1}}>{}) ==
        printed("max_pool2d_pair_of_equals"));
}
