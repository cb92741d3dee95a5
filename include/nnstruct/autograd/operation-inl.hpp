// SPDX-License-Identifier: Apache-2.0
/// \file
/// The records of the tape: one for each operation whose result somebody may want the gradient of.
///
/// A record holds nodes and storages, never a tensor or the address of a struct: a model may be moved, copied or
/// destroyed before backward() runs. Every operation has one type of record, which it defines beside itself: what of
/// its operands the gradient needs, and
/// \code
///   void backward(gradients& g) const;
/// \endcode
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <utility>
#include <vector>

#include <nnstruct/autograd/grad_mode.hpp>
#include <nnstruct/autograd/variable.hpp>
#include <nnstruct/config.hpp>
#include <nnstruct/tensor/history.hpp>
#include <nnstruct/tensor/storage.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::autograd {

namespace detail {

using nnstruct::detail::allocate_storage;
using nnstruct::detail::grad_node;
using nnstruct::detail::history;
using nnstruct::detail::storage_handle;

/// From an operation to one of its operands.
struct edge {
  history to;  ///< none, if the operand is a constant
  unsigned version = 0;
};

/// What a record's backward() is given: the gradient of the result, and places for those of the operands.
class gradients {
 public:
  gradients(const storage_handle& of_result, const std::vector<edge>& edges, std::vector<storage_handle>& out)
      : of_result_(of_result), edges_(edges), out_(out) {}

  const float* of_result() const noexcept { return reinterpret_cast<const float*>(of_result_.data()); }
  bool wants(std::size_t operand) const noexcept { return static_cast<bool>(edges_[operand].to); }
  /// Memory for the gradient of an operand, which is then written whole; null if nobody wants it.
  float* of(std::size_t operand, std::int64_t numel) {
    if (!wants(operand)) return nullptr;
    out_[operand] = storage_handle(allocate_storage(static_cast<std::size_t>(numel) * sizeof(float), false));
    return reinterpret_cast<float*>(out_[operand].data());
  }
  /// The operand's gradient is the result's.
  void pass_on(std::size_t operand) {
    if (wants(operand)) out_[operand] = of_result_;
  }

 private:
  const storage_handle& of_result_;
  const std::vector<edge>& edges_;
  std::vector<storage_handle>& out_;
};

/// The record of an operation.
class operation : public grad_node {
 public:
  NNSTRUCT_DECLARE operation(const char* name, std::size_t operands);
  virtual ~operation() = default;
  operation(const operation&) = delete;
  operation& operator=(const operation&) = delete;

  virtual void backward(gradients& g) const = 0;
  /// Throws GradError where backward() cannot go on; before any gradient is computed.
  virtual void require_gradient() const {}
  /// Gives back the memory that only backward() needs.
  virtual void forget() noexcept { edges.clear(); }

  const char* name;
  std::uint64_t sequence;
  std::vector<edge> edges;
  bool spent = false;
  bool visited = false;            ///< while backward() looks for records
  operation* next_dead = nullptr;  ///< while records are given back
};

template <class Saved> class operation_of : public operation {
 public:
  operation_of(const char* name, std::size_t operands, Saved&& saved)
      : operation(name, operands), saved_(std::move(saved)) {}
  void backward(gradients& g) const override { saved_->backward(g); }
  void forget() noexcept override {
    operation::forget();
    saved_.reset();
  }

 private:
  std::optional<Saved> saved_;
};

/// Something of the operands wants a gradient, and gradients are recorded.
template <class Operands> bool records(const Operands& operands) noexcept {
  for (const variable& operand : operands)
    if (operand.node != nullptr) return is_grad_enabled();
  return false;
}

/// Puts a record on the tape: y was computed from the operands.
template <class Saved, class Operands>
void record(const result& y, const char* name, const Operands& operands, Saved saved) {
  auto* const made = new operation_of<Saved>(name, operands.size(), std::move(saved));
  history holder(made);
  std::size_t i = 0;
  for (const variable& operand : operands) {
    edge& to = made->edges[i++];
    if (operand.node == nullptr) continue;
    to.to = history::of(operand.node);
    to.version = operand.node->version;
  }
  y.history = std::move(holder);
}

/// What a record keeps of an operand: its elements, if the gradient of another one needs them.
inline storage_handle kept_if(bool needed, const variable& operand) {
  return needed && operand.values != nullptr ? *operand.values : storage_handle();
}
inline const float* elements(const storage_handle& storage) noexcept {
  return reinterpret_cast<const float*>(storage.data());
}

}  // namespace detail

}  // namespace nnstruct::inline NNSTRUCT_ABI::autograd
