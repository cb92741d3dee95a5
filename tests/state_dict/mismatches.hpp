// SPDX-License-Identifier: Apache-2.0
/// \file
/// The models of tests/data/make_mismatches.py, and what PyTorch said when it loaded mismatching state_dicts into them.
#pragma once

#include <cstdint>
#include <string>

#include <nnstruct/nnstruct.hpp>

#include "support/catch.hpp"
#include "support/close.hpp"

namespace nnstruct_test::mismatches {

namespace nn = nnstruct;

struct Net {
  nn::Conv2d<1, 2, 3> conv1;
  nn::Sequential<nn::Conv2d<2, 2, 1>, nn::ReLU,
                 nn::Sequential<nn::Linear<4, 3>, nn::Linear<3, 2, nn::linear_options{.bias = false}>>>
      features;
  nn::none downsample;
  nn::Linear<2, 2> fc;
};

struct Scaled {
  nn::Linear<2, 1> fc;
  nn::Parameter<float> scale;
  nn::Buffer<float> offset;
};

inline std::string path_of(const std::string& name) { return NNSTRUCT_TEST_DATA "/mismatches/" + name + ".pth"; }
inline nn::StateDict dict_of(const std::string& name) { return nn::load<nn::StateDict>(path_of(name)); }
inline const std::string& text_of(const std::string& name) { return nnstruct_test::text_of("mismatches.txt", name); }

/// What a load says, however it ends.
template <class Load> std::string said_by(Load load) {
  try {
    return nn::repr(load());
  } catch (const nn::StateDictError& error) { return error.what(); }
}

}  // namespace nnstruct_test::mismatches
