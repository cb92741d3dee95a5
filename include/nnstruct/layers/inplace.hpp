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

/// What a layer says of `inplace` if it is not: nothing that is printed.
constexpr attribute not_inplace() { return boolean_attribute("inplace", false, shown::hidden); }

/// inplace<Layer> of a layer that holds nothing.
template <class Layer> struct inplace_of_stateless {
  static constexpr python_class python = Layer::python;

  struct pytorch {
    static constexpr auto attributes() {
      auto rows = attributes_of<Layer>::rows;
      for (attribute& row : rows)
        if (row.name == "inplace") row = boolean_attribute("inplace", true);
      return rows;
    }
  };

  template <class X> auto forward(const X& x) const { return Layer{}.forward(x); }
  template <class X> auto operator()(const X& x) const { return forward(x); }
};

}  // namespace detail

}  // namespace nnstruct::inline NNSTRUCT_ABI
