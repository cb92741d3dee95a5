// SPDX-License-Identifier: Apache-2.0
// Two extents are left open, and one is given.
// expect: nn: reshape needs the extents that its template arguments leave open, in order
#include <nnstruct/declare.hpp>
namespace nn = nnstruct;

#ifdef NNSTRUCT_FAIL
auto reshaped(const nn::Tensor<float, 3, 6>& x) { return nn::reshape<nn::dyn, nn::dyn>(x, 2); }
#else
auto reshaped(const nn::Tensor<float, 3, 6>& x) { return nn::reshape<nn::dyn, nn::dyn>(x, 2, 9); }
#endif

inline const nn::Tensor<float, nn::dyn, nn::dyn> y = reshaped({});
