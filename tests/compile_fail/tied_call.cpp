// SPDX-License-Identifier: Apache-2.0
// A tied layer is called with a parameter that is not its owner.
// expect: nn: TiedLinear is called with its input and the Parameter<float, Out, In> it is tied to
#include <nnstruct/declare.hpp>
namespace nn = nnstruct;

struct LM {
  nn::Linear<3, 5> wte;
  nn::TiedLinear<"wte.weight", 3, 5> lm_head;

  void forward(const nn::Tensor<float, nn::dyn, 3>& x) {
#ifdef NNSTRUCT_FAIL
    lm_head(x, wte.bias);
#else
    lm_head(x, wte.weight);
#endif
  }
};
