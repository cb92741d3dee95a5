// SPDX-License-Identifier: Apache-2.0
/// \file
/// What a layer refuses, said with the layer as PyTorch prints it.
#pragma once

#include <cstddef>
#include <cstdint>

#include <nnstruct/config.hpp>
#include <nnstruct/schema/node.hpp>
#include <nnstruct/tensor/raise.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// Throws ShapeError: `Conv2d(3, 6, kernel_size=(5, 5), stride=(1, 1)) WHAT: expected [EXPECTED], found [FOUND]`.
NNSTRUCT_DECLARE [[noreturn]] void throw_wrong_input(const node& layer, const char* what, extents_view expected,
                                                     extents_view found);

/// The same, where one extent is wrong: number `place` should be `wanted`.
NNSTRUCT_DECLARE [[noreturn]] void throw_wrong_extent(const node& layer, const char* what, extents_view found,
                                                      std::size_t place, std::int64_t wanted);

/// Throws Error: element number `place` of what the layer got is an index that is not in [0, count).
NNSTRUCT_DECLARE [[noreturn]] void throw_index_out_of_range(const node& layer, std::int64_t index, std::int64_t place,
                                                            std::int64_t count);

/// Throws Error: the layer is const, and in training mode, where it would change.
NNSTRUCT_DECLARE [[noreturn]] void throw_const_in_training(const node& layer);

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
