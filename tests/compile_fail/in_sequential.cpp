// SPDX-License-Identifier: Apache-2.0
// A wrong wire between two layers of a Sequential is found where the network is called.
// expect: layer_accepts_input<.*Linear<(8|16), 10.*expected<-1, 8>.*found<-1, 16>
// expect: nn: Linear got an input whose last extent is not its in_features
#include <nnstruct/declare.hpp>
namespace nn = nnstruct;

#ifdef NNSTRUCT_FAIL
using Last = nn::Linear<8, 10>;
#else
using Last = nn::Linear<16, 10>;
#endif

struct Net {
  nn::Sequential<nn::Linear<64, 16>, nn::ReLU, Last> classifier;

  auto forward(const nn::Tensor<float, nn::dyn, 64>& x) { return x | classifier; }
};
