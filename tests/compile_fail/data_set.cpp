// SPDX-License-Identifier: Apache-2.0
// One of the tensors has as many rows as its type says: what would a batch be?
// expect: nn: a data set is a struct of Tensors, all of whose first extents are nn::dyn: the rows
#define NNSTRUCT_COMPILED  // declarations will do
#include <nnstruct/nnstruct.hpp>
namespace nn = nnstruct;

struct Points {
  nn::Tensor<float, nn::dyn, 2> at;
#ifdef NNSTRUCT_FAIL
  nn::Tensor<std::int64_t, 100> labels;
#else
  nn::Tensor<std::int64_t, nn::dyn> labels;
#endif
};

std::int64_t batches(const Points& points) { return nn::DataLoader(points, {.batch_size = 4}).size(); }
