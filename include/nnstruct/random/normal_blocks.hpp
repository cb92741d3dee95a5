// SPDX-License-Identifier: Apache-2.0
/// \file
/// Uniform numbers into float32 ones of other distributions, many at once: the same bits on every CPU and with every
/// compiler flag (but -ffast-math).
///
/// Where PyTorch's build multiplies and adds in one step, std::fma says so; where it rounds in between, no sum follows
/// a product, so that a compiler which contracts expressions on its own (g++ does by default) finds nothing to
/// contract.
#pragma once

#include <cstddef>
#include <cstdint>

#include <nnstruct/config.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// out[i] = from + (to - from) * u, where u in [0, 1) is made of the lower 24 bits of bits[i].
NNSTRUCT_DECLARE void uniform_floats(const std::uint32_t* bits, float from, float to, float* out, std::size_t count);

/// Blocks of 16 uniform numbers into normal ones, by Box and Muller's method: numbers i and i + 8 of a block make two.
NNSTRUCT_DECLARE void normal_blocks(float mean, float std, float* data, std::size_t blocks);

/// The same, with the instructions that every CPU has.
NNSTRUCT_DECLARE void uniform_floats_anywhere(const std::uint32_t* bits, float from, float to, float* out,
                                              std::size_t count);
NNSTRUCT_DECLARE void normal_blocks_anywhere(float mean, float std, float* data, std::size_t blocks);

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
