// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include <nnstruct/layers/window.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

NNSTRUCT_DEFINE engine::window2d window_over(const node& layer, const window_options& o, extents_view images) {
  const std::int64_t height = images.extents[images.rank - 2], width = images.extents[images.rank - 1];
  const engine::window2d w{height,
                           width,
                           o.kernel.first,
                           o.kernel.second,
                           o.stride.first,
                           o.stride.second,
                           o.padding.first,
                           o.padding.second,
                           o.dilation.first,
                           o.dilation.second,
                           window_rows(o, height),
                           window_columns(o, width)};
  if (w.output_h < 1 || w.output_w < 1) {
    std::int64_t smallest[extent_list::max_rank] = {};
    for (std::size_t i = 0; i < images.rank; ++i) smallest[i] = images.extents[i];
    smallest[images.rank - 2] = height_for(o, height);
    smallest[images.rank - 1] = width_for(o, width);
    throw_wrong_input(layer, "got images that are smaller than its kernel; the smallest it takes here",
                      {smallest, images.rank}, images);
  }
  return w;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
