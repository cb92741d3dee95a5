// SPDX-License-Identifier: Apache-2.0
/// \file
/// The tape run backwards.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <nnstruct/autograd/grad_mode.hpp>
#include <nnstruct/autograd/operation-inl.hpp>
#include <nnstruct/concat.hpp>
#include <nnstruct/engine/kernels.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/tensor/extents_text.hpp>
#include <nnstruct/tensor/history.hpp>
#include <nnstruct/tensor/raise.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace autograd::detail {

using nnstruct::detail::clone;
using nnstruct::detail::concat;

/// Gives an operation back, and with it all that only it held: one after the other, for chains may be of any length.
NNSTRUCT_DECLARE void release_operation(grad_node& dead) noexcept {
  operation* todo = static_cast<operation*>(&dead);
  while (todo != nullptr) {
    operation* const now = todo;
    todo = now->next_dead;
    for (edge& each : now->edges) {
      grad_node* const node = each.to.give_up();
      if (node == nullptr || __atomic_fetch_sub(&node->references, 1u, __ATOMIC_ACQ_REL) != 1) continue;
      if (node->is_leaf) {
        node->release(*node);
        continue;
      }
      auto* const operand = static_cast<operation*>(node);
      operand->next_dead = todo;
      todo = operand;
    }
    delete now;
  }
}

NNSTRUCT_DECLARE std::uint64_t next_sequence() noexcept {
  static std::uint64_t counter = 0;  // of the process: a tape may be begun by one thread and gone on with by another
  return __atomic_fetch_add(&counter, std::uint64_t{1}, __ATOMIC_RELAXED);
}

NNSTRUCT_DEFINE operation::operation(const char* its_name, std::size_t operands)
    : grad_node{1, false, 0, {}, {}, {}, &release_operation},
      name(its_name),
      sequence(next_sequence()),
      edges(operands) {}

/// All that a gradient flows to from one tensor.
struct reached {
  std::vector<history> operations;  ///< the last one recorded first: an order in which each is ready when it is due
  std::vector<history> leaves;

  ~reached() {
    for (const history& each : operations) static_cast<operation&>(*each.get()).visited = false, each->pending = {};
    for (const history& each : leaves) each->pending = {};
  }
};

NNSTRUCT_DECLARE void collect(const history& root, reached& found) {
  const auto visit = [&](const history& node) {
    if (node->is_leaf) return found.leaves.push_back(node);
    auto& its = static_cast<operation&>(*node.get());
    if (its.visited) return;
    found.operations.push_back(node);
    its.visited = true;
  };
  visit(root);
  for (std::size_t i = 0; i < found.operations.size(); ++i)
    for (const edge& each : static_cast<operation&>(*found.operations[i].get()).edges)
      if (each.to) visit(each.to);
  std::sort(found.operations.begin(), found.operations.end(), [](const history& a, const history& b) {
    return static_cast<operation&>(*a.get()).sequence > static_cast<operation&>(*b.get()).sequence;
  });
  std::sort(found.leaves.begin(), found.leaves.end(),
            [](const history& a, const history& b) { return a.get() < b.get(); });
  found.leaves.erase(std::unique(found.leaves.begin(), found.leaves.end(),
                                 [](const history& a, const history& b) { return a.get() == b.get(); }),
                     found.leaves.end());
}

/// Throws GradError if the tape cannot be run.
NNSTRUCT_DECLARE void require_whole(const reached& found) {
  for (const history& node : found.operations) {
    const auto& each = static_cast<operation&>(*node.get());
    if (each.spent)
      throw GradError(
          concat({"the tape was used up by an earlier backward() (its record of ", each.name,
                  " has no values any more): keep it with backward(nn::retain_graph), or run the forward again"}));
    each.require_gradient();
    for (const edge& to : each.edges)
      if (to.to && to.to->is_leaf && to.to->version != to.version)
        throw GradError(
            concat({to.to->key.empty() ? std::string("a parameter") : concat({"the parameter ", to.to->key}),
                    " has been changed in place (by a step, a load, an init or fill_) since ", each.name,
                    " was recorded with it: expected version ", to.version, ", found ", to.to->version,
                    "; run backward() before the change, or the forward again after it"}));
  }
}

/// sum += gradient, without a change for anybody else who holds either.
NNSTRUCT_DECLARE void add_up(storage_handle& sum, storage_handle&& gradient) {
  if (!sum) {
    sum = std::move(gradient);
    return;
  }
  storage_handle to = sum.unique()        ? sum
                      : gradient.unique() ? gradient
                                          : storage_handle(allocate_storage(sum.bytes(), false));
  engine::add(static_cast<std::int64_t>(sum.bytes() / sizeof(float)), elements(sum), elements(gradient),
              reinterpret_cast<float*>(to.data()));
  sum = std::move(to);
}

/// Runs what was found; the sums are then in the leaves' `pending`.
NNSTRUCT_DECLARE void run(const reached& found, bool retain_graph) {
  std::vector<storage_handle> out;
  for (const history& node : found.operations) {
    auto& each = static_cast<operation&>(*node.get());
    if (each.pending) {
      out.assign(each.edges.size(), {});
      const storage_handle of_result = std::move(each.pending);
      gradients g(of_result, each.edges, out);
      each.backward(g);
      for (std::size_t i = 0; i < out.size(); ++i)
        if (out[i]) add_up(each.edges[i].to->pending, std::move(out[i]));
    }
    if (retain_graph) continue;
    each.spent = true;
    each.forget();
  }
}

/// Adds what the run has given to the leaves' gradients, all of it or nothing.
NNSTRUCT_DECLARE void keep(const reached& found) {
  std::vector<storage_handle> sums;
  sums.reserve(found.leaves.size());
  for (const history& leaf : found.leaves) {
    // A finished gradient is added, as in PyTorch: two backward() give exactly twice what one gives. Never in place:
    // who holds the old gradient keeps it.
    storage_handle sum = leaf->gradient;
    if (leaf->pending) {
      add_up(sum, std::move(leaf->pending));
      if (!sum.unique()) sum = clone(sum);  // that of another leaf too, as after a + b
    }
    sums.push_back(std::move(sum));
  }
  for (std::size_t i = 0; i < sums.size(); ++i) found.leaves[i]->gradient = std::move(sums[i]);
}

}  // namespace autograd::detail

namespace detail {

NNSTRUCT_DEFINE bool& grad_mode() noexcept {
  static thread_local bool enabled = true;
  return enabled;
}

NNSTRUCT_DEFINE unsigned& deliberate_ends() noexcept {
  static thread_local unsigned count = 0;
  return count;
}

NNSTRUCT_DEFINE grad_node* new_leaf() {
  return new grad_node{1, true, 0, {}, {}, {}, [](grad_node& self) noexcept { delete &self; }};
}

NNSTRUCT_DEFINE void backward(const history& root, extents_view shape, const float* gradient, bool retain_graph) {
  using namespace autograd::detail;
  std::int64_t numel = 1;
  for (std::size_t i = 0; i < shape.rank; ++i) numel *= shape.extents[i];
  if (gradient == nullptr && numel != 1)
    throw GradError(concat({"backward() begins at a tensor of one element, such as a loss; this one is ",
                            text_of(shape), ": take its nn::sum or nn::mean, or give backward() its gradient"}));
  if (!root)
    throw GradError(
        "backward(): nothing was recorded for this tensor. It was computed from constants alone: under nn::no_grad or "
        "nn::predict, from parameters with requires_grad(false), or by a const model, whose parameters are constants "
        "(is its forward() const?); or by loops over data(), which record nothing");
  const no_grad nothing_is_recorded;
  reached found;
  collect(root, found);
  require_whole(found);
  storage_handle first(allocate_storage(static_cast<std::size_t>(numel) * sizeof(float), false));
  float* const elements_of_first = reinterpret_cast<float*>(first.data());
  if (gradient != nullptr) std::copy_n(gradient, numel, elements_of_first);
  else *elements_of_first = 1;
  root->pending = std::move(first);
  run(found, retain_graph);
  keep(found);
}

NNSTRUCT_DEFINE void throw_no_gradient(std::string_view key, extents_view shape) {
  throw GradError(concat({key.empty() ? std::string_view("a tensor") : key, " ", text_of(shape),
                          " has no gradient: no backward() has reached it since it was made, copied or nn::zero_grad "
                          "was called"}));
}

NNSTRUCT_DEFINE void throw_not_a_leaf() {
  throw GradError(
      "requires_grad_(false) is for tensors that asked for a gradient; this one was computed: take detach()");
}

}  // namespace detail

}  // namespace nnstruct::inline NNSTRUCT_ABI
