// SPDX-License-Identifier: Apache-2.0
// measure: {"row": "ResNet-152, required to fit its checkpoint", "seconds": 4}
// ResNet-152 with its forward, and required to fit its checkpoint of 932 rows.
#include <nnstruct/declare.hpp>
#include <nnstruct/models/resnet.hpp>

#define NNSTRUCT_BENCH_PREFIX
#include "resnet152_rows.hpp"
namespace nn = nnstruct;

using Net = nn::models::resnet152<>;
static_assert(nn::require_fits<Net, resnet152_file>());
auto forward(const Net& net, const nn::Batch<3, 224, 224>& x) { return net.forward(x); }
