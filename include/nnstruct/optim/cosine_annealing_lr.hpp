// SPDX-License-Identifier: Apache-2.0
/// \file
/// CosineAnnealingLR: the learning rate follows half a wave of the cosine.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include <nnstruct/config.hpp>
#include <nnstruct/optim/scheduler.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

/// https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.CosineAnnealingLR.html
struct cosine_annealing_lr_options {
  std::int64_t T_max;  ///< epochs from the first learning rate to the lowest
  double eta_min = 0;  ///< the lowest
};

/// Lowers the learning rates to eta_min in T_max epochs, and raises them again in the next T_max.
/// \code
///   nn::CosineAnnealingLR scheduler{opt, {.T_max = 100}};
///   scheduler.step(opt);
/// \endcode
class CosineAnnealingLR : public epoch_scheduler {
 public:
  static constexpr std::string_view name = "CosineAnnealingLR";

  template <class = void> CosineAnnealingLR() : epoch_scheduler(kind()) {}
  /// Throws Error if an option is not valid.
  template <class Model, class Options>
  CosineAnnealingLR(optimizer<Model, Options>& opt, const cosine_annealing_lr_options& options) : CosineAnnealingLR() {
    attach(detail::scheduler_access::groups(opt), options);
  }

 private:
  NNSTRUCT_DECLARE static const detail::scheduler_kind& kind() noexcept;
  NNSTRUCT_DECLARE void attach(const std::vector<detail::scheduled_group>& groups,
                               const cosine_annealing_lr_options& options);
};

}  // namespace nnstruct::inline NNSTRUCT_ABI
