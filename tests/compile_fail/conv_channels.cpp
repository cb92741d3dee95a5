// SPDX-License-Identifier: Apache-2.0
// The convolutions are called in the wrong order.
// expect: layer_accepts_input<.*Conv2d<6, 16.*expected<-1, 6, 32, 32>.*found<-1, 3, 32, 32>
// expect: nn: Conv2d got an input with another number of channels
#include <nnstruct/declare.hpp>
namespace nn = nnstruct;

struct Net {
  nn::Conv2d<3, 6, 5> conv1;
  nn::Conv2d<6, 16, 5> conv2;

  auto forward(const nn::Batch<3, 32, 32>& x) {
#ifdef NNSTRUCT_FAIL
    return x | conv2;
#else
    return x | conv1 | conv2;
#endif
  }
};
