// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstring>
#include <string>

#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/random/drawing.hpp>
#include <nnstruct/random/draws.hpp>
#include <nnstruct/random/fill.hpp>
#include <nnstruct/tensor/convert.hpp>
#include <nnstruct/tensor/python_float.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

NNSTRUCT_DEFINE detail::storage* fill_target::allocate() const {
  return detail::allocate_storage(numel() * size_of(dtype_), false);
}

namespace detail {
NNSTRUCT_DECLARE void require_dtype(bool possible, const char* function, const char* wanted, dtype found) {
  if (!possible)
    throw Error(detail::concat({function, " draws ", wanted, "; found a tensor of torch.", name_of(found)}));
}
}  // namespace detail

NNSTRUCT_DEFINE void normal_(const fill_target& target, double mean, double std, Generator& generator) {
  if (!(std >= 0))
    throw Error(detail::concat({"normal expects std >= 0.0, but found std ", detail::rounded_float(std)}));
  const bool possible = target.dtype() == dtype::float32 || target.dtype() == dtype::float64;
  detail::require_dtype(possible, "normal_", "float32 and float64", target.dtype());
  const detail::drawing_from lock(generator);
  target.replace(
      [&](std::byte* out) { detail::draw_normal(generator, mean, std, target.dtype(), out, target.numel()); });
}

NNSTRUCT_DEFINE void uniform_(const fill_target& target, double from, double to, Generator& generator) {
  if (!(from <= to))
    throw Error(detail::concat({"uniform_ expects to return a [from, to) range, but found from=",
                                detail::rounded_float(from), " > to=", detail::rounded_float(to)}));
  const double width = target.dtype() == dtype::float64 ? to - from : static_cast<float>(to) - static_cast<float>(from);
  if (!std::isfinite(width))
    throw Error(
        detail::concat({"uniform_ expects to - from to be a finite number of the tensor's type, but found from=",
                        detail::rounded_float(from), " and to=", detail::rounded_float(to)}));
  detail::require_dtype(is_floating(target.dtype()), "uniform_", "floating types", target.dtype());
  const detail::drawing_from lock(generator);
  target.replace(
      [&](std::byte* out) { detail::draw_uniform(generator, from, to, target.dtype(), out, target.numel()); });
}

NNSTRUCT_DEFINE void bernoulli_(const fill_target& target, double p, Generator& generator) {
  if (!(0 <= p && p <= 1))
    throw Error(detail::concat({"bernoulli_ expects p to be in [0, 1], but got p=", detail::rounded_float(p)}));
  detail::require_dtype(target.dtype() == dtype::float32, "bernoulli_", "float32", target.dtype());
  const detail::drawing_from lock(generator);
  target.replace(
      [&](std::byte* out) { detail::draw_bernoulli(generator, p, reinterpret_cast<float*>(out), target.numel()); });
}

NNSTRUCT_DEFINE void fill_(const fill_target& target, double value) {
  target.replace([&](std::byte* out) {
    const std::size_t size = size_of(target.dtype()), count = target.numel();
    if (count == 0) return;
    detail::convert(dtype::float64, reinterpret_cast<const std::byte*>(&value), target.dtype(), out, 1);
    for (std::size_t i = 1; i < count; ++i) std::memcpy(out + i * size, out, size);
  });
}

}  // namespace nnstruct::inline NNSTRUCT_ABI
