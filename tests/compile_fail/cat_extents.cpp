// SPDX-License-Identifier: Apache-2.0
// A skip connection from before the pooling.
// expect: tensors_fit_side_by_side<.*found<-1, 8, 14, 14>.*found<-1, 4, 28, 28>
// expect: nn: the tensors of a cat have other extents than the first one, elsewhere than along its dim
#include <nnstruct/declare.hpp>
namespace nn = nnstruct;

#ifdef NNSTRUCT_FAIL
using Skip = nn::Batch<4, 28, 28>;
#else
using Skip = nn::Batch<4, 14, 14>;
#endif

auto joined(const nn::Batch<8, 14, 14>& x, const Skip& skip) { return nn::cat<1>(x, skip) | nn::relu; }
