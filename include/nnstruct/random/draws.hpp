// SPDX-License-Identifier: Apache-2.0
/// \file
/// Numbers of a distribution, drawn into plain memory: the bits that PyTorch 2.14 draws on a CPU with AVX2.
///
/// PyTorch's bits depend on the CPU (its ATEN_CPU_CAPABILITY): those of `default`, for CPUs without AVX2, differ in the
/// last places. Here they are those of AVX2 and AVX512 on every CPU.
#pragma once

#include <cstddef>
#include <cstdint>

#include <nnstruct/config.hpp>
#include <nnstruct/random/generator.hpp>
#include <nnstruct/tensor/dtype.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

// The callers have checked the arguments, and hold the generator's lock if it has one.

/// Uniform in [from, to); of a floating type.
NNSTRUCT_DECLARE void draw_uniform(Generator& generator, double from, double to, dtype type, std::byte* out,
                                   std::size_t count);

/// Normal; float32 or float64.
NNSTRUCT_DECLARE void draw_normal(Generator& generator, double mean, double std, dtype type, std::byte* out,
                                  std::size_t count);

/// 1 with the probability p, else 0.
NNSTRUCT_DECLARE void draw_bernoulli(Generator& generator, double p, float* out, std::size_t count);

/// Integers in [low, high).
NNSTRUCT_DECLARE void draw_integers(Generator& generator, std::int64_t low, std::int64_t high, std::int64_t* out,
                                    std::size_t count);

/// The numbers 0 to count - 1 in a random order.
NNSTRUCT_DECLARE void draw_permutation(Generator& generator, std::int64_t* out, std::size_t count);

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
