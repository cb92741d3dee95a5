// SPDX-License-Identifier: Apache-2.0
// A function for models is given a record. (nn::load and nn::save take records, as dictionaries.)
// expect: nn: a module is needed here, and this type is none
#define NNSTRUCT_COMPILED  // declarations are enough
#include <nnstruct/nnstruct.hpp>
namespace nn = nnstruct;

struct Net {
  nn::Linear<4, 2> fc;
};
struct Checkpoint {
#ifdef NNSTRUCT_FAIL
  int epoch;
#endif
  Net model_state_dict;
};

nn::StateDict read(const Checkpoint& checkpoint) { return nn::state_dict(checkpoint); }
