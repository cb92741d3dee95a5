// SPDX-License-Identifier: Apache-2.0
/// \file
/// The oneDNN engine: whether numbers are such that oneDNN computes with them as PyTorch does.
#pragma once

#include <cmath>
#include <cstdint>

#include <nnstruct/engine/reference_product-inl.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::engine::onednn::detail {

/// Whether none is NaN or infinite: 0 times these is NaN, and so is a sum with it.
NNSTRUCT_DECLARE bool all_finite(std::int64_t count, const float* x) {
  using reference::detail::packet_at;
  constexpr int packet_size = reference::detail::packet_size<float>;
  reference::detail::packet<float> sum = {};
  float rest = 0;
  const std::int64_t whole = count / packet_size * packet_size;
  for (std::int64_t i = 0; i < whole; i += packet_size) sum += packet_at(x + i) * 0.0f;
  for (std::int64_t i = whole; i < count; ++i) rest += x[i] * 0.0f;
  for (int i = 0; i < packet_size; ++i) rest += sum[i];
  return !std::isnan(rest);
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::engine::onednn::detail
