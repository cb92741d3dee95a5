// SPDX-License-Identifier: Apache-2.0
/// \file
/// The schedulers' own arithmetic: each step from the one before it, in PyTorch's order, so that learning rates are
/// Python's to the last bit.
#pragma once

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <numbers>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/optim/cosine_annealing_lr.hpp>
#include <nnstruct/optim/multi_step_lr.hpp>
#include <nnstruct/optim/reduce_lr_on_plateau.hpp>
#include <nnstruct/optim/scheduler-inl.hpp>
#include <nnstruct/optim/step_lr.hpp>
#include <nnstruct/tensor/python_float.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {

/// A product that is rounded, whatever is added to it and whatever the compiler contracts.
NNSTRUCT_DECLARE double rounded_product(double a, double b) {
  const volatile double product = a * b;
  return product;
}

NNSTRUCT_DECLARE [[noreturn]] void throw_scheduler_option(std::string_view scheduler, std::string_view option,
                                                          std::string_view expected, std::string_view found) {
  throw Error(concat({scheduler, ": ", option, " is ", expected, ", not ", found}));
}
NNSTRUCT_DECLARE void require_positive(std::string_view scheduler, std::string_view option, std::int64_t number) {
  if (number <= 0 || number > largest_state_integer)
    throw_scheduler_option(scheduler, option, "a number from 1 to 2**53", std::to_string(number));
}
NNSTRUCT_DECLARE void require_number(std::string_view scheduler, std::string_view option, double number) {
  if (number != number) throw_scheduler_option(scheduler, option, "a number", python_float(number));
}

NNSTRUCT_DECLARE double next_step_lr(const Value& state, std::int64_t epoch, double lr, double) {
  if (epoch == 0 || epoch % state["step_size"].integer() != 0) return lr;
  return lr * state_number(state["gamma"]);
}
NNSTRUCT_DECLARE double next_multi_step_lr(const Value& state, std::int64_t epoch, double lr, double) {
  const Value* const times = state["milestones"].find(epoch);
  if (times == nullptr) return lr;
  return lr * std::pow(state_number(state["gamma"]), static_cast<double>(times->integer()));
}
NNSTRUCT_DECLARE double next_cosine_annealing_lr(const Value& state, std::int64_t epoch, double lr, double base_lr) {
  constexpr double pi = std::numbers::pi;
  const double e = static_cast<double>(epoch), T_max = static_cast<double>(state["T_max"].integer());
  const double eta_min = state_number(state["eta_min"]);
  if (epoch == 0) return lr;
  if ((epoch - 1 - state["T_max"].integer()) % (2 * state["T_max"].integer()) == 0)
    return lr + rounded_product(base_lr - eta_min, 1 - std::cos(pi / T_max)) / 2;
  const double factor = (1 + std::cos(pi * e / T_max)) / (1 + std::cos(pi * (e - 1) / T_max));
  return rounded_product(factor, lr - eta_min) + eta_min;
}

}  // namespace detail

NNSTRUCT_DEFINE const detail::scheduler_kind& StepLR::kind() noexcept {
  using type = detail::scheduler_row::type;
  static constexpr detail::scheduler_row rows[] = {{"step_size", type::positive},  {"gamma", type::real},
                                                   {"base_lrs", type::reals},      {"last_epoch", type::integer},
                                                   {"_step_count", type::integer}, {"_last_lr", type::reals}};
  static constexpr detail::scheduler_kind kind{name, rows, std::size(rows), detail::next_step_lr};
  return kind;
}
NNSTRUCT_DEFINE void StepLR::attach(const std::vector<detail::scheduled_group>& groups,
                                    const step_lr_options& options) {
  detail::require_positive(name, "step_size", options.step_size);
  detail::require_number(name, "gamma", options.gamma);
  start({{"step_size", options.step_size}, {"gamma", options.gamma}}, groups);
}

NNSTRUCT_DEFINE const detail::scheduler_kind& MultiStepLR::kind() noexcept {
  using type = detail::scheduler_row::type;
  static constexpr detail::scheduler_row rows[] = {{"milestones", type::counts},   {"gamma", type::real},
                                                   {"base_lrs", type::reals},      {"last_epoch", type::integer},
                                                   {"_step_count", type::integer}, {"_last_lr", type::reals}};
  static constexpr detail::scheduler_kind kind{name, rows, std::size(rows), detail::next_multi_step_lr};
  return kind;
}
NNSTRUCT_DEFINE void MultiStepLR::attach(const std::vector<detail::scheduled_group>& groups,
                                         const multi_step_lr_options& options) {
  detail::require_number(name, "gamma", options.gamma);
  std::vector<Value::pair> counts;  // in the order in which they come first, as collections.Counter has them
  for (const std::int64_t epoch : options.milestones) {
    const auto found = std::find_if(counts.begin(), counts.end(),
                                    [&](const Value::pair& count) { return count.first.integer() == epoch; });
    if (found == counts.end()) counts.emplace_back(epoch, 1);
    else found->second = found->second.integer() + 1;
  }
  start({{"milestones", value_access::counter(std::move(counts))}, {"gamma", options.gamma}}, groups);
}

NNSTRUCT_DEFINE const detail::scheduler_kind& CosineAnnealingLR::kind() noexcept {
  using type = detail::scheduler_row::type;
  static constexpr detail::scheduler_row rows[] = {{"T_max", type::positive},      {"eta_min", type::real},
                                                   {"base_lrs", type::reals},      {"last_epoch", type::integer},
                                                   {"_step_count", type::integer}, {"_last_lr", type::reals}};
  static constexpr detail::scheduler_kind kind{name, rows, std::size(rows), detail::next_cosine_annealing_lr};
  return kind;
}
NNSTRUCT_DEFINE void CosineAnnealingLR::attach(const std::vector<detail::scheduled_group>& groups,
                                               const cosine_annealing_lr_options& options) {
  detail::require_positive(name, "T_max", options.T_max);
  detail::require_number(name, "eta_min", options.eta_min);
  start({{"T_max", options.T_max}, {"eta_min", options.eta_min}}, groups);
}

NNSTRUCT_DEFINE const detail::scheduler_kind& ReduceLROnPlateau::kind() noexcept {
  using type = detail::scheduler_row::type;
  static constexpr detail::scheduler_row rows[] = {{"factor", type::real},
                                                   {"min_lrs", type::reals},
                                                   {"patience", type::integer},
                                                   {"cooldown", type::integer},
                                                   {"eps", type::real},
                                                   {"last_epoch", type::integer},
                                                   {"mode", type::mode},
                                                   {"threshold", type::real},
                                                   {"best", type::real},
                                                   {"threshold_mode", type::threshold_mode},
                                                   {"num_bad_epochs", type::integer},
                                                   {"cooldown_counter", type::integer}};
  static constexpr detail::scheduler_kind kind{name, rows, std::size(rows), nullptr};
  return kind;
}
NNSTRUCT_DEFINE void ReduceLROnPlateau::attach(const std::vector<detail::scheduled_group>& groups,
                                               const reduce_lr_on_plateau_options& options) {
  if (!(options.factor < 1)) throw Error("Factor should be < 1.0.");
  for (const double number : {options.threshold, options.min_lr, options.eps})
    detail::require_number(name, "an option", number);
  for (const double number : options.min_lrs) detail::require_number(name, "min_lrs", number);
  if (!options.min_lrs.empty() && options.min_lrs.size() != groups.size())
    throw Error(detail::concat({"expected ", groups.size(), " min_lrs, got ", options.min_lrs.size()}));
  const Value least = options.min_lr == 0 ? Value(0) : Value(options.min_lr);  // Python's default is an int
  const double worse = options.mode == plateau_mode::min ? std::numeric_limits<double>::infinity()
                                                         : -std::numeric_limits<double>::infinity();
  state_ = Value{
      {"factor", options.factor},
      {"default_min_lr", options.min_lrs.empty() ? least : Value()},
      {"min_lrs",
       options.min_lrs.empty() ? Value::list(std::vector<Value>(groups.size(), least)) : Value(options.min_lrs)},
      {"patience", options.patience},
      {"cooldown", options.cooldown},
      {"eps", options.eps},
      {"last_epoch", 0},
      {"_last_lr", nullptr},
      {"mode_worse", worse},
      {"mode", options.mode == plateau_mode::min ? "min" : "max"},
      {"threshold", options.threshold},
      {"threshold_mode", options.threshold_mode == threshold_mode::rel ? "rel" : "abs"},
      {"best", worse},
      {"cooldown_counter", 0},
      {"num_bad_epochs", 0},
  };
  set_last_lr(groups);
}

NNSTRUCT_DEFINE void ReduceLROnPlateau::next(const std::vector<detail::scheduled_group>& groups, double metric) {
  require_groups(groups, "min_lrs");
  const auto number = [&](const char* key) { return detail::state_number(std::as_const(state_)[key]); };
  const bool less = std::as_const(state_)["mode"].text() == "min";
  const bool relative = std::as_const(state_)["threshold_mode"].text() == "rel";
  const double best = number("best"), threshold = number("threshold");
  bool better = false;
  if (relative) better = less ? metric < best * (1 - threshold) : metric > best * (threshold + 1);
  else better = less ? metric < best - threshold : metric > best + threshold;

  std::int64_t bad = std::as_const(state_)["num_bad_epochs"].integer() + 1;
  std::int64_t cooldown = std::as_const(state_)["cooldown_counter"].integer();
  if (better) bad = 0;
  if (cooldown > 0) {
    --cooldown;
    bad = 0;
  }
  if (bad > std::as_const(state_)["patience"].integer()) {
    const double factor = number("factor"), eps = number("eps");
    for (std::size_t g = 0; g < groups.size(); ++g) {
      const double lr = *groups[g].lr;
      const double least = detail::state_number(std::as_const(state_)["min_lrs"].items()[g]);
      const double lower = std::max(detail::rounded_product(lr, factor), least);
      if (lr - lower > eps) *groups[g].lr = lower;
    }
    cooldown = std::as_const(state_)["cooldown"].integer();
    bad = 0;
  }
  if (better) state_["best"] = metric;
  state_["last_epoch"] = last_epoch() + 1;
  state_["cooldown_counter"] = cooldown;
  state_["num_bad_epochs"] = bad;
  set_last_lr(groups);
}

}  // namespace nnstruct::inline NNSTRUCT_ABI
