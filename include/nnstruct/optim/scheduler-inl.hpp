// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iterator>
#include <string>
#include <utility>

#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/optim/scheduler.hpp>
#include <nnstruct/state_dict/problems.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {

/// A number of a scheduler's state, which has been found to be one.
NNSTRUCT_DECLARE double state_number(const Value& v) {
  return v.is(Value::kind::integer) ? static_cast<double>(v.integer()) : v.real();
}
NNSTRUCT_DECLARE bool is_state_number(const Value& v) {
  return v.is(Value::kind::integer) || (v.is(Value::kind::real) && v.real() == v.real());
}
/// Such that nothing overflows that is computed with it, and a double holds it.
inline constexpr std::int64_t largest_state_integer = std::int64_t{1} << 53;
NNSTRUCT_DECLARE bool is_state_integer(const Value& v) {
  return v.is(Value::kind::integer) && v.integer() <= largest_state_integer && v.integer() >= -largest_state_integer;
}
NNSTRUCT_DECLARE bool are_state_numbers(const Value& v) {
  if (!v.is(Value::kind::list)) return false;
  for (const Value& item : v.items())
    if (!is_state_number(item)) return false;
  return true;
}
NNSTRUCT_DECLARE bool are_counts(const Value& v) {
  if (!v.is(Value::kind::dict)) return false;
  for (const auto& [epoch, count] : v.pairs())
    if (!epoch.is(Value::kind::integer) || !count.is(Value::kind::integer)) return false;
  return true;
}

/// What is expected of an attribute; empty if it is so.
NNSTRUCT_DECLARE std::string_view expected_state(const scheduler_row& row, const Value& v) {
  using type = scheduler_row::type;
  switch (row.kind) {
    case type::positive: return is_state_integer(v) && v.integer() > 0 ? "" : "an int from 1 to 2**53";
    case type::integer: return is_state_integer(v) ? "" : "an int of at most 53 bits";
    case type::real: return is_state_number(v) ? "" : "a float";
    case type::reals: return are_state_numbers(v) ? "" : "a list of floats";
    case type::counts: return are_counts(v) ? "" : "a Counter of ints";
    case type::mode: return v.text() == "min" || v.text() == "max" ? "" : "'min' or 'max'";
    case type::threshold_mode: return v.text() == "rel" || v.text() == "abs" ? "" : "'rel' or 'abs'";
  }
  return "";
}

NNSTRUCT_DEFINE void value_form<scheduler>::read(const Value& v, scheduler& out, value_cast& where) {
  const scheduler_kind& kind = *out.kind_;
  const std::size_t problems = where.problems.size();
  bool fits = v.is(Value::kind::dict);
  for (std::size_t i = 0; fits && i < kind.row_count; ++i) fits = v.contains(kind.rows[i].key);
  if (!fits) {
    std::string expected = concat({"the state_dict of ", kind.name, " (a dict with"}), found;
    for (std::size_t i = 0; i < kind.row_count; ++i) expected.append(i == 0 ? " " : ", ").append(kind.rows[i].key);
    for (std::size_t i = 0; i < v.pairs().size() && i < 20; ++i)
      found.append(i == 0 ? "one with " : ", ").append(v.pairs()[i].first.text());
    if (found.empty()) return where.wrong(v, expected += ')');
    return where.problems.push_back({where.path, expected += ')', found});
  }
  for (std::size_t i = 0; i < kind.row_count; ++i) {
    const Value& attribute = v[kind.rows[i].key];
    value_cast::inside scope(where, kind.rows[i].key);
    if (const std::string_view expected = expected_state(kind.rows[i], attribute); !expected.empty())
      where.wrong(attribute, expected);
  }
  if (where.problems.size() == problems) out.state_ = v;
}

}  // namespace detail

NNSTRUCT_DEFINE void scheduler::load_state_dict(const Value& state) {
  detail::value_cast where;
  detail::value_form<scheduler>::read(state, *this, where);
  detail::throw_state_problems(kind_->name, where);
}

NNSTRUCT_DEFINE std::vector<double> scheduler::get_last_lr() const {
  std::vector<double> out;
  if (const Value* const last = state_.find("_last_lr"))
    for (const Value& lr : last->items()) out.push_back(detail::state_number(lr));
  return out;
}
NNSTRUCT_DEFINE std::int64_t scheduler::last_epoch() const {
  const Value* const epoch = state_.find("last_epoch");
  return epoch == nullptr ? 0 : epoch->integer();
}

NNSTRUCT_DEFINE void scheduler::require_groups(const std::vector<detail::scheduled_group>& groups,
                                               std::string_view list) const {
  const Value* const own = state_.find(list);
  if (own == nullptr)
    throw Error(
        detail::concat({"this ", kind_->name, " has no optimizer yet: give it one when it is made, or load it"}));
  if (own->size() != groups.size())
    throw Error(
        detail::concat({"this ", kind_->name, " is for an optimizer with ", own->size(),
                        own->size() == 1 ? " group" : " groups", " of parameters, and this one has ", groups.size()}));
}
NNSTRUCT_DEFINE void scheduler::set_last_lr(const std::vector<detail::scheduled_group>& groups) {
  std::vector<Value> last;
  for (const detail::scheduled_group& group : groups) last.emplace_back(*group.lr);
  state_["_last_lr"] = Value::list(std::move(last));
}

NNSTRUCT_DEFINE void epoch_scheduler::start(std::vector<Value::pair> own,
                                            const std::vector<detail::scheduled_group>& groups) {
  std::vector<Value> base_lrs;
  for (const detail::scheduled_group& group : groups) {
    if (!group.file->contains("initial_lr")) (*group.file)["initial_lr"] = *group.lr;
    base_lrs.push_back((*group.file)["initial_lr"]);
  }
  state_ = Value::dict(std::move(own));
  state_["base_lrs"] = Value::list(std::move(base_lrs));
  state_["last_epoch"] = -1;
  state_["_step_count"] = 0;
  state_["_is_initial"] = false;
  state_["_get_lr_called_within_step"] = false;
  next(groups);
}

NNSTRUCT_DEFINE void epoch_scheduler::next(const std::vector<detail::scheduled_group>& groups) {
  require_groups(groups, "base_lrs");
  const std::int64_t epoch = last_epoch() + 1;
  state_["_step_count"] = state_["_step_count"].integer() + 1;
  state_["last_epoch"] = epoch;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    const double base_lr = detail::state_number(state_["base_lrs"].items()[g]);
    *groups[g].lr = kind_->next(state_, epoch, *groups[g].lr, base_lr);
  }
  set_last_lr(groups);
}

}  // namespace nnstruct::inline NNSTRUCT_ABI
