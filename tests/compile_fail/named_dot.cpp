// SPDX-License-Identifier: Apache-2.0
// A name has a dot in it.
// expect: nn: the name of a field is not empty and has no dot in it
#include <nnstruct/declare.hpp>
namespace nn = nnstruct;

#ifdef NNSTRUCT_FAIL
nn::named<"fc.1", nn::Linear<5, 3>> fc1;
#else
nn::named<"fc-1", nn::Linear<5, 3>> fc1;
#endif
