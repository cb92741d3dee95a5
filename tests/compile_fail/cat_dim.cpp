// SPDX-License-Identifier: Apache-2.0
// A dim that the input does not have.
// expect: nn: the dim of a cat is not in the range of its inputs. extents
#include <nnstruct/declare.hpp>
namespace nn = nnstruct;

#ifdef NNSTRUCT_FAIL
inline constexpr int dim = 2;
#else
inline constexpr int dim = -1;
#endif

auto joined(const nn::Tensor<float, nn::dyn, 3>& x) { return nn::cat<dim>(x, x); }
