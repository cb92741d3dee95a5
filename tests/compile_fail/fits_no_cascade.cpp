// SPDX-License-Identifier: Apache-2.0
// expect: nn: a module holds no C arrays; use std::array
#include <array>

#include <nnstruct/declare.hpp>
namespace nn = nnstruct;

// What is wrong with the struct is told, and not that all keys of the checkpoint are unexpected.
struct Inner {
  nn::Linear<8, 2> head;
#ifdef NNSTRUCT_FAIL
  float scale[4];
#else
  std::array<float, 4> scale;
#endif
  int forward(int x) { return x; }
};
struct Net {
  Inner inner;
};
struct saved {
  static constexpr std::string_view at = "";
  static constexpr std::array<nn::checkpoint_row, 2> rows{{
      {"inner.head.weight", nn::dtype::float32, {2, 8}},
      {"inner.head.bias", nn::dtype::float32, {2}},
  }};
};
static_assert(nn::require_fits<Net, saved>());
