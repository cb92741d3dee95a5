// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/module/empty.hpp>
#include <nnstruct/module/repr.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

NNSTRUCT_DEFINE void throw_empty_parameter(const node& layer, const char* parameter) {
  throw ShapeError(
      concat({"the ", parameter, " of ", repr(layer),
              " has no values yet: load the model from a file with nn::load, give it PyTorch's initial values with "
              "nn::init, or set the parameter with copy_ or fill_"}));
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
