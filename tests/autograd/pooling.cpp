// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/autograd/pooling.hpp>

#include <nnstruct/nnstruct.hpp>

#include "support/gradients.hpp"

namespace autograd_pooling_test {

namespace nn = nnstruct;
using namespace nnstruct_test;
using nn::pool_options;

namespace {
constexpr pool_options max_options{.padding = {1, 0}, .dilation = {2, 1}, .ceil_mode = true};
constexpr pool_options avg_options{.padding = {0, 1}, .ceil_mode = true, .count_include_pad = false};
}  // namespace

TEST_CASE("gradients of pooling are PyTorch's", "[autograd]") {
  using Any = nn::Tensor<float, nn::dyn, nn::dyn, nn::dyn, nn::dyn>;
  check_module<nn::MaxPool2d<3, 2, pool_options{.padding = 1}>, nn::Batch<3, 6, 5>, Any>("max_pool2d");
  check_module<nn::MaxPool2d<nn::pair{2, 3}, nn::pair{1, 2}, max_options>, nn::Batch<2, 6, 6>>("max_pool2d_options");
  check_module<nn::AvgPool2d<3, 2, pool_options{.padding = 1}>, nn::Batch<3, 6, 5>, Any>("avg_pool2d");
  check_module<nn::AvgPool2d<nn::pair{2, 3}, nn::pair{2, 1}, avg_options>, nn::Batch<2, 5, 6>>("avg_pool2d_options");
  check_module<nn::AvgPool2d<2, 2, pool_options{.divisor_override = 3}>, nn::Batch<2, 4, 4>>("avg_pool2d_divisor");
  check_module<nn::AdaptiveAvgPool2d<nn::pair{3, 5}>, nn::Batch<2, 7, 4>, Any>("adaptive_avg_pool2d");
  check_module<nn::AdaptiveAvgPool2d<1>, nn::Batch<3, 4, 3>>("adaptive_avg_pool2d_one");
}

TEST_CASE("the gradient of a largest number goes where PyTorch's goes, among equals and NaN", "[autograd]") {
  check_module<nn::MaxPool2d<3, 2>, nn::Batch<2, 6, 6>>("max_pool2d_equal");
  check_module<nn::MaxPool2d<3, 2, pool_options{.padding = 1}>, nn::Batch<3, 6, 6>>("max_pool2d_special");
}

}  // namespace autograd_pooling_test
