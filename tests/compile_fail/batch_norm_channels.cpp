// SPDX-License-Identifier: Apache-2.0
// A normalisation for another number of channels.
// expect: layer_accepts_input<.*BatchNorm2d<(6|16).*expected<-1, 6, 28, 28>.*found<-1, 16, 28, 28>
// expect: nn: BatchNorm got an input with another number of channels
#include <nnstruct/declare.hpp>
namespace nn = nnstruct;

#ifdef NNSTRUCT_FAIL
using Norm = nn::BatchNorm2d<6>;
#else
using Norm = nn::BatchNorm2d<16>;
#endif

struct Net {
  nn::Conv2d<3, 16, 5> conv;
  Norm bn;

  auto forward(const nn::Batch<3, 32, 32>& x) { return x | conv | bn; }
};
