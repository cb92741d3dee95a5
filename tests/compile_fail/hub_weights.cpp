// SPDX-License-Identifier: Apache-2.0
// A model of one's own has no published weights; nor has AlexNet those of the second recipe.
// errors: 2
// expect: nn: no such weights of this model are published: give nn::hub::load an address, or specialise
// nn::hub::published
#define NNSTRUCT_COMPILED  // declarations are enough
#include <nnstruct/nnstruct.hpp>
namespace nn = nnstruct;

#ifdef NNSTRUCT_FAIL
struct Net {
  nn::Linear<4, 2> fc;
};
auto own() { return nn::hub::load<Net>(nn::hub::imagenet1k_v1); }
auto alexnet() { return nn::hub::load<nn::models::alexnet<>>(nn::hub::imagenet1k_v2); }
#else
auto resnet() { return nn::hub::load<nn::models::resnet50<>>(nn::hub::imagenet1k_v2); }
#endif
