// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the schedulers of learning rates have in common.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <vector>

#include <nnstruct/config.hpp>
#include <nnstruct/optim/optimizer.hpp>
#include <nnstruct/state_dict/value.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {

/// One group of an optimizer, as schedulers see it.
struct scheduled_group {
  double* lr;
  Value* file;  ///< the group's dict in a file: `initial_lr` stands there
};
struct scheduler_access {
  template <class Model, class Options> static std::vector<scheduled_group> groups(optimizer<Model, Options>& of) {
    std::vector<scheduled_group> out;
    for (std::size_t g = 0; g < of.options_.size(); ++g)
      out.push_back({&of.options_[g].lr, &of.core_.groups()[g].file});
    return out;
  }
};

/// One attribute of a scheduler, as it must be in a file.
struct scheduler_row {
  enum class type : std::uint8_t { positive, integer, real, reals, counts, mode, threshold_mode };
  std::string_view key;
  type kind;
};

/// One kind of scheduler.
struct scheduler_kind {
  std::string_view name;
  const scheduler_row* rows;
  std::size_t row_count;
  /// The learning rate of a group in this epoch. Null for those that do not go by epochs.
  double (*next)(const Value& state, std::int64_t epoch, double lr, double base_lr);
};

}  // namespace detail

/// A scheduler of the learning rates of an optimizer's groups: nn::StepLR and the others.
///
/// It is a value, and holds no pointer to the optimizer: its constructor reads the learning rates and notes them in the
/// groups as `initial_lr`, as PyTorch's does, and step(opt) is given the optimizer again. So both may be moved and
/// copied, together or not. As the field of a record, or by itself, it is saved in PyTorch's layout. One that is made
/// without an optimizer is there to be loaded.
/// \code
///   nn::StepLR scheduler{opt, {.step_size = 30}};
///   for (int epoch = 0; epoch < 100; ++epoch) {
///     ...
///     scheduler.step(opt);
///   }
/// \endcode
class scheduler {
 public:
  /// The learning rates of the groups after the last step.
  NNSTRUCT_DECLARE std::vector<double> get_last_lr() const;
  /// How many steps there were.
  NNSTRUCT_DECLARE std::int64_t last_epoch() const;

  /// What state_dict() gives in Python.
  const Value& state_dict() const noexcept { return state_; }
  /// Takes over what PyTorch, or this library, has saved of a scheduler of the same kind; what only PyTorch knows is
  /// kept. Throws StateDictError, saying all that does not fit, and is then as it was.
  NNSTRUCT_DECLARE void load_state_dict(const Value& state);

 protected:
  explicit scheduler(const detail::scheduler_kind& kind) noexcept : kind_(&kind) {}
  scheduler(const scheduler&) = default;
  scheduler(scheduler&&) noexcept = default;
  scheduler& operator=(const scheduler&) = default;
  scheduler& operator=(scheduler&&) noexcept = default;
  ~scheduler() = default;

  /// Throws Error unless the optimizer has as many groups as the one of the constructor.
  NNSTRUCT_DECLARE void require_groups(const std::vector<detail::scheduled_group>& groups, std::string_view list) const;
  NNSTRUCT_DECLARE void set_last_lr(const std::vector<detail::scheduled_group>& groups);

  const detail::scheduler_kind* kind_;
  Value state_;  ///< the attributes: a dict in PyTorch's order

 private:
  friend struct detail::value_form<scheduler>;
};

/// A scheduler whose learning rates follow from the number of steps.
class epoch_scheduler : public scheduler {
 public:
  /// The next epoch: sets the optimizer's learning rates, after its own steps.
  /// Throws Error if this is not the optimizer of the constructor: if its number of groups is another.
  template <class Model, class Options> void step(optimizer<Model, Options>& opt) {
    next(detail::scheduler_access::groups(opt));
  }

 protected:
  using scheduler::scheduler;
  /// The first epoch. \param own  the attributes that others do not have
  NNSTRUCT_DECLARE void start(std::vector<Value::pair> own, const std::vector<detail::scheduled_group>& groups);

 private:
  NNSTRUCT_DECLARE void next(const std::vector<detail::scheduled_group>& groups);
};

namespace detail {

template <class T>
concept is_scheduler = std::is_base_of_v<scheduler, T>;

template <is_scheduler T> inline constexpr bool is_plain_value<T> = true;

template <> struct value_form<scheduler> {
  NNSTRUCT_DECLARE static void read(const Value& v, scheduler& out, value_cast& where);
};
template <is_scheduler T> struct value_form<T> {
  static constexpr std::string_view name = T::name;
  static Value write(const T& from) { return from.state_dict(); }
  static void read(const Value& v, T& out, value_cast& where) { value_form<scheduler>::read(v, out, where); }
};

}  // namespace detail

}  // namespace nnstruct::inline NNSTRUCT_ABI
