// SPDX-License-Identifier: Apache-2.0
// A record as a field of a module: its modules' keys would be lost.
// expect: nn: a module holds a record
#include <nnstruct/declare.hpp>
namespace nn = nnstruct;

struct Scaled {
  nn::Linear<2, 1> fc;
  float scale;
#ifndef NNSTRUCT_FAIL
  auto forward(const nn::Tensor<float, nn::dyn, 2>& x) { return x | fc; }
#endif
};

struct Net {
  Scaled scaled;

  auto forward(const nn::Tensor<float, nn::dyn, 2>& x) { return x | scaled.fc; }
};
inline constexpr auto keys = nn::schema<Net>.size();
