// SPDX-License-Identifier: Apache-2.0
/// \file
/// StepLR: the learning rate shrinks every so many epochs.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include <nnstruct/config.hpp>
#include <nnstruct/optim/scheduler.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

/// https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.StepLR.html
struct step_lr_options {
  std::int64_t step_size;
  double gamma = 0.1;
};

/// Multiplies the learning rates by gamma every step_size epochs.
/// \code
///   nn::StepLR scheduler{opt, {.step_size = 30, .gamma = 0.1}};
///   scheduler.step(opt);
/// \endcode
class StepLR : public epoch_scheduler {
 public:
  static constexpr std::string_view name = "StepLR";

  template <class = void> StepLR() : epoch_scheduler(kind()) {}
  /// Throws Error if an option is not valid.
  template <class Model, class Options>
  StepLR(optimizer<Model, Options>& opt, const step_lr_options& options) : StepLR() {
    attach(detail::scheduler_access::groups(opt), options);
  }

 private:
  NNSTRUCT_DECLARE static const detail::scheduler_kind& kind() noexcept;
  NNSTRUCT_DECLARE void attach(const std::vector<detail::scheduled_group>& groups, const step_lr_options& options);
};

}  // namespace nnstruct::inline NNSTRUCT_ABI
