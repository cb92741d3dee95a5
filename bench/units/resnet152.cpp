// SPDX-License-Identifier: Apache-2.0
// measure: {"row": "ResNet-152, 932 keys, with its forward", "seconds": 2.5}
// ResNet-152 declared with its forward: 932 keys, with the light header alone.
#include <nnstruct/declare.hpp>
#include <nnstruct/models/resnet.hpp>
namespace nn = nnstruct;

using Net = nn::models::resnet152<>;
static_assert(nn::schema<Net>.size() == 932);
auto forward(const Net& net, const nn::Batch<3, 224, 224>& x) { return net.forward(x); }
