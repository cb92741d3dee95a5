// SPDX-License-Identifier: Apache-2.0
// predict is called with a tensor that the model's forward does not take.
// expect: nn: the model's forward does not take this input
#include <nnstruct/declare.hpp>
#include <nnstruct/module/predict.hpp>
namespace nn = nnstruct;

struct Net {
  nn::Linear<4, 2> fc;

  auto forward(const nn::Tensor<float, nn::dyn, 4>& x) const { return fc(x); }
};

#ifdef NNSTRUCT_FAIL
using Input = nn::Tensor<float, nn::dyn, 5>;
#else
using Input = nn::Tensor<float, nn::dyn, 4>;
#endif

void answer(const Net& net, const Input& x) { nn::predict(net, x); }
