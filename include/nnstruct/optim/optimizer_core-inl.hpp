// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstring>
#include <string>
#include <utility>

#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/optim/optimizer.hpp>
#include <nnstruct/state_dict/wildcard.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

#ifdef NNSTRUCT_COMPILED
optimizer_core::optimizer_core(const optimizer_core& other) = default;
optimizer_core::optimizer_core(optimizer_core&& other) noexcept = default;
optimizer_core& optimizer_core::operator=(const optimizer_core& other) = default;
optimizer_core& optimizer_core::operator=(optimizer_core&& other) noexcept = default;
optimizer_core::~optimizer_core() = default;
#endif

NNSTRUCT_DEFINE void throw_several_groups(std::size_t count) {
  throw Error(
      concat({"this optimizer has ", count,
              " groups of parameters: groups()[i] gives the options of each, options() those of the only one"}));
}

NNSTRUCT_DEFINE optimizer_core::optimizer_core(const optimizer_kind& kind, const schema_view& schema,
                                               options_view options, const group_keys* keys)
    : kind_(&kind), class_name_(schema.class_name) {
  std::vector<bool> listed(schema.entry_count, false);  // by the entry that holds the values, as in nn::parameters
  for (std::size_t i = 0; i < schema.entry_count; ++i) {
    const schema_entry& entry = schema.entries[i];
    const std::size_t holder = entry.alias == no_alias ? i : entry.alias;
    if (entry.kind == entry_kind::parameter && !listed[holder]) parameters_.push_back(&entry);
    listed[holder] = true;
  }
  const group_keys all{{}, true};
  make_groups(keys != nullptr ? keys : &all, options.count);
  states_.resize(parameters_.size());
  require_valid(options);
}

NNSTRUCT_DEFINE void optimizer_core::make_groups(const group_keys* keys, std::size_t count) {
  constexpr std::size_t none = static_cast<std::size_t>(-1);
  const auto name_of = [&](std::size_t group) {
    std::string out;
    for (const text& pattern : keys[group].keys) out.append(out.empty() ? "\"" : ", \"").append(pattern).append("\"");
    return out;
  };
  std::size_t rest = none;
  for (std::size_t g = 0; g < count; ++g) {
    groups_.push_back({{}, kind_->defaults()});
    if (!keys[g].rest) continue;
    if (rest != none) throw Error(concat({"the groups of ", kind_->name, " have nn::rest twice"}));
    rest = g;
  }
  for (std::size_t p = 0; p < parameters_.size(); ++p) {
    const std::string_view key = parameters_[p]->key;
    std::size_t home = none;
    for (std::size_t g = 0; g < count; ++g) {
      bool fits = false;
      for (const text& pattern : keys[g].keys) fits = fits || fits_pattern(pattern, key);
      if (!fits) continue;
      if (home != none)
        throw Error(concat({"some parameters appear in more than one parameter group: \"", key, "\" of ", class_name_,
                            " fits ", name_of(home), " and ", name_of(g)}));
      home = g;
    }
    if (home == none) home = rest;
    if (home == none)
      throw Error(concat({"\"", key, "\" of ", class_name_, " is in no group of ", kind_->name,
                          ": nn::rest, as another group, holds all that is left; what is not to be trained is frozen "
                          "(nn::requires_grad)"}));
    groups_[home].parameters.push_back(p);
  }
  for (std::size_t g = 0; g < count; ++g)
    if (!keys[g].rest && groups_[g].parameters.empty())
      throw Error(concat(
          {"no parameter of ", class_name_, " fits ", name_of(g), ": this group of ", kind_->name, " would be empty"}));
}

NNSTRUCT_DEFINE void optimizer_core::require_valid(options_view options) const {
  for (std::size_t g = 0; g < options.count; ++g)
    if (const std::string wrong = kind_->complaint(options[g]); !wrong.empty())
      throw Error(options.count == 1 ? wrong : concat({wrong, " (group ", g, ")"}));
}

NNSTRUCT_DEFINE optimizer_core::place optimizer_core::place_of(std::size_t index) const noexcept {
  std::size_t g = 0;
  while (index >= groups_[g].parameters.size()) index -= groups_[g++].parameters.size();
  return {g, parameters_[groups_[g].parameters[index]]};
}

NNSTRUCT_DEFINE std::vector<std::string_view> optimizer_core::keys(std::size_t group) const {
  std::vector<std::string_view> out;
  for (std::size_t p : groups_[group].parameters) out.push_back(parameters_[p]->key);
  return out;
}

NNSTRUCT_DEFINE void optimizer_core::step(options_view options, const parameter_list& parameters) {
  require_valid(options);
  struct planned {
    std::size_t index;
    std::size_t group;
    const parameter_reference* parameter;
    storage_handle gradient;
    parameter_update update;
  };
  std::vector<planned> plan;
  std::size_t index = 0;
  for (std::size_t g = 0; g < groups_.size(); ++g)
    for (const std::size_t p : groups_[g].parameters) {
      const std::size_t own = index++;
      const parameter_reference& parameter = parameters[p];
      const schema_entry& entry = *parameters_[p];
      storage_handle gradient = parameter.values().gradient();
      if (entry.dtype != dtype::float32 && (gradient || parameter.requires_grad()))
        throw Error(concat({"\"", entry.key, "\" of ", class_name_, " is torch.", name_of(entry.dtype), ", and ",
                            kind_->name, " steps float32 alone: freeze it with requires_grad(false)"}));
      if (!gradient) continue;
      const auto count = static_cast<std::size_t>(parameter.numel());
      if (!parameter.has_values() || gradient.bytes() != count * sizeof(float))
        throw GradError(concat({"the gradient of \"", entry.key, "\" of ", class_name_, " has ", gradient.bytes(),
                                " bytes, the values have ", parameter.values().storage().bytes()}));
      const parameter_state& state = states_[own];
      for (std::size_t b = 0; b < kind_->buffer_count; ++b)
        if (kind_->counts_steps && state.exists && !state.buffers[b] && kind_->needs(options[g], b))
          throw Error(concat({"\"", entry.key, "\" of ", class_name_, " has no ", kind_->buffers[b],
                              ", which these options of ", kind_->name,
                              " need: they were changed after the first step; make a new optimizer with them"}));
      plan.push_back({own, g, &parameter, std::move(gradient), {count, nullptr, nullptr, {}, !state.exists, 0}});
    }
  if (plan.empty())
    throw GradError(concat({kind_->name, ": no parameter of this ", class_name_,
                            " has a gradient. Was backward() called on this copy of it, and after zero_grad()? A copy "
                            "of a model, such as an argument passed by value, is another model"}));

  // Memory first: should there be none left, nothing has changed.
  std::vector<parameter_state> next;
  next.reserve(plan.size());
  for (planned& of : plan) {
    parameter_state& state = states_[of.index];
    parameter_state& fresh = next.emplace_back();
    for (std::size_t b = 0; b < kind_->buffer_count; ++b) {
      if (!kind_->needs(options[of.group], b)) continue;
      storage_handle& old = state.buffers[b];
      of.update.fresh = of.update.fresh || !old;
      if (!old) fresh.buffers[b] = storage_handle(allocate_storage(of.update.count * sizeof(float), true));
      else if (!old.unique()) fresh.buffers[b] = clone(old);
      of.update.buffers[b] = reinterpret_cast<float*>(fresh.buffers[b] ? fresh.buffers[b].data() : old.data());
      fresh.exists = true;
    }
  }
  order_.reserve(states_.size());
  for (planned& of : plan)
    of.update.values = reinterpret_cast<float*>(of.parameter->values().unshared(of.parameter->key()));

  for (std::size_t i = 0; i < plan.size(); ++i) {
    planned& of = plan[i];
    parameter_state& state = states_[of.index];
    for (std::size_t b = 0; b < kind_->buffer_count; ++b)
      if (next[i].buffers[b]) state.buffers[b] = std::move(next[i].buffers[b]);
    if (next[i].exists && !state.exists) {
      state.exists = true;
      order_.push_back(of.index);
    }
    if (kind_->counts_steps) state.step += 1;
    of.update.step = state.step;
    of.update.gradient = reinterpret_cast<const float*>(of.gradient.data());
    kind_->update(options[of.group], of.update);
  }
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
