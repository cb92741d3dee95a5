// SPDX-License-Identifier: Apache-2.0
/// \file
/// Throws of the typed layer, declared without <string> so that declaring a network stays cheap.
#pragma once

#include <cstddef>
#include <cstdint>

#include <nnstruct/config.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// Extents as the throwing functions take them.
struct extents_view {
  const std::int64_t* extents;
  std::size_t rank;
};

/// Throws ShapeError: `WHAT: expected [EXPECTED], found [FOUND]`; dyn is shown as `*`.
NNSTRUCT_DECLARE [[noreturn]] void throw_shape_error(const char* what, extents_view expected, extents_view found);

/// Throws ShapeError with this text.
NNSTRUCT_DECLARE [[noreturn]] void throw_shape_error(const char* text);

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
