// SPDX-License-Identifier: Apache-2.0
// expect: nn: a module is needed here, and this type is none
#include <nnstruct/declare.hpp>
namespace nn = nnstruct;

struct Net {
  nn::Linear<8, 2> head;
};
struct Checkpoint {
  int epoch;
  Net model;
};
#ifdef NNSTRUCT_FAIL
static_assert(nn::require_fits<Checkpoint, Net>());
#else
static_assert(nn::require_fits<decltype(Checkpoint::model), Net>());
#endif
