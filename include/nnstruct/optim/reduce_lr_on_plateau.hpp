// SPDX-License-Identifier: Apache-2.0
/// \file
/// ReduceLROnPlateau: the learning rate shrinks when a metric gets no better.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include <nnstruct/config.hpp>
#include <nnstruct/optim/scheduler.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

/// Whether a metric is better when it is less, or more.
enum class plateau_mode : std::uint8_t { min, max };
/// Whether the threshold is a part of the best metric, or a difference from it.
enum class threshold_mode : std::uint8_t { rel, abs };

/// https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ReduceLROnPlateau.html
struct reduce_lr_on_plateau_options {
  plateau_mode mode = plateau_mode::min;
  double factor = 0.1;
  std::int64_t patience = 10;  ///< epochs without getting better that are borne
  double threshold = 1e-4;     ///< what is less is not better
  nnstruct::threshold_mode threshold_mode = nnstruct::threshold_mode::rel;
  std::int64_t cooldown = 0;  ///< epochs after a change in which nothing is counted
  double min_lr = 0;
  std::vector<double> min_lrs = {};  ///< one for each group, in the place of min_lr: PyTorch's `min_lr=[...]`
  double eps = 1e-8;                 ///< a smaller change of a learning rate is not made
};

/// Multiplies the learning rates by factor when a metric, such as the loss of an epoch, has got no better for longer
/// than `patience` epochs.
/// \code
///   nn::ReduceLROnPlateau scheduler{opt, {.factor = 0.5, .patience = 3}};
///   scheduler.step(opt, loss);   // a number, or a tensor of one
/// \endcode
class ReduceLROnPlateau : public scheduler {
 public:
  static constexpr std::string_view name = "ReduceLROnPlateau";

  template <class = void> ReduceLROnPlateau() : scheduler(kind()) {}
  /// Throws Error if an option is not valid: `Factor should be < 1.0.`
  template <class Model, class Options>
  ReduceLROnPlateau(optimizer<Model, Options>& opt, const reduce_lr_on_plateau_options& options = {})
      : ReduceLROnPlateau() {
    attach(detail::scheduler_access::groups(opt), options);
  }

  /// The next epoch, with its metric.
  /// Throws Error if this is not the optimizer of the constructor: if its number of groups is another.
  template <class Model, class Options, class Metric> void step(optimizer<Model, Options>& opt, const Metric& metric) {
    const auto groups = detail::scheduler_access::groups(opt);
    if constexpr (requires { metric.item(); }) next(groups, static_cast<double>(metric.item()));
    else next(groups, static_cast<double>(metric));
  }

 private:
  NNSTRUCT_DECLARE static const detail::scheduler_kind& kind() noexcept;
  NNSTRUCT_DECLARE void attach(const std::vector<detail::scheduled_group>& groups,
                               const reduce_lr_on_plateau_options& options);
  NNSTRUCT_DECLARE void next(const std::vector<detail::scheduled_group>& groups, double metric);
};

}  // namespace nnstruct::inline NNSTRUCT_ABI
