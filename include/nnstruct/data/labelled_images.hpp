// SPDX-License-Identifier: Apache-2.0
/// \file
/// The data set that the readers of images give.
#pragma once

#include <cstdint>

#include <nnstruct/config.hpp>
#include <nnstruct/tensor/tensor.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::data {

/// Images of C channels, H rows and W columns as they stand in their file, and what is on each: a data set for
/// nn::DataLoader. data::to_float makes a network's input of them, best batch by batch.
template <std::int64_t C, std::int64_t H, std::int64_t W> struct labelled_images {
  Tensor<std::uint8_t, dyn, C, H, W> images;
  Tensor<std::int64_t, dyn> labels;
};

}  // namespace nnstruct::inline NNSTRUCT_ABI::data
