// SPDX-License-Identifier: Apache-2.0
/// \file
/// The options of layers: structural types, given as one template argument behind the sizes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include <nnstruct/config.hpp>
#include <nnstruct/schema/node.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

/// A size in two dimensions, height first. One number stands for both; it is remembered that it was one, since
/// pooling layers print it so. nn::dyn is PyTorch's None, where a layer takes that.
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
  /// Both are at least this.
  constexpr bool at_least(std::int64_t least) const noexcept { return first >= least && second >= least; }
};

/// An option that is a value or None, which is written `nn::none{}`.
template <class T> struct maybe {
  T value;
  bool given;

  constexpr maybe(T v) noexcept : value(v), given(true) {}
  constexpr maybe(none) noexcept : value(), given(false) {}
  friend constexpr bool operator==(const maybe&, const maybe&) = default;
};

/// Options of convolutions, with torch.nn.Conv2d's names and defaults. Sizes are pixels.
struct conv_options {
  pair stride = 1;
  pair padding = 0;         ///< zeros on each side
  pair output_padding = 0;  ///< of transposed convolutions alone: more rows and columns at the far edges
  pair dilation = 1;
  std::int64_t groups = 1;
  bool bias = true;
};

/// Options of pooling, with torch.nn.MaxPool2d's and torch.nn.AvgPool2d's names and defaults. Sizes are pixels.
struct pool_options {
  pair padding = 0;                               ///< on each side; at most half the kernel
  pair dilation = 1;                              ///< of MaxPool2d alone
  bool ceil_mode = false;                         ///< a window that hangs over the far edge counts
  bool count_include_pad = true;                  ///< of AvgPool2d alone: the mean takes padding as zeros
  maybe<std::int64_t> divisor_override = none{};  ///< of AvgPool2d alone: what sums are divided by
};

/// Options of torch.nn.Linear.
struct linear_options {
  bool bias = true;
};

/// Options of torch.nn.Dropout.
struct dropout_options {
  double p = 0.5;  ///< the probability of a 0
};

/// Options of normalisation, with the names and defaults of torch.nn.BatchNorm2d and torch.nn.LayerNorm.
struct norm_options {
  double eps = 1e-5;
  maybe<double> momentum = 0.1;     ///< of BatchNorm alone; nn::none{}: running statistics are plain averages
  bool affine = true;               ///< of BatchNorm alone: it has a weight and a bias
  bool track_running_stats = true;  ///< of BatchNorm alone; false: statistics are always the batch's
  bool elementwise_affine = true;   ///< of LayerNorm alone: it has a weight and a bias
  bool bias = true;                 ///< of what is affine
};

/// The extents that torch.nn.LayerNorm normalises over, the last of its input. One number is one extent.
struct normalized_shape {
  std::int64_t extents[8];
  std::size_t rank;

  template <class... N>
    requires(sizeof...(N) > 0 && sizeof...(N) <= 8 && (std::is_convertible_v<N, std::int64_t> && ...))
  constexpr normalized_shape(N... sizes) noexcept : extents{static_cast<std::int64_t>(sizes)...}, rank(sizeof...(N)) {}
  friend constexpr bool operator==(const normalized_shape&, const normalized_shape&) = default;
};

/// Options of torch.nn.LeakyReLU.
struct leaky_relu_options {
  double negative_slope = 0.01;
};

/// Options of torch.nn.ELU.
struct elu_options {
  double alpha = 1;  ///< minus the limit far below 0
};

/// Options of torch.nn.Hardtanh: the bounds.
struct hardtanh_options {
  double min_val = -1;
  double max_val = 1;
};

/// torch.nn.GELU's `approximate`.
enum class gelu_approximation : std::uint8_t { none, tanh };

/// Options of torch.nn.GELU.
struct gelu_options {
  gelu_approximation approximate = gelu_approximation::none;
};

/// Options of torch.nn.Embedding.
struct embedding_options {
  maybe<std::int64_t> padding_idx = none{};  ///< the row that is not learned; negative ones count from the last
};

namespace detail {
/// A size that a layer refuses, with its own words, is none that its Parameters refuse once more.
constexpr std::int64_t size_or_one(std::int64_t size) { return size > 0 ? size : 1; }
}  // namespace detail

}  // namespace nnstruct::inline NNSTRUCT_ABI
