// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/tensor/extents_text.hpp>
#include <nnstruct/tensor/raise.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

NNSTRUCT_DEFINE void throw_shape_error(const char* what, extents_view expected, extents_view found) {
  throw ShapeError(concat({what, ": expected ", text_of(expected), ", found ", text_of(found)}));
}

NNSTRUCT_DEFINE void throw_shape_error(const char* text) { throw ShapeError(text); }

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
