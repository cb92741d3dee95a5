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

/// Calls visit(value) for all values directly in an object.
template <class Visitor> void builder::for_each_inner(std::size_t outer, Visitor visit) const {
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
  const auto c = std::lower_bound(out_.calls_.begin() + 1, out_.calls_.end(), outer, by_object);
  if (c == out_.calls_.end() || c->self.number_ != outer) return;
  visit(c->callable);
  visit(c->args);
  const document::call_extras& more = out_.extras_[o.extras];
  if (more.kwargs.is(kind::dict)) visit(more.kwargs);
  if (more.has_state) visit(more.state);
  visit_list(more.pairs);
}

/// Sorts the objects so that each stands before what it contains; what cannot be sorted is a cycle. Depth
/// then is the longest way from the front, and tree sizes are added up from the back. No recursion.
NNSTRUCT_DEFINE void builder::measure_again() {
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
  for (std::size_t done = 0; done < sorted.size(); ++done) {
    const std::uint32_t depth = objects[sorted[done]].depth;
    out_.depth_ = std::max(out_.depth_, depth);
    for_each_inner(sorted[done], [&](value v) {
      if (!v.is_object()) return;
      if (objects[v.number_].depth <= depth) objects[v.number_].depth = (depth + 1) & 0x7fffffff;
      if (--uses[v.number_] == 0) sorted.push_back(v.number_);
    });
  }
  if (sorted.size() < objects.size()) return accept_cycle(uses);
  if (out_.depth_ > allowed_.nesting) refuse_nesting(out_.depth_);
  for (std::size_t i = sorted.size(); i-- > 0;) {
    std::uint32_t size = 1;
    for_each_inner(sorted[i],
                   [&](value v) { size = saturating_add(size, v.is_object() ? objects[v.number_].tree_size : 1); });
    objects[sorted[i]].tree_size = size;
  }
}

/// `uses` is not 0 for the objects in cycles and those inside of them.
NNSTRUCT_DEFINE void builder::accept_cycle(const std::vector<std::uint32_t>& uses) {
  if (!cycles_) {
    in_.fail(find_cycle(uses), "this object contains itself, which nothing that a model needs does",
             format_problem::unsupported);
  }
  out_.cyclic_ = true;
  out_.depth_ = most32;
  for (object& o : out_.objects_) o.tree_size = most32;
}

/// The offset of an object that contains itself: who goes outwards long enough ends up in a cycle. Of the objects
/// in it the first one in the stream is the one to name.
NNSTRUCT_DEFINE std::uint64_t builder::find_cycle(const std::vector<std::uint32_t>& uses) const {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> outer_and_offset(uses.size());
  std::uint32_t at = 0;
  for (std::uint32_t i = 0; i < uses.size(); ++i) {
    if (uses[i] == 0) continue;
    at = i;
    for_each_inner(i, [&](value v) {
      if (v.is_object()) outer_and_offset[v.number_] = {i, v.offset()};
    });
  }
  for (std::size_t step = 0; step < uses.size(); ++step) at = outer_and_offset[at].first;
  std::uint32_t first = outer_and_offset[at].second;
  for (std::uint32_t i = outer_and_offset[at].first; i != at; i = outer_and_offset[i].first) {
    first = std::min(first, outer_and_offset[i].second);
  }
  return first;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pickle::detail
