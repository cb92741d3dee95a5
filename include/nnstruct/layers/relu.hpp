// SPDX-License-Identifier: Apache-2.0
/// \file
/// ReLU: max(0, x). https://pytorch.org/docs/stable/generated/torch.nn.ReLU.html
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <nnstruct/config.hpp>
#include <nnstruct/engine/kernels.hpp>
#include <nnstruct/layers/wiring.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

/// max(0, x) of every element: any shape, the same shape back. NaN stays NaN.
struct ReLU {
  template <std::int64_t... E> auto forward(const Tensor<float, E...>& x) const {
    std::int64_t extents[sizeof...(E) + 1] = {};
    for (std::size_t i = 0; i < sizeof...(E); ++i) extents[i] = x.extent(i);
    Tensor<float, E...> y(detail::uninitialized, extents);
    engine::relu(x.numel(), x.data(), y.data());
    return y;
  }
  template <std::int64_t... E> auto operator()(const Tensor<float, E...>& x) const { return forward(x); }
};

/// A layer which prints `inplace=True`, as torchvision's models do. It computes the same: its input, which somebody
/// may still hold, is left alone.
template <class Layer> struct inplace;
template <> struct inplace<ReLU> {
  struct pytorch {
    static constexpr std::string_view class_name = "ReLU";
    static constexpr auto attributes() { return std::array{detail::boolean_attribute("inplace", true)}; }
  };

  template <std::int64_t... E> auto forward(const Tensor<float, E...>& x) const { return ReLU{}.forward(x); }
  template <std::int64_t... E> auto operator()(const Tensor<float, E...>& x) const { return forward(x); }
};

/// `nn::relu(x)` or `x | nn::relu`, as torch.nn.functional.relu.
inline constexpr ReLU relu{};

}  // namespace nnstruct::inline NNSTRUCT_ABI
