// SPDX-License-Identifier: Apache-2.0
// A residual block adds what it made smaller to what came in.
// expect: operands_have_equal_extents<.*found<-1, 8, 14, 14>.*found<-1, 8, 16, 16>
// expect: nn: the tensors of a sum, difference or product have different extents; nothing is broadcast
#include <nnstruct/declare.hpp>
namespace nn = nnstruct;

#ifdef NNSTRUCT_FAIL
inline constexpr nn::conv_options conv{};
#else
inline constexpr nn::conv_options conv{.padding = 1};
#endif

struct Block {
  nn::Conv2d<8, 8, 3, conv> conv1;

  auto forward(const nn::Batch<8, 16, 16>& x) { return conv1(x) + x; }
};
