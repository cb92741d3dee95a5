// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <iterator>
#include <string>

#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/random/drawing.hpp>
#include <nnstruct/random/draws.hpp>
#include <nnstruct/random/dropout.hpp>
#include <nnstruct/tensor/python_float.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

NNSTRUCT_DEFINE void dropout(double p, std::size_t count, const float* x, float* y, float* factors) {
  if (p == 1) {  // as PyTorch, which then draws nothing
    for (std::size_t i = 0; i < count; ++i) y[i] = x[i] * 0.0f;
    if (factors != nullptr) std::fill_n(factors, count, 0.0f);
    return;
  }
  Generator& generator = default_generator();
  const drawing_from lock(generator);
  const float scale = 1 / static_cast<float>(1 - p);
  float mask[1024];
  for (std::size_t here = 0; count != 0; x += here, y += here, count -= here) {
    here = std::min(count, std::size(mask));
    draw_bernoulli(generator, 1 - p, mask, here);
    for (std::size_t i = 0; i < here; ++i) mask[i] *= scale, y[i] = x[i] * mask[i];
    if (factors != nullptr) factors = std::copy_n(mask, here, factors);
  }
}

NNSTRUCT_DEFINE void throw_no_probability(double p) {
  throw Error(concat({"dropout probability has to be between 0 and 1, but got ", python_float(p)}));
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
