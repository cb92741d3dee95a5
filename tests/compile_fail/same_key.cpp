// SPDX-License-Identifier: Apache-2.0
// Two fields have one key.
// expect: nn: two fields of a module have one key; rename one, or its nn::named
#include <nnstruct/declare.hpp>
namespace nn = nnstruct;

struct Net {
  nn::Linear<3, 5> fc;
#ifdef NNSTRUCT_FAIL
  nn::named<"fc", nn::Linear<5, 3>> other;
#else
  nn::named<"fc2", nn::Linear<5, 3>> other;
#endif
};
static_assert(nn::schema<Net>.size() == 4);
