// SPDX-License-Identifier: Apache-2.0
// An option of another layer of the family.
// expect: nn: MaxPool2d has no count_include_pad and no divisor_override
#include <nnstruct/declare.hpp>
namespace nn = nnstruct;

#ifdef NNSTRUCT_FAIL
nn::MaxPool2d<2, 2, nn::pool_options{.divisor_override = 3}> pool;
#else
nn::AvgPool2d<2, 2, nn::pool_options{.divisor_override = 3}> pool;
#endif
