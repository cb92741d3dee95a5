// SPDX-License-Identifier: Apache-2.0
// expect: a check takes nn::LoadOptions and nn::except
#include <nnstruct/declare.hpp>
namespace nn = nnstruct;

struct Net {
  nn::Linear<8, 2> head;
};
#ifdef NNSTRUCT_FAIL
constexpr auto rule = nn::allow;
#else
constexpr auto rule = nn::relaxed;
#endif
static_assert(nn::fits<Net, Net, rule>);
