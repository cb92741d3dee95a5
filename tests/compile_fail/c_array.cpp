// SPDX-License-Identifier: Apache-2.0
// expect: nn: a module holds no C arrays; use std::array
#include <array>

#include <nnstruct/declare.hpp>
namespace nn = nnstruct;

struct Net {
  nn::Linear<4, 4> head;
#ifdef NNSTRUCT_FAIL
  float scale[4];
#else
  std::array<float, 4> scale;
#endif

  auto forward(const nn::Tensor<float, nn::dyn, 4>& x) { return x | head; }
};
inline constexpr auto keys = nn::schema<Net>.size();
