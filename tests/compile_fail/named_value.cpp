// SPDX-License-Identifier: Apache-2.0
// A value that makes no key is given a name.
// expect: nn: only parameters, buffers and modules have keys that could be named
#include <nnstruct/declare.hpp>
namespace nn = nnstruct;

#ifdef NNSTRUCT_FAIL
nn::named<"default", int> field;
#else
nn::named<"default", nn::Buffer<int>> field;
#endif
