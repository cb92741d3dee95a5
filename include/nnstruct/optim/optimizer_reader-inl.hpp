// SPDX-License-Identifier: Apache-2.0
/// \file
/// Reads an optimizer's state_dict, PyTorch's or our own: all of it is checked before anything changes.
#pragma once

#include <algorithm>
#include <array>
#include <cstring>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <nnstruct/concat.hpp>
#include <nnstruct/module/state_dict.hpp>
#include <nnstruct/optim/optimizer.hpp>
#include <nnstruct/optim/optimizer_state-inl.hpp>
#include <nnstruct/state_dict/problems.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

NNSTRUCT_DECLARE void number_into(const Value& v, double& out, value_cast& where) {
  if (v.is(Value::kind::boolean)) out = v.boolean();
  else value_to_real(v, out, where);
}

/// Reads a state_dict for an optimizer, which stays as it is until everything is known to fit.
struct optimizer_reader {
  static constexpr std::size_t most_shown = 20;  // of what a message lists

  optimizer_core& core;
  options_view options;
  value_cast& where;

  std::vector<std::byte> fresh_options;
  std::vector<optimizer_core::group> fresh_groups;
  std::vector<parameter_state> fresh_states;
  std::vector<std::size_t> order;
  /// From what the file calls a parameter (its index; in the oldest files an address) to its index.
  std::unordered_map<std::int64_t, std::size_t> index_of;

  NNSTRUCT_DECLARE std::string_view key(std::size_t index) const { return core.place_of(index).entry->key; }
  NNSTRUCT_DECLARE void problem(std::string expected, std::string found) {
    where.problems.push_back({where.path, std::move(expected), std::move(found)});
  }

  NNSTRUCT_DECLARE bool read(const Value& v) {
    const std::size_t problems = where.problems.size();
    const Value* const state = v.find("state");
    const Value* const groups = v.find("param_groups");
    if (!v.is(Value::kind::dict) || state == nullptr || groups == nullptr || !state->is(Value::kind::dict) ||
        !groups->is(Value::kind::list)) {
      where.wrong(v, concat({"the state_dict of ", core.kind_->name, " (a dict with \"state\" and \"param_groups\")"}));
      return false;
    }
    if (!is_of_this_kind(*groups) || !has_these_groups(*groups)) return false;
    fresh_options.assign(options.first, options.first + options.size * options.count);
    for (std::size_t g = 0; g < groups->size(); ++g) {
      value_cast::inside list(where, "param_groups"), item(where, std::to_string(g));
      read_group(g, groups->items()[g]);
    }
    if (where.problems.size() != problems) return false;
    fresh_states.resize(core.states_.size());
    for (const auto& [id, entry] : state->pairs()) {
      value_cast::inside list(where, "state"), item(where, repr(id));
      read_state(id, entry);
    }
    return where.problems.size() == problems;
  }

  /// The options tell whose state it is; but in the files of PyTorch 1 those of Adam and AdamW are alike.
  NNSTRUCT_DECLARE bool is_of_this_kind(const Value& groups) {
    for (std::size_t g = 0; g < groups.size(); ++g) {
      const Value& group = groups.items()[g];
      value_cast::inside list(where, "param_groups"), item(where, std::to_string(g));
      const Value* const params = group.find("params");
      if (params == nullptr || !params->is(Value::kind::list)) {
        where.wrong(group, "a dict of options with \"params\", a list");
        return false;
      }
      bool fits = true;
      for (std::size_t i = 0; i < core.kind_->option_count; ++i)
        fits = fits && (!core.kind_->options[i].always || group.contains(core.kind_->options[i].name));
      const Value* const decoupled = group.find("decoupled_weight_decay");
      std::string owner = fits ? std::string() : owner_of(group);
      if (fits && decoupled != nullptr && decoupled->is(Value::kind::boolean) && core.kind_->counts_steps &&
          decoupled->boolean() != (core.kind_->name == "AdamW"))
        owner = decoupled->boolean() ? "that of AdamW" : "that of Adam";
      if (owner.empty()) continue;
      problem(concat({"the state of ", core.kind_->name}), owner);
      return false;
    }
    return true;
  }
  /// Whose options these are, as far as one of them tells.
  NNSTRUCT_DECLARE static std::string owner_of(const Value& group) {
    static constexpr std::string_view marks[][2] = {
        {"dampening", "SGD"},  {"amsgrad", "Adam or AdamW"}, {"centered", "RMSprop"}, {"lr_decay", "Adagrad"},
        {"rho", "Adadelta"},   {"momentum_decay", "NAdam"},  {"etas", "Rprop"},       {"lambd", "ASGD"},
        {"max_iter", "LBFGS"},
    };
    for (const auto& [option, optimizer] : marks)
      if (group.contains(option)) return concat({"that of ", optimizer});
    std::string out = "that of another optimizer, with the options";
    for (std::size_t i = 0; i < group.size() && i < most_shown; ++i)
      if (const Value& name = group.pairs()[i].first; name.text() != "params") out.append(" ").append(repr(name));
    return out;
  }

  NNSTRUCT_DECLARE bool has_these_groups(const Value& groups) {
    const auto sizes = [](std::size_t count, const auto& size) {
      std::string out = concat({count, count == 1 ? " parameter group of " : " parameter groups of "});
      for (std::size_t g = 0; g < count && g < most_shown; ++g)
        out.append(g == 0 ? "" : " + ").append(std::to_string(size(g)));
      return out.append(count > most_shown ? " + ... parameters" : " parameters");
    };
    const auto own = [&](std::size_t g) { return core.groups_[g].parameters.size(); };
    const auto found = [&](std::size_t g) { return groups.items()[g].find("params")->size(); };
    bool fits = groups.size() == core.groups_.size();
    for (std::size_t g = 0; fits && g < groups.size(); ++g) fits = own(g) == found(g);
    if (fits) return true;
    value_cast::inside list(where, "param_groups");
    std::size_t all = 0;
    for (std::size_t g = 0; g < groups.size(); ++g) all += found(g);
    problem(concat({sizes(core.groups_.size(), own), ", as ", core.kind_->name, " of ", core.class_name_, " has"}),
            concat({sizes(groups.size(), found), "; ",
                    all == core.parameters_.size()
                        ? "make the optimizer with these groups (nn::group), and load into it, or into the record that "
                          "holds it"
                        : "an optimizer of a part of a model is declared as nn::SGD<decltype(Net::fc)>"}));
    return false;
  }

  NNSTRUCT_DECLARE void read_group(std::size_t g, const Value& group) {
    void* const to = fresh_options.data() + g * options.size;
    const std::size_t problems = where.problems.size();
    for (std::size_t i = 0; i < core.kind_->option_count; ++i) {
      const option_row& row = core.kind_->options[i];
      const Value* const found = group.find(row.name);
      value_cast::inside scope(where, row.name);
      if (row.kind == option_row::type::flag) {
        double number = found == nullptr ? 0 : 2;
        if (found != nullptr && !found->tensor()) number_into(*found, number, where);
        if (number != 0 && number != 1) where.wrong(*found, "a bool");
        option_at<bool>(row, to) = number == 1;
      } else if (row.kind == option_row::type::real) {
        number_into(*found, option_at<double>(row, to), where);
      } else if (found->items().size() != 2) {
        where.wrong(*found, "a tuple of 2 numbers");
      } else {
        for (std::size_t b = 0; b < 2; ++b)
          number_into(found->items()[b], option_at<std::array<double, 2>>(row, to)[b], where);
      }
    }
    if (where.problems.size() == problems)
      if (std::string wrong = core.kind_->complaint(to); !wrong.empty())
        problem(concat({"options that ", core.kind_->name, " takes"}), std::move(wrong));

    std::vector<Value::pair> others;
    for (const auto& item : group.pairs())
      if (!(item.first.text() == "params")) others.push_back(item);
    fresh_groups.push_back({core.groups_[g].parameters, Value::dict(std::move(others))});
    match_parameters(g, group);
  }

  /// By their names where the file has these, else by their order.
  NNSTRUCT_DECLARE void match_parameters(std::size_t g, const Value& group) {
    const Value& params = group["params"];
    const std::size_t count = params.size();
    std::size_t first = 0;
    for (std::size_t before = 0; before < g; ++before) first += core.groups_[before].parameters.size();
    std::vector<std::size_t> place(count);
    for (std::size_t i = 0; i < count; ++i) place[i] = i;
    if (const Value* const names = group.find("param_names"); names != nullptr && names->items().size() == count)
      match_names(g, *names, first, place);
    for (std::size_t i = 0; i < count; ++i) {
      const Value& id = params.items()[i];
      value_cast::inside list(where, "params"), item(where, std::to_string(i));
      if (!id.is(Value::kind::integer)) where.wrong(id, "an int");
      else if (!index_of.emplace(id.integer(), first + place[i]).second) where.wrong(id, "each index once");
    }
  }
  NNSTRUCT_DECLARE void match_names(std::size_t g, const Value& names, std::size_t first,
                                    std::vector<std::size_t>& place) {
    const std::size_t count = names.items().size();
    if (count == 0) return;
    // An optimizer of a part of a model may have been given the names in the whole.
    const std::string_view shown = names.items()[0].text(), own = key(first);
    const std::string_view prefix =
        shown.ends_with(own) && shown.size() > own.size() && shown[shown.size() - own.size() - 1] == '.'
            ? shown.substr(0, shown.size() - own.size())
            : std::string_view();
    std::unordered_map<std::string_view, std::size_t> own_keys;
    for (std::size_t i = 0; i < count; ++i) own_keys.emplace(key(first + i), i);
    std::vector<bool> taken(count, false);
    std::vector<Value> in_order(count);
    for (std::size_t i = 0; i < count; ++i) {
      const Value& name = names.items()[i];
      const std::string_view text = name.text();
      const auto found = own_keys.find(text.starts_with(prefix) ? text.substr(prefix.size()) : std::string_view("\n"));
      if (found == own_keys.end() || taken[found->second]) {
        value_cast::inside list(where, "param_names"), item(where, std::to_string(i));
        where.wrong(name, concat({"\"", key(first + i), "\" or another parameter of this group of ", core.kind_->name,
                                  ", each once"}));
        return;
      }
      taken[found->second] = true;
      place[i] = found->second;
      in_order[found->second] = name;
    }
    if (!std::is_sorted(place.begin(), place.end())) fresh_groups[g].file["param_names"] = Value::list(in_order);
  }

  NNSTRUCT_DECLARE void read_state(const Value& id, const Value& from) {
    const auto found = id.is(Value::kind::integer) ? index_of.find(id.integer()) : index_of.end();
    if (found == index_of.end())
      return problem("one of the indices in param_groups", concat({repr(id), ", which is none of them"}));
    const std::size_t index = found->second;
    const auto [group, place] = core.place_of(index);
    const schema_entry& of = *place;
    if (!from.is(Value::kind::dict)) return where.wrong(from, concat({"a dict, of the parameter \"", of.key, "\""}));
    parameter_state& to = fresh_states[index];
    to.exists = true;
    order.push_back(index);

    std::vector<Value::pair> kept;
    for (const auto& item : from.pairs()) kept.push_back(item);
    const auto forget = [&](std::string_view name) {
      for (auto& [kept_name, mapped] : kept)
        if (kept_name.text() == name) mapped = nullptr;
    };
    if (core.kind_->counts_steps) {
      read_step(from, of, to);
      forget("step");
    }
    for (std::size_t b = 0; b < core.kind_->buffer_count; ++b) {
      const std::string_view name = core.kind_->buffers[b];
      const Value* const buffer = from.find(name);
      value_cast::inside scope(where, name);
      const bool optional = !core.kind_->counts_steps;  // SGD begins its momentum when it needs it
      const bool needed = !optional && core.kind_->needs(fresh_options.data() + group * options.size, b);
      if (buffer == nullptr && (needed || optional)) {
        problem(tensor_like(of), "nothing");
      } else if (buffer != nullptr && (needed || !buffer->is(Value::kind::none))) {
        read_buffer(*buffer, of, to.buffers[b]);
        forget(name);
      }
    }
    to.file = Value::dict(std::move(kept));
  }
  NNSTRUCT_DECLARE void read_step(const Value& from, const schema_entry& of, parameter_state& to) {
    const Value* const step = from.find("step");
    value_cast::inside scope(where, "step");
    if (step == nullptr) return problem(concat({"the number of steps of \"", of.key, "\""}), "nothing");
    double number = 0;
    const std::size_t problems = where.problems.size();
    number_into(*step, number, where);
    if (where.problems.size() == problems && !(number >= 0 && number <= 0x1p53))
      where.wrong(*step, "a number of steps");
    to.step = static_cast<float>(number);
  }

  NNSTRUCT_DECLARE static std::string tensor_like(const schema_entry& of) {
    std::string out = "a Tensor of torch.float32 and shape [";
    for (std::size_t i = 0; i < of.shape.size(); ++i)
      out.append(i == 0 ? "" : ", ").append(std::to_string(of.shape[i]));
    return out.append("], as the parameter \"").append(of.key).append("\" has");
  }
  NNSTRUCT_DECLARE void read_buffer(const Value& from, const schema_entry& of, storage_handle& to) {
    const AnyTensor* const tensor = from.tensor();
    if (tensor == nullptr || !is_floating(tensor->dtype) ||
        !std::equal(tensor->shape.begin(), tensor->shape.end(), of.shape.begin(), of.shape.end()))
      return where.wrong(from, tensor_like(of));
    if (tensor->dtype != dtype::float32) where.conversions.push_back({where.path, tensor->dtype, dtype::float32});
    if (tensor->numel() != 0 && tensor->data.size() == 0) return;  // what is only planned with has no elements
    to = values_as(*tensor, dtype::float32);
  }
};

NNSTRUCT_DEFINE void optimizer_core::load_state_dict(options_view options, const Value& v, value_cast& where) {
  optimizer_reader reader{*this, options, where, {}, {}, {}, {}, {}};
  if (!reader.read(v)) return;
  std::memcpy(options.first, reader.fresh_options.data(), reader.fresh_options.size());
  groups_ = std::move(reader.fresh_groups);
  states_ = std::move(reader.fresh_states);
  order_ = std::move(reader.order);
}

NNSTRUCT_DEFINE void optimizer_core::load_state_dict(options_view options, const Value& v) {
  value_cast where;
  load_state_dict(options, v, where);
  throw_state_problems(kind_->name, where);
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
