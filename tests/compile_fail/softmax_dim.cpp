// SPDX-License-Identifier: Apache-2.0
// A dim that the input does not have.
// expect: nn: the dim of Softmax or LogSoftmax is not in the range of its input's extents
#include <nnstruct/declare.hpp>
namespace nn = nnstruct;

auto probabilities(const nn::Tensor<float, nn::dyn, 10>& x) {
#ifdef NNSTRUCT_FAIL
  return x | nn::softmax<2>;
#else
  return x | nn::softmax<-1>;
#endif
}
