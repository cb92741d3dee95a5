// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/tensor/extents.hpp>
#include <nnstruct/tensor/raise.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

NNSTRUCT_DECLARE std::string text_of(extents_view extents) {
  std::string text = "[";
  for (std::size_t i = 0; i < extents.rank; ++i) {
    if (i != 0) text += ", ";
    text += extents.extents[i] == dyn ? "*" : std::to_string(extents.extents[i]);
  }
  return text += ']';
}

NNSTRUCT_DEFINE void throw_shape_error(const char* what, extents_view expected, extents_view found) {
  throw ShapeError(concat({what, ": expected ", text_of(expected), ", found ", text_of(found)}));
}

NNSTRUCT_DEFINE void throw_shape_error(const char* text) { throw ShapeError(text); }

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
