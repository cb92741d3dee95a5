// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/random/drawing.hpp>
#include <nnstruct/random/draws.hpp>
#include <nnstruct/random/tensors.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

NNSTRUCT_DEFINE Tensor<std::int64_t, dyn> randint(std::int64_t low, std::int64_t high, std::int64_t count,
                                                  Generator& generator) {
  if (low >= high)
    throw Error(detail::concat({"random_ expects 'from' to be less than 'to', but got from=", low, " >= to=", high}));
  Tensor<std::int64_t, dyn> x(count);
  const detail::drawing_from lock(generator);
  detail::draw_integers(generator, low, high, x.data(), static_cast<std::size_t>(count));
  return x;
}

NNSTRUCT_DEFINE Tensor<std::int64_t, dyn> randperm(std::int64_t count, Generator& generator) {
  Tensor<std::int64_t, dyn> x(count);
  const detail::drawing_from lock(generator);
  detail::draw_permutation(generator, x.data(), static_cast<std::size_t>(count));
  return x;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI
