// SPDX-License-Identifier: Apache-2.0
/// \file
/// What BatchNorm computes, without types: normalisation, and running statistics.
#pragma once

#include <nnstruct/autograd/variable.hpp>
#include <nnstruct/config.hpp>
#include <nnstruct/layers/options.hpp>
#include <nnstruct/schema/node.hpp>
#include <nnstruct/tensor/parameter.hpp>
#include <nnstruct/tensor/raise.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// y[N, C, ...] from x[N, C, ...]; weight[C] and bias[C] may be left out. The layer is for errors.
struct batch_norm_call {
  const node& layer;
  extents_view shape;
  double eps;
  autograd::variable x;
  autograd::variable weight;
  autograd::variable bias;
  autograd::result y;
};

/// The running statistics of a layer.
struct running_statistics {
  held_values& mean;      // float, has values
  held_values& variance;  // float, has values
  held_values& batches;   // int64; empty is 0, as after a checkpoint from before it existed
  maybe<double> momentum;
};

/// Normalises with given statistics.
NNSTRUCT_DECLARE void normalize(const batch_norm_call& call, const autograd::variable& mean,
                                const autograd::variable& variance);

/// Normalises with the batch's own, and lets running ones follow them (null: there are none). Nobody who shares the
/// running statistics' memory sees them change. Throws ShapeError if there is one value per channel.
NNSTRUCT_DECLARE void normalize_by_batch(const batch_norm_call& call, const running_statistics* running);

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
