// SPDX-License-Identifier: Apache-2.0
// A dim that the input does not have.
// expect: nn: the dim of a sum or mean is not in the range of its input.s extents
#include <nnstruct/declare.hpp>
namespace nn = nnstruct;

#ifdef NNSTRUCT_FAIL
inline constexpr int dim = 2;
#else
inline constexpr int dim = 1;
#endif

auto averaged(const nn::Tensor<float, nn::dyn, 10>& x) { return nn::mean<dim>(x); }
