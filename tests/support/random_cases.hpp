// SPDX-License-Identifier: Apache-2.0
/// \file
/// What PyTorch draws from seeds: tests/data/random.txt, and how our draws are compared with it.
#pragma once

#include <cstdint>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <nnstruct/module/state_dict.hpp>
#include <nnstruct/random/generator.hpp>
#include <nnstruct/state_dict/state_dict.hpp>
#include <nnstruct/tensor/any_tensor.hpp>

#include "support/catch.hpp"
#include "support/sha256.hpp"

namespace nnstruct_test {

/// `float32 2x3 SHA-256` of each tensor; tabs in between.
inline std::string row_of(const std::vector<nnstruct::AnyTensor>& tensors) {
  std::string row;
  for (const nnstruct::AnyTensor& t : tensors) {
    std::string shape;
    for (std::int64_t extent : t.shape) shape += (shape.empty() ? "" : "x") + std::to_string(extent);
    row += '\t' + std::string(name_of(t.dtype)) + '\t' + (shape.empty() ? "-" : shape) + '\t' +
           sha256_of(t.data.get(), static_cast<std::size_t>(t.numel()) * size_of(t.dtype));
  }
  return row;
}

/// The rows of a case by seed, read once.
inline const std::map<std::uint64_t, std::string>& rows_of(const std::string& name) {
  static const auto all = [] {
    std::map<std::string, std::map<std::uint64_t, std::string>> cases;
    std::ifstream in(NNSTRUCT_TEST_DATA "/random.txt");
    for (std::string line; std::getline(in, line);) {
      const std::size_t seed = line.find('\t'), rest = line.find('\t', seed + 1);
      const std::string number = line.substr(seed + 1, rest - seed - 1);
      const std::uint64_t value =
          number[0] == '-' ? static_cast<std::uint64_t>(std::stoll(number)) : std::stoull(number);
      cases[line.substr(0, seed)][value] = line.substr(rest);
    }
    return cases;
  }();
  const auto found = all.find(name);
  if (found == all.end()) throw std::runtime_error("tests/data/random.txt has no case " + name);
  return found->second;
}

/// draw(generator) gives the tensors that PyTorch drew, for every seed of the case.
template <class Draw> bool draws_as_pytorch(const std::string& name, Draw draw) {
  for (const auto& [seed, row] : rows_of(name)) {
    nnstruct::Generator generator(seed);
    const std::string ours = row_of(draw(generator));
    if (ours == row) continue;
    UNSCOPED_INFO(name << ", seed " << seed << ": drew" << ours << ", PyTorch has" << row);
    return false;
  }
  return true;
}

/// The tensors of a module in the order of its state_dict.
template <class Module> std::vector<nnstruct::AnyTensor> tensors_of(const Module& module) {
  std::vector<nnstruct::AnyTensor> tensors;
  for (const auto& [key, tensor] : nnstruct::state_dict(module)) tensors.push_back(tensor);
  return tensors;
}

}  // namespace nnstruct_test
