// SPDX-License-Identifier: Apache-2.0
// One label for each pixel, and an input that has lost its pixels.
// expect: target_goes_with_input<.*cross_entropy_function.*found<-1, 21>.*found<-1, 32, 32>
// expect: nn: a loss got labels that do not go with its input: labels are \[N, ...\] for an input \[N, C, ...\]
#include <nnstruct/declare.hpp>
namespace nn = nnstruct;

#ifdef NNSTRUCT_FAIL
using Logits = nn::Tensor<float, nn::dyn, 21>;
#else
using Logits = nn::Tensor<float, nn::dyn, 21, 32, 32>;
#endif

auto loss(const Logits& x, const nn::Tensor<std::int64_t, nn::dyn, 32, 32>& labels) {
  return nn::cross_entropy(x, labels);
}
