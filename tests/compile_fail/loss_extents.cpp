// SPDX-License-Identifier: Apache-2.0
// PyTorch would broadcast this, with a warning: a classic of wrong losses.
// expect: target_goes_with_input<.*mse_loss_function.*found<-1, 1>.*found<-1>
// expect: nn: a loss got a target with other extents than its input; nothing is broadcast
#include <nnstruct/declare.hpp>
namespace nn = nnstruct;

#ifdef NNSTRUCT_FAIL
using Target = nn::Tensor<float, nn::dyn>;
#else
using Target = nn::Tensor<float, nn::dyn, 1>;
#endif

auto loss(const nn::Tensor<float, nn::dyn, 1>& x, const Target& y) { return nn::mse_loss(x, y); }
