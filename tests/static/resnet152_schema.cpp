// SPDX-License-Identifier: Apache-2.0
// A schema of 932 keys is built within the compilers' default limits of constant evaluation. Whether it is
// PyTorch's is for tests/schema/schema.cpp, key by key.
#include <nnstruct/declare.hpp>

#include "../support/resnet152.hpp"

namespace nn = nnstruct;
using nnstruct_test::ResNet152;

static_assert(nn::is_module<ResNet152>);
static_assert(nn::schema<ResNet152>.size() == 932);
static_assert(nn::schema<ResNet152>[0].key == "conv1.weight");
static_assert(nn::schema<ResNet152>[5].key == "bn1.num_batches_tracked");
static_assert(nn::schema<ResNet152>[5].shape.size() == 0);
static_assert(nn::schema<ResNet152>[5].dtype == nn::dtype::int64);
static_assert(nn::schema<ResNet152>[24].key == "layer1.0.downsample.0.weight");
static_assert(nn::schema<ResNet152>[24].shape == nn::extent_list(256, 64, 1, 1));
static_assert(nn::schema<ResNet152>[931].key == "fc.bias");
static_assert(nn::schema<ResNet152>[931].shape == nn::extent_list(1000));
static_assert(nn::parameter_count<ResNet152> == 60192808);
static_assert(nn::byte_count<ResNet152> == 241378168);
static_assert(nn::schema_fingerprint<ResNet152> != nn::schema_fingerprint<decltype(ResNet152::layer3)>);
