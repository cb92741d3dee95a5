// SPDX-License-Identifier: Apache-2.0
// The network of PyTorch's tutorial, declared with the light header: its schema is what PyTorch makes of it.
#include <nnstruct/declare.hpp>
namespace nn = nnstruct;

namespace {

struct Net {
  nn::Conv2d<3, 6, 5> conv1;
  nn::MaxPool2d<2, 2> pool;
  nn::Conv2d<6, 16, 5> conv2;
  nn::Linear<400, 120> fc1;
  nn::Linear<120, 84> fc2;
  nn::Linear<84, 10> fc3;

  auto forward(const nn::Batch<3, 32, 32>& x) {
    return x | conv1 | nn::relu | pool | conv2 | nn::relu | pool | nn::flatten | fc1 | nn::relu | fc2 | nn::relu | fc3;
  }
};

struct Checkpoint {
  int epoch;
  Net model_state_dict;
  float loss;
};

static_assert(nn::is_module<Net> && !nn::is_record<Net>);
static_assert(nn::is_record<Checkpoint> && !nn::is_module<Checkpoint>);

static_assert(nn::schema<Net>.size() == 10);
static_assert(nn::schema<Net>[0].key == "conv1.weight");
static_assert(nn::schema<Net>[9].key == "fc3.bias");
static_assert(nn::schema<Net>[4].key == "fc1.weight");
static_assert(nn::schema<Net>[4].shape[0] == 120 && nn::schema<Net>[4].shape[1] == 400);
static_assert(nn::parameter_count<Net> == 62006);
static_assert(nn::byte_count<Net> == 4 * 62006);

}  // namespace
