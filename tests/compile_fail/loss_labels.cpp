// SPDX-License-Identifier: Apache-2.0
// Labels are whole numbers.
// expect: layer_accepts_input<.*nll_loss_function.*expected_element<(long|std::int64_t|long int)>.*found_element<float>
// expect: nn: a layer got a Tensor with elements of another type
#include <nnstruct/declare.hpp>
namespace nn = nnstruct;

#ifdef NNSTRUCT_FAIL
using Labels = nn::Tensor<float, nn::dyn>;
#else
using Labels = nn::Tensor<std::int64_t, nn::dyn>;
#endif

auto loss(const nn::Tensor<float, nn::dyn, 10>& x, const Labels& labels) { return nn::nll_loss(x, labels); }
