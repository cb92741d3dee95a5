// SPDX-License-Identifier: Apache-2.0
/// \file
/// The test that every layer passes which computes the same whenever it is called.
#pragma once

#include <string>
#include <vector>

#include <nnstruct/module/repr.hpp>
#include <nnstruct/schema/schema.hpp>
#include <nnstruct/tensor/any_tensor.hpp>

#include "support/catch.hpp"
#include "support/close.hpp"

namespace nnstruct_test {

/// How outputs are compared: is_close or is_same.
using comparison = bool (*)(const float_view& found, const nnstruct::AnyTensor& expected);

/// What a layer said and gave: here templates end, so that a check costs a layer nothing.
struct layer_results {
  std::string printout;
  std::vector<nnstruct::AnyTensor> outputs;
};

inline void check_results(const std::string& name, layer_results (*run)(const std::string&), comparison equal) {
  INFO(name);
  const layer_results found = run(name);
  for (const nnstruct::AnyTensor& y : found.outputs) CHECK(equal(y, output_of(name)));
  CHECK(found.printout == printed(name));
}

/// A layer with the values that it had in PyTorch, if it has any: for those without, nothing is compiled to load them.
template <class Layer> Layer layer_of(const std::string& name) {
  if constexpr (nnstruct::schema<Layer>.empty()) return {};
  else return module_of<Layer>(name);
}

/// Compares a Layer that has PyTorch's values with the case `name` of tests/data/layers.pth: what it prints, and what
/// it gives for the case's input as each of the types X.
template <class Layer, class... X> void check_layer(const std::string& name, comparison equal = is_close) {
  check_results(
      name,
      [](const std::string& of) {
        const auto layer = layer_of<Layer>(of);
        layer_results found{nnstruct::repr(layer), {}};
        (found.outputs.push_back(layer(input_as<X>(of))), ...);
        return found;
      },
      equal);
}

}  // namespace nnstruct_test
