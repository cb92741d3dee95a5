// SPDX-License-Identifier: Apache-2.0
// Data sets, state_dicts and published weights, which the light header does not have.
#define NNSTRUCT_COMPILED  // declarations are enough
#include <nnstruct/nnstruct.hpp>

#include "found.hpp"
namespace nn = nnstruct;

struct Net {
  nn::Linear<4, 2> fc;
};

// case: a data set with a tensor of fixed rows
// What would a batch be?
// expect: nn: a data set is a struct of Tensors, all of whose first extents are nn::dyn: the rows
struct Points {
  nn::Tensor<float, nn::dyn, 2> at;
  nn::Tensor<std::int64_t, FOUND(100, nn::dyn)> labels;
};
inline std::int64_t batches(const Points& points) { return nn::DataLoader(points, {.batch_size = 4}).size(); }

// case: the state_dict of a record
// A function for models is given a record. (nn::load and nn::save take records, as dictionaries.)
// expect: nn: a module is needed here, and this type is none
struct Checkpoint {
#ifdef NNSTRUCT_FAIL
  int epoch;
#endif
  Net model_state_dict;
};
inline nn::StateDict read(const Checkpoint& checkpoint) { return nn::state_dict(checkpoint); }

// case: weights for 1000 classes, and a model for 10
// expect: nn: these weights are for another number of classes: make the model by nn::init, and take over what fits by
// expect: take over what fits by nn::hub::load\(net, weights, nn::lenient\)
// expect: VGG<.*, 10>
using Model = nn::models::FOUND(vgg16<10>, alexnet<>);
inline auto pretrained() { return nn::hub::load<Model>(nn::hub::imagenet1k_v1); }

// case: weights of a model of one's own
// expect: nn: no such weights of this model are published: give nn::hub::load an address, or specialise
// expect: or specialise nn::hub::published
// expect: published<Net, .*imagenet1k<1>
#ifdef NNSTRUCT_FAIL
inline auto own() { return nn::hub::load<Net>(nn::hub::imagenet1k_v1); }
#endif

// case: weights of the second recipe, of AlexNet
// expect: nn: no such weights of this model are published: give nn::hub::load an address, or specialise
// expect: published<.*AlexNet<1000>, .*imagenet1k<2>
inline auto second() { return nn::hub::load<nn::models::alexnet<>>(nn::hub::FOUND(imagenet1k_v2, imagenet1k_v1)); }
