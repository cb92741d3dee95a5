// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/nnstruct.hpp>

#include "support/catch.hpp"
#include "support/close.hpp"

namespace module_repr_test {

namespace nn = nnstruct;
using namespace nnstruct_test;

namespace {

struct Block {
  nn::Linear<6, 8> fc1;
  nn::Linear<8, 6, nn::linear_options{.bias = false}> fc2;
  auto forward(const auto& x) const { return x | fc1 | nn::relu | fc2; }
};

/// Parameters, buffers, modes and own fields do not print, neither does an absent module; modules do in order.
struct Backbone {
  int depth = 3;
  nn::Parameter<float, 3> scale;
  nn::Sequential<nn::Conv2d<3, 4, 3, nn::conv_options{.stride = 2, .padding = 1, .bias = false}>, nn::inplace<nn::ReLU>,
                 nn::MaxPool2d<3, 2, nn::pool_options{.padding = 1}>>
      features;
  nn::none downsample;
  nn::Mode training;
  Block block;
  nn::Buffer<std::int64_t> steps;
  nn::Sequential<nn::Flatten<>, nn::Linear<16, 6>, Block> classifier;

  auto forward(const auto& x) const { return x; }
};

namespace inner {
template <int N> struct Block {
  nn::Linear<6, 8> fc1;
  nn::Linear<8, 6, nn::linear_options{.bias = false}> fc2;
};
}  // namespace inner

}  // namespace

TEST_CASE("a model prints as PyTorch prints it", "[module]") {
  CHECK(nn::repr(Backbone{}) == printed("backbone"));
  CHECK(nn::repr(Block{}) == printed("block"));
  CHECK(nn::repr(nn::Sequential<nn::Linear<5, 6>, Block, nn::Sequential<nn::ReLU, Block>>{}) ==
        printed("sequential_of_blocks"));
  CHECK(nn::repr(nn::Sequential<>{}) == printed("sequential_empty"));
}

TEST_CASE("a class prints without its namespace and template arguments", "[module]") {
  CHECK(nn::repr(inner::Block<3>{}) == printed("block"));
  struct Block {
    nn::Linear<6, 8> fc1;
    nn::Linear<8, 6, nn::linear_options{.bias = false}> fc2;
  };
  CHECK(nn::repr(Block{}) == printed("block"));
}

}  // namespace module_repr_test
