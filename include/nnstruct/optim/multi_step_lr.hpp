// SPDX-License-Identifier: Apache-2.0
/// \file
/// MultiStepLR: the learning rate shrinks at certain epochs.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include <nnstruct/config.hpp>
#include <nnstruct/optim/scheduler.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

/// https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.MultiStepLR.html
struct multi_step_lr_options {
  std::vector<std::int64_t> milestones;  ///< epochs; one that stands there twice counts twice
  double gamma = 0.1;
};

/// Multiplies the learning rates by gamma at each milestone.
/// \code
///   nn::MultiStepLR scheduler{opt, {.milestones = {30, 80}}};
///   scheduler.step(opt);
/// \endcode
class MultiStepLR : public epoch_scheduler {
 public:
  static constexpr std::string_view name = "MultiStepLR";

  template <class = void> MultiStepLR() : epoch_scheduler(kind()) {}
  /// Throws Error if gamma is not a number.
  template <class Model, class Options>
  MultiStepLR(optimizer<Model, Options>& opt, const multi_step_lr_options& options) : MultiStepLR() {
    attach(detail::scheduler_access::groups(opt), options);
  }

 private:
  NNSTRUCT_DECLARE static const detail::scheduler_kind& kind() noexcept;
  NNSTRUCT_DECLARE void attach(const std::vector<detail::scheduled_group>& groups,
                               const multi_step_lr_options& options);
};

}  // namespace nnstruct::inline NNSTRUCT_ABI
