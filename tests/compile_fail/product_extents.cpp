// SPDX-License-Identifier: Apache-2.0
// Nothing is broadcast, products neither.
// expect: operands_have_equal_extents<.*found<-1, 8>.*found<8>
// expect: nn: the tensors of a sum, difference or product have different numbers of extents
#include <nnstruct/declare.hpp>
namespace nn = nnstruct;

#ifdef NNSTRUCT_FAIL
using Scale = nn::Tensor<float, 8>;
#else
using Scale = nn::Tensor<float, nn::dyn, 8>;
#endif

auto scaled(const nn::Tensor<float, nn::dyn, 8>& x, const Scale& scale) { return nn::relu(x * scale); }
