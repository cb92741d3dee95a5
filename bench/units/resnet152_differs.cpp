// SPDX-License-Identifier: Apache-2.0
// measure: {"row": "ResNet-152, with every key wrong", "seconds": 30, "MB": 2048, "fails": "wrong.conv1.weight", "compilers": ["g++"]}
// measure: {"row": "ResNet-152, with every key wrong", "seconds": 30, "MB": 2048, "fails": "nn: unexpected key", "flags": ["-ferror-limit=0"], "compilers": ["clang++-14"]}
// ResNet-152 required to fit a checkpoint with other keys throughout: does not compile, with 1,709 errors. clang shows
// them all with -ferror-limit=0.
#include <nnstruct/declare.hpp>
#include <nnstruct/models/resnet.hpp>

#define NNSTRUCT_BENCH_PREFIX "wrong."
#include "resnet152_rows.hpp"
namespace nn = nnstruct;

static_assert(nn::require_fits<nn::models::resnet152<>, resnet152_file>());
