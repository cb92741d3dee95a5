// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include <nnstruct/autograd/normalization.hpp>
#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/layers/batch_statistics.hpp>
#include <nnstruct/module/repr.hpp>
#include <nnstruct/tensor/extents_text.hpp>
#include <nnstruct/tensor/raise.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// The values of one channel in one element of the batch.
NNSTRUCT_DECLARE std::int64_t inner_size(const batch_norm_call& call) {
  std::int64_t size = 1;
  for (std::size_t i = 2; i < call.shape.rank; ++i) size *= call.shape.extents[i];
  return size;
}

/// running = (1 - factor) * running + factor * observed * scale
NNSTRUCT_DECLARE void follow(held_values& running, const storage_handle& observed, double factor, double scale) {
  float* const values = reinterpret_cast<float*>(running.unshared());
  const auto* const batch = reinterpret_cast<const float*>(observed.data());
  for (std::size_t c = 0; c < observed.bytes() / sizeof(float); ++c)
    values[c] = static_cast<float>((1 - factor) * static_cast<double>(values[c]) +
                                   factor * static_cast<double>(batch[c]) * scale);
}

NNSTRUCT_DECLARE std::int64_t count_batch(held_values& batches) {
  if (!batches.has_values()) batches.replace(storage_handle(allocate_storage(sizeof(std::int64_t), true)));
  return ++*reinterpret_cast<std::int64_t*>(batches.unshared());
}

NNSTRUCT_DEFINE void normalize(const batch_norm_call& call, const autograd::variable& mean,
                               const autograd::variable& variance) {
  autograd::batch_norm(call.shape.extents[0], call.shape.extents[1], inner_size(call), call.eps, call.x, mean, variance,
                       call.weight, call.bias, call.y);
}

NNSTRUCT_DEFINE void normalize_by_batch(const batch_norm_call& call, const running_statistics* running) {
  const std::int64_t batch = call.shape.extents[0], channels = call.shape.extents[1], inner = inner_size(call);
  const std::int64_t count = batch * inner;
  if (count == 1)
    throw ShapeError(
        concat({repr(call.layer), ": Expected more than 1 value per channel when training, got input size torch.Size(",
                text_of(call.shape), "); is an nn::eval(net) missing?"}));
  const std::size_t bytes = static_cast<std::size_t>(channels) * sizeof(float);
  const storage_handle mean(allocate_storage(bytes, false)), variance(allocate_storage(bytes, false));
  autograd::batch_norm_training(batch, channels, inner, call.eps, call.x, call.weight, call.bias, call.y, mean,
                                variance);
  if (running == nullptr) return;
  const std::int64_t batches = count_batch(running->batches);
  if (count == 0) return;  // counted, as in PyTorch, but nothing to follow
  const double factor = running->momentum.given ? running->momentum.value : 1 / static_cast<double>(batches);
  const auto n = static_cast<double>(count);
  follow(running->mean, mean, factor, 1);
  follow(running->variance, variance, factor, n / (n - 1));
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
