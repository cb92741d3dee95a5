// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/layers/cross_entropy.hpp>
#include <nnstruct/layers/loss.hpp>
#include <nnstruct/tensor/extents_text.hpp>
#include <nnstruct/tensor/python_float.hpp>
#include <nnstruct/tensor/raise.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

NNSTRUCT_DEFINE storage_handle expanded(const loss_weights& weights, extents_view to, const char* loss,
                                        const char* option) {
  if (!weights.given()) return {};
  const extents_view from = weights.shape();
  const std::size_t before = to.rank - from.rank;  // extents that the weights lack
  bool fits = from.rank <= to.rank, equal = from.rank == to.rank;
  for (std::size_t i = 0; fits && i < from.rank; ++i) {
    fits = from.extents[i] == to.extents[before + i] || from.extents[i] == 1;
    equal = equal && from.extents[i] == to.extents[before + i];
  }
  if (!fits) throw_shape_error(concat({loss, " got a ", option, " that does not go with its input"}).c_str(), to, from);
  if (equal) return weights.values();

  std::size_t count = 1;
  for (std::size_t i = 0; i < to.rank; ++i) count *= static_cast<std::size_t>(to.extents[i]);
  storage_handle result(allocate_storage(count * sizeof(float), false));
  const auto* const source = reinterpret_cast<const float*>(weights.values().data());
  auto* const out = reinterpret_cast<float*>(result.data());
  for (std::size_t i = 0; i < count; ++i) {
    std::size_t place = 0, step = 1, rest = i;
    for (std::size_t k = to.rank; k-- > 0; rest /= static_cast<std::size_t>(to.extents[k])) {
      if (k < before) break;
      const auto extent = static_cast<std::size_t>(from.extents[k - before]);
      if (extent != 1) place += rest % extent * step;
      step *= extent;
    }
    out[i] = source[place];
  }
  return result;
}

NNSTRUCT_DEFINE void require_labels(const engine::class_labels& c, extents_view shape, const char* loss) {
  for (std::int64_t i = 0; i < c.count(); ++i) {
    const std::int64_t label = c.labels[i];
    if ((0 <= label && label < c.classes) || label == c.ignored) continue;
    std::vector<std::int64_t> place(shape.rank);
    std::int64_t rest = i;
    for (std::size_t k = shape.rank; k-- > 0; rest /= shape.extents[k]) place[k] = rest % shape.extents[k];
    throw Error(
        concat({loss, ": the label at ", text_of({place.data(), place.size()}), " is ", label, ": expected one of the ",
                c.classes, " classes of its input, counted from 0, or ignore_index, ", c.ignored}));
  }
}

NNSTRUCT_DEFINE void require_options(const loss_weights& weight, double smoothing, std::int64_t classes,
                                     const char* loss) {
  if (!(0 <= smoothing && smoothing <= 1))
    throw Error(concat({loss, ": label_smoothing must be between 0.0 and 1.0, found ", rounded_float(smoothing)}));
  const extents_view shape = weight.shape();
  if (weight.given() && (shape.rank != 1 || shape.extents[0] != classes))
    throw_shape_error(concat({loss, " needs a weight for each class"}).c_str(), {&classes, 1}, shape);
}

NNSTRUCT_DEFINE void throw_ignored_probabilities(std::int64_t ignored) {
  throw Error(concat({"cross_entropy: ignore_index is for labels, and the target is probabilities; found ", ignored}));
}

NNSTRUCT_DEFINE void throw_negative_beta(double beta) {
  throw Error(concat({"smooth_l1_loss: beta must not be negative, found ", rounded_float(beta)}));
}

NNSTRUCT_DEFINE double total_weight(const engine::class_labels& c, const float* weight) {
  double total = 0;
  for (std::int64_t i = 0; i < c.count(); ++i)
    if (c.labels[i] != c.ignored) total += weight != nullptr ? static_cast<double>(weight[c.labels[i]]) : 1;
  return total;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
