// SPDX-License-Identifier: Apache-2.0
// A vector is no matrix.
// expect: matrices_can_be_multiplied<.*found<-1, 16>.*found<16>
// expect: nn: matmul takes \[..., M, K\] and \[K, N\], or \[..., M, K\] and \[..., K, N\]
#include <nnstruct/declare.hpp>
namespace nn = nnstruct;

#ifdef NNSTRUCT_FAIL
using Weights = nn::Tensor<float, 16>;
#else
using Weights = nn::Tensor<float, 16, 1>;
#endif

auto weighted(const nn::Tensor<float, nn::dyn, 16>& x, const Weights& w) { return nn::matmul(x, w); }
