// SPDX-License-Identifier: Apache-2.0
/// \file
/// The test that every layer without parameters passes which computes each element by itself.
#pragma once

#include <cstdint>
#include <string>

#include <nnstruct/module/repr.hpp>

#include "support/catch.hpp"
#include "support/close.hpp"

namespace nnstruct_test {

/// Compares a Layer with the case `name` of tests/data/layers.pth: what it prints, and what it computes of tensors with
/// static extents and dynamic ones, of NaN, infinities and the like, of one element and of none.
template <class Layer> void check_elementwise(const std::string& name) {
  using nnstruct::dyn;
  using nnstruct::Tensor;
  const Layer layer;
  CHECK(nnstruct::repr(layer) == printed(name));
  CHECK(is_close(layer(input_as<Tensor<float, 3, 7>>(name)), output_of(name)));
  CHECK(is_close(layer(input_as<Tensor<float, dyn, dyn>>(name)), output_of(name)));
  CHECK(is_close(layer(input_as<Tensor<float, dyn>>(name + "_special")), output_of(name + "_special")));
  CHECK(is_close(layer(input_as<Tensor<float>>(name + "_0d")), output_of(name + "_0d")));
  CHECK(is_close(layer(input_as<Tensor<float, dyn, 4>>(name + "_empty")), output_of(name + "_empty")));
}

}  // namespace nnstruct_test
