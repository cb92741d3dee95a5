// SPDX-License-Identifier: Apache-2.0
// A const model needs a forward that is const.
// expect: nn: this model is const, and its forward is not: add `auto forward\(...\) const`
#include <nnstruct/declare.hpp>
#include <nnstruct/module/predict.hpp>
namespace nn = nnstruct;

struct Net {
  nn::Linear<4, 2> fc;

  auto forward(const nn::Tensor<float, nn::dyn, 4>& x) { return fc(x); }
#ifndef NNSTRUCT_FAIL
  auto forward(const nn::Tensor<float, nn::dyn, 4>& x) const { return fc(x); }
#endif
};

void answer(const Net& net, const nn::Tensor<float, nn::dyn, 4>& x) { nn::predict(net, x); }
