// SPDX-License-Identifier: Apache-2.0
// Weights for 1000 classes, and a model for 10.
// expect: nn: these weights are for another number of classes: make the model by nn::init, and take over what fits by
// nn::hub::load\(net, weights, nn::lenient\)
#define NNSTRUCT_COMPILED  // declarations are enough
#include <nnstruct/nnstruct.hpp>
namespace nn = nnstruct;

#ifdef NNSTRUCT_FAIL
using Model = nn::models::vgg16<10>;
#else
using Model = nn::models::vgg16<>;
#endif

auto pretrained() { return nn::hub::load<Model>(nn::hub::imagenet1k_v1); }
