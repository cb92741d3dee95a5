// SPDX-License-Identifier: Apache-2.0
// The keys are not transposed.
// expect: matrices_can_be_multiplied<.*found<-1, 16, 32>.*found<-1, 16, 32>
// expect: nn: matmul got matrices whose extents do not go together: the last of the left one is the last but one of the
// right one, those before are equal; nothing is broadcast
#include <nnstruct/declare.hpp>
namespace nn = nnstruct;

#ifdef NNSTRUCT_FAIL
using Keys = nn::Tensor<float, nn::dyn, 16, 32>;
#else
using Keys = nn::Tensor<float, nn::dyn, 32, 16>;
#endif

auto scores(const nn::Tensor<float, nn::dyn, 16, 32>& q, const Keys& k) { return nn::softmax<-1>(nn::matmul(q, k)); }
