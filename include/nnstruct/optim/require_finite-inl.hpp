// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/optim/require_finite.hpp>
#include <nnstruct/tensor/python_float.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

NNSTRUCT_DEFINE void throw_not_finite(double loss, std::int64_t step) {
  throw Error(concat({"the loss is ", python_float(loss), " at step ", step,
                      ": training stops before it changes the model; a lower learning rate, or clip_grad_norm, may "
                      "keep it finite"}));
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
