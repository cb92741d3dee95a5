// SPDX-License-Identifier: Apache-2.0
// expect: each . of a rename rule's new name is what one of its old name stands for, and there are too few
#include <nnstruct/declare.hpp>
namespace nn = nnstruct;

struct Net {
  nn::Linear<8, 2> head;
};
#ifdef NNSTRUCT_FAIL
constexpr nn::LoadOptions options{.rename = {{"a.*", "*.*"}}};
#else
constexpr nn::LoadOptions options{.rename = {{"a.*", "b.*"}}};
#endif
static_assert(nn::fits<Net, Net, options>);
