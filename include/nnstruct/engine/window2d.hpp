// SPDX-License-Identifier: Apache-2.0
/// \file
/// The geometry of a window that slides over images.
#pragma once

#include <cstdint>

#include <nnstruct/config.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::engine {

/// The sliding window that convolution and pooling share. Every member counts pixels.
struct window2d {
  std::int64_t input_h, input_w;
  std::int64_t kernel_h, kernel_w;
  std::int64_t stride_h, stride_w;
  std::int64_t padding_h, padding_w;
  std::int64_t dilation_h, dilation_w;
  std::int64_t output_h, output_w;
};

}  // namespace nnstruct::inline NNSTRUCT_ABI::engine
