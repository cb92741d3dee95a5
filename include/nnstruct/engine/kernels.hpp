// SPDX-License-Identifier: Apache-2.0
/// \file
/// The kernels that layers call: those of the engine the program is built with. reference.hpp says what each computes.
#pragma once

#include <string_view>

#include <nnstruct/config.hpp>
#ifdef NNSTRUCT_ENGINE_ONEDNN
#include <nnstruct/engine/onednn.hpp>
#include <nnstruct/engine/onednn_backward.hpp>
#endif
#include <nnstruct/engine/reference.hpp>
#include <nnstruct/engine/reference_backward.hpp>
#include <nnstruct/engine/reference_losses.hpp>
#include <nnstruct/engine/window2d.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

/// The name of the engine that this unit of the program is built with.
inline constexpr std::string_view engine_name =
#ifdef NNSTRUCT_ENGINE_ONEDNN
    "onednn";
#else
    "reference";
#endif

namespace engine {

#ifdef NNSTRUCT_ENGINE_ONEDNN
namespace chosen = onednn;
#else
namespace chosen = reference;
#endif

using chosen::adaptive_avg_pool2d;
using chosen::adaptive_avg_pool2d_backward;
using chosen::avg_pool2d;
using chosen::avg_pool2d_backward;
using chosen::batch_norm;
using chosen::batch_norm_backward;
using chosen::batch_norm_training;
using chosen::batch_norm_training_backward;
using chosen::conv2d;
using chosen::conv2d_backward;
using chosen::conv_transpose2d;
using chosen::conv_transpose2d_backward;
using chosen::gelu;
using chosen::gelu_backward;
using chosen::layer_norm;
using chosen::layer_norm_backward;
using chosen::leaky_relu;
using chosen::linear;
using chosen::linear_backward;
using chosen::log_softmax;
using chosen::log_softmax_backward;
using chosen::matmul;
using chosen::matmul_backward;
using chosen::max_pool2d;
using chosen::max_pool2d_backward;
using chosen::sigmoid;
using chosen::sigmoid_backward;
using chosen::softmax;
using chosen::softmax_backward;
using chosen::tanh;
using chosen::tanh_backward;

// Bound by memory, or rare; and oneDNN's relu makes 0 of NaN, and of its gradient and leaky_relu's something else than
// PyTorch.
using reference::add;
using reference::copy_rows;
using reference::elu;
using reference::elu_backward;
using reference::embedding;
using reference::embedding_backward;
using reference::hardtanh;
using reference::hardtanh_backward;
using reference::leaky_relu_backward;
using reference::mul;
using reference::relu;
using reference::relu_backward;
using reference::scale;
using reference::sub;
using reference::sum;
using reference::sum_backward;

using reference::binary_cross_entropy_with_logits;
using reference::binary_cross_entropy_with_logits_backward;
using reference::mse_loss;
using reference::mse_loss_backward;
using reference::nll_loss;
using reference::nll_loss_backward;
using reference::smooth_l1_loss;
using reference::smooth_l1_loss_backward;
using reference::soft_nll_loss;
using reference::soft_nll_loss_backward;

}  // namespace engine

}  // namespace nnstruct::inline NNSTRUCT_ABI
