// SPDX-License-Identifier: Apache-2.0
/// \file
/// What a network gets of images: torchvision's ToTensor and Normalize, with the same bits.
/// https://docs.pytorch.org/vision/stable/transforms.html
#pragma once

#include <cstddef>
#include <cstdint>

#include <nnstruct/config.hpp>
#include <nnstruct/tensor/tensor.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::data {

namespace detail {
/// out[i] = from[i] / largest.
NNSTRUCT_DECLARE void divide_bytes(const std::uint8_t* from, float largest, float* out, std::size_t count) noexcept;
/// out[i] = (from[i] - mean[c]) / std[c], where c is the channel of element i. Throws Error if a std is not above 0.
NNSTRUCT_DECLARE void normalize_channels(const float* from, std::int64_t images, std::int64_t channels,
                                         std::int64_t pixels, const double* mean, const double* std, float* out);
}  // namespace detail

/// Bytes as numbers from 0 to 1: x / largest, as torchvision.transforms.ToTensor has it for bytes up to 255.
template <std::int64_t... E> Tensor<float, E...> to_float(const Tensor<std::uint8_t, E...>& x, float largest = 255) {
  std::int64_t extents[sizeof...(E) + 1] = {};
  for (std::size_t i = 0; i < sizeof...(E); ++i) extents[i] = x.extent(i);
  Tensor<float, E...> out(nnstruct::detail::uninitialized, extents);
  detail::divide_bytes(x.data(), largest, out.data(), static_cast<std::size_t>(x.numel()));
  return out;
}

/// (x - mean) / std for each of the C channels of [N, C, H, W], as torchvision.transforms.Normalize(mean, std).
/// \code
///   const auto x = nn::data::normalize(nn::data::to_float(images), {0.485, 0.456, 0.406}, {0.229, 0.224, 0.225});
/// \endcode
/// Throws Error if a std is not above 0.
template <std::int64_t N, std::int64_t C, std::int64_t H, std::int64_t W>
Tensor<float, N, C, H, W> normalize(const Tensor<float, N, C, H, W>& x, const double (&mean)[C],
                                    const double (&std)[C]) {
  static_assert(C > 0, "nn: the number of channels of what is normalized is known when it is compiled");
  const std::int64_t extents[] = {x.extent(0), x.extent(1), x.extent(2), x.extent(3), 0};
  Tensor<float, N, C, H, W> out(nnstruct::detail::uninitialized, extents);
  detail::normalize_channels(x.data(), x.extent(0), C, x.extent(2) * x.extent(3), mean, std, out.data());
  return out;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::data
