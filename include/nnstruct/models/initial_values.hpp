// SPDX-License-Identifier: Apache-2.0
/// \file
/// The initial values that torchvision's models give their layers, over those that PyTorch's layers have by themselves.
#pragma once

#include <cstdint>

#include <nnstruct/config.hpp>
#include <nnstruct/schema/node.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// What is done with a model's Linear layers.
enum class linear_values : std::uint8_t {
  kept,          ///< as in torchvision's ResNet
  small_normal,  ///< weight normal with std 0.01, bias 0, as in its VGG
};

/// For all modules in a model, in PyTorch's order: the weight of a Conv2d becomes normal with
/// std = sqrt(2 / (out_channels * kernel_h * kernel_w)), its bias 0. BatchNorm2d's 1 and 0 are PyTorch's own.
NNSTRUCT_DECLARE void set_initial_values(const node& model, void* object, linear_values linear, Generator& generator);

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
