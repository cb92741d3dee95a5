// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <nnstruct/nnstruct.hpp>

struct Net {
  nnstruct::Linear<2, 1> fc;

  auto forward(const nnstruct::Tensor<float, nnstruct::dyn, 2>& x) { return x | fc; }
};

/// In other.cpp: what it loads there and how it prints.
Net load_elsewhere(const std::string& path);
std::string repr_elsewhere(const Net& net);
