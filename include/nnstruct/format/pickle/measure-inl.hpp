// SPDX-License-Identifier: Apache-2.0
/// \file
/// Definitions of builder.hpp: depth, size and cycles of a document in which objects grew inside of others.
#pragma once

#include <algorithm>
#include <limits>
#include <utility>

#include <nnstruct/format/pickle/builder.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pickle::detail {

constexpr std::uint32_t most32 = std::numeric_limits<std::uint32_t>::max();

/// Tree sizes double with every shared reference: they stop at the greatest number.
constexpr std::uint32_t saturating_add(std::uint32_t a, std::uint32_t b) noexcept {
  return a > most32 - b ? most32 : a + b;
}

/// Calls visit(value&) for all values directly in an object.
template <class Visitor> void builder::for_each_inner(std::size_t outer, Visitor visit) {
  const auto visit_run = [&](const run& r) {
    for (std::uint32_t i = 0; i < r.count; ++i) visit(out_.values_[r.begin + i]);
  };
  const auto visit_list = [&](const run_list& list) {
    visit_run(list.first);
    for (std::uint32_t n = list.first.next; n != 0; n = out_.runs_[n - 1].next) visit_run(out_.runs_[n - 1]);
  };
  const object& o = out_.objects_[outer];
  visit_list(o.items);
  const auto by_object = [](const call_record& c, std::size_t number) { return c.self.number_ < number; };
  auto c = std::lower_bound(out_.calls_.begin() + 1, out_.calls_.end(), outer, by_object);
  if (c == out_.calls_.end() || c->self.number_ != outer) return;
  visit(c->callable);
  visit(c->args);
  document::call_extras& more = out_.extras_[o.extras];
  if (more.kwargs.is(kind::dict)) visit(more.kwargs);
  if (more.has_state) visit(more.state);
  visit_list(more.pairs);
}

/// Depth is the longest way from the outside, and tree sizes are added up from the inside. No recursion.
NNSTRUCT_DEFINE void builder::measure_again() {
  std::vector<object>& objects = out_.objects_;
  std::vector<std::uint32_t> sorted = sorted_from_outside();
  if (sorted.size() < objects.size()) {
    cut_cycles();
    sorted = sorted_from_outside();
  }
  if (out_.depth_ > allowed_.nesting) refuse_nesting(out_.depth_);
  for (std::size_t i = sorted.size(); i-- > 0;) {
    std::uint32_t size = 1;
    for_each_inner(sorted[i],
                   [&](value v) { size = saturating_add(size, v.is_object() ? objects[v.number_].tree_size : 1); });
    objects[sorted[i]].tree_size = size;
  }
}

/// The objects so that each stands before what it contains, with their depths. Those in cycles, and what these contain,
/// are left out.
NNSTRUCT_DEFINE std::vector<std::uint32_t> builder::sorted_from_outside() {
  std::vector<object>& objects = out_.objects_;
  std::vector<std::uint32_t> uses(objects.size());  // by objects that are not sorted yet
  for (std::size_t i = 0; i < objects.size(); ++i) {
    objects[i].depth = 1;
    for_each_inner(i, [&](value v) {
      if (v.is_object()) ++uses[v.number_];  // of a text, the number is its length
    });
  }
  std::vector<std::uint32_t> sorted;
  sorted.reserve(objects.size());
  for (std::uint32_t i = 0; i < uses.size(); ++i) {
    if (uses[i] == 0) sorted.push_back(i);
  }
  out_.depth_ = 0;
  for (std::size_t done = 0; done < sorted.size(); ++done) {
    const std::uint32_t depth = objects[sorted[done]].depth;
    out_.depth_ = std::max(out_.depth_, depth);
    for_each_inner(sorted[done], [&](value v) {
      if (!v.is_object()) return;
      if (objects[v.number_].depth <= depth) objects[v.number_].depth = (depth + 1) & 0x7fffffff;
      if (--uses[v.number_] == 0) sorted.push_back(v.number_);
    });
  }
  return sorted;
}

/// Goes through all objects as Python would print them, and marks what refers to an object that the walk is in. Every
/// cycle has such a place, and what is left refers to each object that somebody has reached.
NNSTRUCT_DEFINE void builder::cut_cycles() {
  enum : char { unseen, around, done };
  std::vector<char> state(out_.objects_.size());
  std::vector<std::uint32_t> todo;
  const auto walk = [&](std::uint32_t from) {
    todo.push_back(from);
    while (!todo.empty()) {
      const std::uint32_t at = todo.back();
      if (state[at] != unseen) {  // its parts are done
        state[at] = done;
        todo.pop_back();
        continue;
      }
      state[at] = around;
      const std::size_t first = todo.size();
      for_each_inner(at, [&](value& v) {
        if (!v.is_object()) return;
        if (state[v.number_] == around) v.refers_back_ = true;
        if (state[v.number_] == unseen) todo.push_back(v.number_);
      });
      std::reverse(todo.begin() + static_cast<std::ptrdiff_t>(first), todo.end());
    }
  };
  if (out_.root_.is_object()) walk(out_.root_.number_);
  for (std::uint32_t i = 0; i < state.size(); ++i) {
    if (state[i] == unseen) walk(i);
  }
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pickle::detail
