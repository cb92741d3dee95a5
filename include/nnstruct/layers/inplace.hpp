// SPDX-License-Identifier: Apache-2.0
/// \file
/// inplace<Layer>: a layer that prints `inplace=True`.
#pragma once

#include <array>
#include <cstddef>

#include <nnstruct/config.hpp>
#include <nnstruct/schema/attribute.hpp>
#include <nnstruct/schema/describe.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

/// A layer which prints `inplace=True`, as torchvision's models do. It computes the same: its input, which somebody
/// may still hold, is left alone. For the layers that have this option in PyTorch.
template <class Layer> struct inplace;

namespace detail {

/// inplace<Layer> of a layer that holds nothing.
template <class Layer> struct inplace_of_stateless {
  struct pytorch {
    static constexpr std::string_view class_name = printed_class_name<Layer>();
    static constexpr auto attributes() {
      constexpr auto& rows = attributes_of<Layer>::rows;
      std::array<attribute, rows.size() + 1> result{};
      for (std::size_t i = 0; i < rows.size(); ++i) result[i] = rows[i];
      result[rows.size()] = boolean_attribute("inplace", true);
      return result;
    }
  };

  template <class X> auto forward(const X& x) const { return Layer{}.forward(x); }
  template <class X> auto operator()(const X& x) const { return forward(x); }
};

}  // namespace detail

}  // namespace nnstruct::inline NNSTRUCT_ABI
