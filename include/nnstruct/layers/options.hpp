// SPDX-License-Identifier: Apache-2.0
/// \file
/// The options of layers: structural types, given as one template argument behind the sizes.
#pragma once

#include <cstdint>

#include <nnstruct/config.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

/// A size in two dimensions, height first. One number stands for both; it is remembered that it was one, since
/// pooling layers print it so.
/// \code
///   nn::Conv2d<3, 8, nn::pair{3, 5}, nn::conv_options{.stride = 2, .padding = {1, 2}}>
/// \endcode
struct pair {
  std::int64_t first, second;
  bool one_number;

  constexpr pair(std::int64_t both) noexcept : first(both), second(both), one_number(true) {}
  constexpr pair(std::int64_t height, std::int64_t width) noexcept : first(height), second(width), one_number(false) {}
  friend constexpr bool operator==(const pair&, const pair&) = default;
  /// The same sizes, however they were written.
  constexpr bool same_size(pair other) const noexcept { return first == other.first && second == other.second; }
};

/// Options of convolutions, with torch.nn.Conv2d's names and defaults. Sizes are pixels.
struct conv_options {
  pair stride = 1;
  pair padding = 0;  ///< zeros on each side
  pair dilation = 1;
  std::int64_t groups = 1;
  bool bias = true;
};

/// Options of pooling, with torch.nn.MaxPool2d's names and defaults. Sizes are pixels.
struct pool_options {
  pair padding = 0;  ///< on each side; at most half the kernel
  pair dilation = 1;
  bool ceil_mode = false;  ///< a window that hangs over the far edge counts
};

/// Options of torch.nn.Linear.
struct linear_options {
  bool bias = true;
};

}  // namespace nnstruct::inline NNSTRUCT_ABI
