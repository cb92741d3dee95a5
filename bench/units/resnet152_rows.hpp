// SPDX-License-Identifier: Apache-2.0
/// \file
/// ResNet-152's checkpoint as `nnstruct schema` would write it, with keys that begin with NNSTRUCT_BENCH_PREFIX.
// clang-format off
#pragma once

#include <nnstruct/schema/checkpoint.hpp>

#define FLOATS(key, ...) {NNSTRUCT_BENCH_PREFIX key, nnstruct::dtype::float32, {__VA_ARGS__}},
#define NORM(key, n)                                                                                                 \
  FLOATS(key ".weight", n) FLOATS(key ".bias", n) FLOATS(key ".running_mean", n) FLOATS(key ".running_var", n)       \
  {NNSTRUCT_BENCH_PREFIX key ".num_batches_tracked", nnstruct::dtype::int64, {}},
#define BLOCK(key, in, width)                                                                         \
  FLOATS(key ".conv1.weight", width, in, 1, 1) NORM(key ".bn1", width)                                \
  FLOATS(key ".conv2.weight", width, width, 3, 3) NORM(key ".bn2", width)                             \
  FLOATS(key ".conv3.weight", 4 * width, width, 1, 1) NORM(key ".bn3", 4 * width)
#define FIRST(key, in, width)                                                                     \
  BLOCK(key ".0", in, width) FLOATS(key ".0.downsample.0.weight", 4 * width, in, 1, 1)            \
  NORM(key ".0.downsample.1", 4 * width)
#define NEXT(key, width) BLOCK(key, 4 * width, width)
#define ONE_TO_TWO(key, width) NEXT(key ".1", width) NEXT(key ".2", width)
#define ONE_TO_SEVEN(key, width)                                                                   \
  ONE_TO_TWO(key, width) NEXT(key ".3", width) NEXT(key ".4", width) NEXT(key ".5", width)         \
  NEXT(key ".6", width) NEXT(key ".7", width)
#define TEN(key, width)                                                                                       \
  NEXT(key "0", width) NEXT(key "1", width) NEXT(key "2", width) NEXT(key "3", width) NEXT(key "4", width)    \
  NEXT(key "5", width) NEXT(key "6", width) NEXT(key "7", width) NEXT(key "8", width) NEXT(key "9", width)

struct resnet152_file {
  static constexpr std::string_view at = "";
  static constexpr std::array<nnstruct::checkpoint_row, 932> rows{{
      FLOATS("conv1.weight", 64, 3, 7, 7) NORM("bn1", 64)
      FIRST("layer1", 64, 64) ONE_TO_TWO("layer1", 64)
      FIRST("layer2", 256, 128) ONE_TO_SEVEN("layer2", 128)
      FIRST("layer3", 512, 256) ONE_TO_SEVEN("layer3", 256) NEXT("layer3.8", 256) NEXT("layer3.9", 256)
      TEN("layer3.1", 256) TEN("layer3.2", 256)
      NEXT("layer3.30", 256) NEXT("layer3.31", 256) NEXT("layer3.32", 256) NEXT("layer3.33", 256)
      NEXT("layer3.34", 256) NEXT("layer3.35", 256)
      FIRST("layer4", 1024, 512) ONE_TO_TWO("layer4", 512)
      FLOATS("fc.weight", 1000, 2048) FLOATS("fc.bias", 1000)
  }};
};
