// SPDX-License-Identifier: Apache-2.0
/// \file
/// New tensors of random numbers. https://pytorch.org/docs/stable/torch.html#random-sampling
#pragma once

#include <concepts>
#include <cstdint>

#include <nnstruct/config.hpp>
#include <nnstruct/random/fill.hpp>
#include <nnstruct/random/generator.hpp>
#include <nnstruct/tensor/tensor.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

/// A tensor of standard normal numbers, as torch.randn. Its type is given, or the extents of a Tensor<float, ...>; the
/// dynamic extents are given in order, and before them a generator if it is not the process's one.
/// \code
///   auto x = nn::randn<nn::Batch<3, 32, 32>>(8);
///   auto noise = nn::randn<2, 3>(generator);       // Tensor<float, 2, 3>
/// \endcode
template <class X, class... N> X randn(Generator& generator, N... dynamic_extents) {
  X x(dynamic_extents...);
  normal_(x, 0, 1, generator);
  return x;
}
template <class X, std::convertible_to<std::int64_t>... N> X randn(N... dynamic_extents) {
  return randn<X>(default_generator(), dynamic_extents...);
}
template <std::int64_t... E, class... N> Tensor<float, E...> randn(N&&... generator_and_dynamic_extents) {
  return randn<Tensor<float, E...>>(generator_and_dynamic_extents...);
}

/// A tensor of numbers uniform in [0, 1), as torch.rand; arguments as for randn.
template <class X, class... N> X rand(Generator& generator, N... dynamic_extents) {
  X x(dynamic_extents...);
  uniform_(x, 0, 1, generator);
  return x;
}
template <class X, std::convertible_to<std::int64_t>... N> X rand(N... dynamic_extents) {
  return nnstruct::rand<X>(default_generator(), dynamic_extents...);
}
template <std::int64_t... E, class... N> Tensor<float, E...> rand(N&&... generator_and_dynamic_extents) {
  return nnstruct::rand<Tensor<float, E...>>(generator_and_dynamic_extents...);
}

/// `count` integers in [low, high), as torch.randint. Throws Error unless low < high and count is not negative.
NNSTRUCT_DECLARE Tensor<std::int64_t, dyn> randint(std::int64_t low, std::int64_t high, std::int64_t count,
                                                   Generator& generator = default_generator());

/// The integers 0 to count - 1 in a random order, as torch.randperm. Throws Error if count is negative.
NNSTRUCT_DECLARE Tensor<std::int64_t, dyn> randperm(std::int64_t count, Generator& generator = default_generator());

}  // namespace nnstruct::inline NNSTRUCT_ABI
