// SPDX-License-Identifier: Apache-2.0
// A parameter is said to be transient.
// expect: nn: only a Buffer can be transient; a parameter is always saved
#include <nnstruct/declare.hpp>
namespace nn = nnstruct;

#ifdef NNSTRUCT_FAIL
nn::transient<nn::Parameter<float, 3>> field;
#else
nn::transient<nn::Buffer<float, 3>> field;
#endif
