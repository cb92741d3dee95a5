// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include <nnstruct/tensor/extents.hpp>
#include <nnstruct/tensor/extents_text.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

NNSTRUCT_DEFINE std::string text_of(extents_view extents) {
  std::string text = "[";
  for (std::size_t i = 0; i < extents.rank; ++i) {
    if (i != 0) text += ", ";
    text += extents.extents[i] == dyn ? "*" : std::to_string(extents.extents[i]);
  }
  return text += ']';
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
