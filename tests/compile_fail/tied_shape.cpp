// SPDX-License-Identifier: Apache-2.0
// A tied weight has another shape than its owner.
// expect: nn: a TiedLinear is tied to no Parameter<float, Out, In> of its model: its path is seen from the struct
#include <nnstruct/declare.hpp>
namespace nn = nnstruct;

struct LM {
  nn::Linear<3, 5> wte;
#ifdef NNSTRUCT_FAIL
  nn::TiedLinear<"wte.weight", 5, 3> lm_head;
#else
  nn::TiedLinear<"wte.weight", 3, 5> lm_head;
#endif
};
static_assert(nn::schema<LM>.size() == 3);
