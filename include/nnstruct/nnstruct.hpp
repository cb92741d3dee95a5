// SPDX-License-Identifier: Apache-2.0
/// \file
/// The one header: everything.
#pragma once

#include <nnstruct/platform.hpp>  // before the standard library, which may refuse an old C++ in its own words

#include <nnstruct/autograd/grad_mode.hpp>
#include <nnstruct/checkpoint/hub.hpp>
#include <nnstruct/checkpoint/load.hpp>
#include <nnstruct/checkpoint/read.hpp>
#include <nnstruct/checkpoint/save.hpp>
#include <nnstruct/data/cifar10.hpp>
#include <nnstruct/data/data_loader.hpp>
#include <nnstruct/data/digits.hpp>
#include <nnstruct/data/idx.hpp>
#include <nnstruct/data/normalize.hpp>
#include <nnstruct/declare.hpp>
#include <nnstruct/engine/kernels.hpp>  // engine_name
#include <nnstruct/error.hpp>
#include <nnstruct/models/alexnet.hpp>
#include <nnstruct/models/lenet.hpp>
#include <nnstruct/models/resnet.hpp>
#include <nnstruct/models/vgg.hpp>
#include <nnstruct/models/weights.hpp>
#include <nnstruct/module/gradients.hpp>
#include <nnstruct/module/init.hpp>
#include <nnstruct/module/parameters.hpp>
#include <nnstruct/module/predict.hpp>
#include <nnstruct/module/repr.hpp>
#include <nnstruct/module/state_dict.hpp>
#include <nnstruct/module/walk.hpp>
#include <nnstruct/optim/adam.hpp>
#include <nnstruct/optim/cosine_annealing_lr.hpp>
#include <nnstruct/optim/groups.hpp>
#include <nnstruct/optim/multi_step_lr.hpp>
#include <nnstruct/optim/options.hpp>
#include <nnstruct/optim/reduce_lr_on_plateau.hpp>
#include <nnstruct/optim/require_finite.hpp>
#include <nnstruct/optim/sgd.hpp>
#include <nnstruct/optim/step_lr.hpp>
#include <nnstruct/random/fill.hpp>
#include <nnstruct/random/generator.hpp>
#include <nnstruct/random/scaled_fill.hpp>
#include <nnstruct/random/state.hpp>
#include <nnstruct/random/tensors.hpp>
#include <nnstruct/state_dict/fold.hpp>
#include <nnstruct/state_dict/options.hpp>
#include <nnstruct/state_dict/report.hpp>
#include <nnstruct/state_dict/repr.hpp>
#include <nnstruct/state_dict/state_dict.hpp>
#include <nnstruct/state_dict/value.hpp>
#include <nnstruct/tensor/repr.hpp>

#ifndef NNSTRUCT_COMPILED
#include <nnstruct/nnstruct-inl.hpp>
#endif
