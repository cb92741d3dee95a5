// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nnstruct/concat.hpp>
#include <nnstruct/data/normalize.hpp>
#include <nnstruct/error.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::data::detail {

NNSTRUCT_DEFINE void divide_bytes(const std::uint8_t* from, float largest, float* out, std::size_t count) noexcept {
  for (std::size_t i = 0; i < count; ++i) out[i] = static_cast<float>(from[i]) / largest;
}

NNSTRUCT_DEFINE void normalize_channels(const float* from, std::int64_t images, std::int64_t channels,
                                        std::int64_t pixels, const double* mean, const double* std, float* out) {
  for (std::int64_t c = 0; c < channels; ++c)
    if (!(static_cast<float>(std[c]) > 0))
      throw Error(concat({"normalize divides by std: that of channel ", c, " is not above 0"}));
  for (std::int64_t n = 0; n < images; ++n)
    for (std::int64_t c = 0; c < channels; ++c, from += pixels, out += pixels) {
      const float middle = static_cast<float>(mean[c]), width = static_cast<float>(std[c]);
      for (std::int64_t i = 0; i < pixels; ++i) out[i] = (from[i] - middle) / width;
    }
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::data::detail
