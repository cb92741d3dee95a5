// SPDX-License-Identifier: Apache-2.0
/// \file
/// Networks as the contract has them, with the light header: tests/static/contract.cpp has their schemas, the units of
/// tests/contract run them.
#pragma once

#include <nnstruct/declare.hpp>

#include <cstdint>
#include <string_view>

namespace nn = nnstruct;

// clang-format off
struct Net {                                         // class Net(nn.Module) in Python: same names, same order
  nn::Conv2d<3, 6, 5> conv1;  nn::MaxPool2d<2, 2> pool;  nn::Conv2d<6, 16, 5> conv2;
  nn::Linear<400, 120> fc1;   nn::Linear<120, 84> fc2;   nn::Linear<84, 10> fc3;

  auto forward(const nn::Batch<3, 32, 32>& x) const {           // Tensor<float, nn::dyn, 3, 32, 32>
    return x | conv1 | nn::relu | pool | conv2 | nn::relu | pool | nn::flatten
             | fc1 | nn::relu | fc2 | nn::relu | fc3;           // Linear<400,..> on [N,16,5,5]: the compiler checks
  }                                                             // calls read the same: nn::relu(conv1(x))
};
static_assert(nn::schema<Net>[0].key == "conv1.weight");
// clang-format on

/// A module of the user's own, which is piped or called by forward.
struct Block {
  nn::Linear<3, 3> fc;

  template <class X> auto forward(const X& x) const { return x | fc | nn::relu; }
};

/// Every kind of field.
struct Fields {
  nn::Embedding<5, 3> wte;
  nn::Parameter<float, 2, 3> scale;
  nn::Buffer<float, 3> mean;
  nn::transient<nn::Buffer<float, 2, 2>> mask;
  nn::named<"default", nn::Linear<3, 3>> by_name;
  nn::none downsample;
  nn::Sequential<nn::Linear<3, 3>, nn::ReLU, nn::inplace<nn::ReLU>> layers;
  nn::ModuleList<Block, 2> blocks;
  nn::Dropout<nn::dropout_options{.p = 0.2}> dropout;
  nn::TiedLinear<"wte.weight", 3, 5> lm_head;

  auto forward(const nn::Tensor<std::int64_t, nn::dyn>& words) const {
    const auto h = words | wte | by_name | layers | blocks[0] | dropout;
    return lm_head(blocks[1].forward(h), wte.weight);
  }
};

/// Every spelling of options; rectangles are pairs.
struct Options {
  nn::Conv2d<64, 128, 3, nn::conv_options{.stride = 2, .padding = 1, .bias = false}> conv;
  nn::MaxPool2d<3, 2, nn::pool_options{.padding = 1}> pool;
  nn::Dropout<nn::dropout_options{.p = 0.2}> dropout;
  nn::BatchNorm2d<3,
                  nn::norm_options{.eps = 1e-3, .momentum = nn::none{}, .affine = false, .track_running_stats = false}>
      norm;
  nn::Conv2d<2, 4, nn::pair{2, 3},
             nn::conv_options{.stride = {2, 1}, .padding = {1, 2}, .dilation = {3, 2}, .groups = 2}>
      rectangle;
  nn::ReLU relu;
  nn::inplace<nn::ReLU> inplace;
};

// The networks of scripts in tests/data that wrote files: of make_schema_headers.py,
struct Small {
  nn::Sequential<nn::Conv2d<1, 2, 3>, nn::BatchNorm2d<2>> features;
  nn::Linear<2, 3> fc;
};
/// of make_loading.py,
template <int Classes> struct Features {
  struct pytorch {
    static constexpr std::string_view class_name = "Net";
  };
  nn::Sequential<nn::Conv2d<1, 2, 3>, nn::ReLU, nn::Conv2d<2, 2, 1>> features;
  nn::Linear<2, Classes> fc;
};
struct LM {
  nn::Embedding<5, 3> wte;
  nn::TiedLinear<"wte.weight", 3, 5> lm_head;
};
/// of make_fixtures.py,
using Mlp = nn::Sequential<nn::Linear<8, 16>, nn::ReLU, nn::Linear<16, 12>, nn::ReLU, nn::Linear<12, 4>>;
/// and of make_checkpoints.py. Today only what is not const learns, so this forward is not; it becomes const where one
/// forward trains and serves.
struct Learner {
  nn::Linear<4, 3> fc1;
  nn::Linear<3, 2> fc2;

  auto forward(const nn::Tensor<float, nn::dyn, 4>& x) { return x | fc1 | nn::relu | fc2; }
};
