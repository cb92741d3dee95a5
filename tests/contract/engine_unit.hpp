// SPDX-License-Identifier: Apache-2.0
/// \file
/// Compiled for each engine that is in the program, in the namespace UNIT.
#pragma once

#include <nnstruct/nnstruct.hpp>

#include <string>

#include "contract.hpp"

namespace UNIT {

struct Net {
  nn::Conv2d<2, 3, 3, nn::conv_options{.padding = 1}> conv;
  nn::MaxPool2d<2> pool;
  nn::Linear<12, 2> fc;

  auto forward(const nn::Batch<2, 4, 4>& x) const { return x | conv | nn::relu | pool | nn::flatten | fc; }
};

}  // namespace UNIT

contract::EngineReport UNIT::run(const std::string& path) {
  Net net;
  net.conv.weight.fill_(0.25f);
  net.conv.bias.fill_(-1.0f);
  net.fc.weight.fill_(0.5f);
  net.fc.bias.fill_(3.0f);
  nn::save(net, path);

  const auto loaded = nn::load<Net>(path);
  nn::Batch<2, 4, 4> x(1);
  for (int i = 0; i < 32; ++i) x.data()[i] = static_cast<float>(i % 16);
  const auto y = nn::predict(loaded, x);
  return {std::string(nn::engine_name), {y(0, 0), y(0, 1)}};
}
