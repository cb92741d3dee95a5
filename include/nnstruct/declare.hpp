// SPDX-License-Identifier: Apache-2.0
/// \file
/// The light header: layers, schema and checks, for declaring networks and comparing them with checkpoints at compile
/// time. It holds no kernel and no file format; a program that runs a network includes <nnstruct/nnstruct.hpp> or links
/// nnstruct::compiled.
#pragma once

#include <nnstruct/platform.hpp>  // before the standard library, which may refuse an old C++ in its own words

#include <nnstruct/layers/adaptive_avg_pool2d.hpp>
#include <nnstruct/layers/arithmetic.hpp>
#include <nnstruct/layers/avg_pool2d.hpp>
#include <nnstruct/layers/batch_norm.hpp>
#include <nnstruct/layers/binary_cross_entropy_with_logits.hpp>
#include <nnstruct/layers/cat.hpp>
#include <nnstruct/layers/conv2d.hpp>
#include <nnstruct/layers/conv_transpose2d.hpp>
#include <nnstruct/layers/cross_entropy.hpp>
#include <nnstruct/layers/dropout.hpp>
#include <nnstruct/layers/elu.hpp>
#include <nnstruct/layers/embedding.hpp>
#include <nnstruct/layers/flatten.hpp>
#include <nnstruct/layers/gelu.hpp>
#include <nnstruct/layers/hardtanh.hpp>
#include <nnstruct/layers/identity.hpp>
#include <nnstruct/layers/inplace.hpp>
#include <nnstruct/layers/layer_norm.hpp>
#include <nnstruct/layers/leaky_relu.hpp>
#include <nnstruct/layers/linear.hpp>
#include <nnstruct/layers/matmul.hpp>
#include <nnstruct/layers/max_pool2d.hpp>
#include <nnstruct/layers/module_list.hpp>
#include <nnstruct/layers/mse_loss.hpp>
#include <nnstruct/layers/options.hpp>
#include <nnstruct/layers/reduce.hpp>
#include <nnstruct/layers/relu.hpp>
#include <nnstruct/layers/reshape.hpp>
#include <nnstruct/layers/sequential.hpp>
#include <nnstruct/layers/sigmoid.hpp>
#include <nnstruct/layers/smooth_l1_loss.hpp>
#include <nnstruct/layers/softmax.hpp>
#include <nnstruct/layers/tanh.hpp>
#include <nnstruct/layers/tied_linear.hpp>
#include <nnstruct/schema/checkpoint.hpp>
#include <nnstruct/schema/named.hpp>
#include <nnstruct/schema/schema.hpp>
#include <nnstruct/schema/summary.hpp>
#include <nnstruct/state_dict/fits.hpp>
#include <nnstruct/tensor/parameter.hpp>
#include <nnstruct/tensor/tensor.hpp>
#include <nnstruct/version.hpp>
