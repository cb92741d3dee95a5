// SPDX-License-Identifier: Apache-2.0
// The owner of a tied weight is misspelt.
// expect: nn: a TiedLinear is tied to no Parameter<float, Out, In> of its model: its path is seen from the struct
#include <nnstruct/declare.hpp>
namespace nn = nnstruct;

struct LM {
  nn::Linear<3, 5> wte;
#ifdef NNSTRUCT_FAIL
  nn::TiedLinear<"embedding.weight", 3, 5> lm_head;
#else
  nn::TiedLinear<"wte.weight", 3, 5> lm_head;
#endif
};
struct Net {
  LM lm;
};
static_assert(nn::parameter_count<Net> == 20);
