// SPDX-License-Identifier: Apache-2.0
/// \file
/// The kernels that layers call: those of the engine the program is built with. reference.hpp says what each computes.
#pragma once

#include <nnstruct/config.hpp>
#include <nnstruct/engine/reference.hpp>
#include <nnstruct/engine/window2d.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::engine {

using reference::add;
using reference::adaptive_avg_pool2d;
using reference::avg_pool2d;
using reference::batch_norm;
using reference::batch_norm_training;
using reference::conv2d;
using reference::conv_transpose2d;
using reference::embedding;
using reference::gelu;
using reference::layer_norm;
using reference::leaky_relu;
using reference::linear;
using reference::log_softmax;
using reference::max_pool2d;
using reference::relu;
using reference::sigmoid;
using reference::softmax;
using reference::tanh;

}  // namespace nnstruct::inline NNSTRUCT_ABI::engine
