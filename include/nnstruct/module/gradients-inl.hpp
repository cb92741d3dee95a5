// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include <nnstruct/error.hpp>
#include <nnstruct/module/gradients.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

NNSTRUCT_DEFINE void zero_grad(const parameter_list& parameters) noexcept {
  for (const parameter_reference& p : parameters) p.values().zero_grad();
}

/// In double, and in the parameters' order: PyTorch takes the norm of the parameters' norms, which is the same number.
NNSTRUCT_DEFINE double clip_grad_norm(const parameter_list& parameters, double max_norm, double norm_type) {
  if (!(norm_type > 0)) throw GradError("clip_grad_norm: the norm_type is a number above 0, or infinite");
  double total = 0;
  for (const parameter_reference& p : parameters) {
    const storage_handle gradient = p.values().gradient();
    const auto* const values = reinterpret_cast<const float*>(gradient.data());
    for (std::size_t i = 0; i < gradient.bytes() / sizeof(float); ++i) {
      const double size = std::fabs(static_cast<double>(values[i]));
      if (std::isinf(norm_type)) total = size > total || size != size ? size : total;
      else total += norm_type == 2 ? size * size : std::pow(size, norm_type);
    }
  }
  if (!std::isinf(norm_type)) total = norm_type == 2 ? std::sqrt(total) : std::pow(total, 1 / norm_type);

  const double factor = max_norm / (total + 1e-6);
  if (factor >= 1) return total;
  std::vector<storage_handle> scaled;
  for (const parameter_reference& p : parameters) {
    const storage_handle gradient = p.values().gradient();
    if (!gradient) {
      scaled.emplace_back();
      continue;
    }
    storage_handle to(allocate_storage(gradient.bytes(), false));
    const auto* const from = reinterpret_cast<const float*>(gradient.data());
    for (std::size_t i = 0; i < gradient.bytes() / sizeof(float); ++i)
      reinterpret_cast<float*>(to.data())[i] = from[i] * static_cast<float>(factor);
    scaled.push_back(std::move(to));
  }
  for (std::size_t i = 0; i < scaled.size(); ++i)
    if (scaled[i]) parameters[i].values().gradient(std::move(scaled[i]));
  return total;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
