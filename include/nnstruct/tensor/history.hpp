// SPDX-License-Identifier: Apache-2.0
/// \file
/// What a tensor knows of how it came to be. The tape itself is in autograd/.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>

#include <nnstruct/config.hpp>
#include <nnstruct/tensor/raise.hpp>
#include <nnstruct/tensor/storage.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// A tensor that gradients flow to: a leaf, which is a parameter or an input that asked for its gradient, or what an
/// operation computed from such.
struct grad_node {
  unsigned references;
  bool is_leaf;
  /// Of a leaf: how often its values were changed in place, and under which key the model has it that was changed.
  unsigned version;
  std::string_view key;
  storage_handle gradient;  ///< of a leaf: what backward() has added up; float, row-major
  storage_handle pending;   ///< the sum so far, while backward() runs
  void (*release)(grad_node&) noexcept;

  void changed(std::string_view known_as) noexcept {
    ++version;
    if (!known_as.empty()) key = known_as;
  }
};

/// A new leaf with one reference.
NNSTRUCT_DECLARE grad_node* new_leaf();

/// A counted reference to a node, or to none: then the tensor is a constant.
class history {
 public:
  history() = default;
  /// Takes over the one reference that `fresh` holds.
  explicit history(grad_node* fresh) noexcept : node_(fresh) {}
  /// One more reference to a node that is held elsewhere, or to none.
  static history of(grad_node* node) noexcept {
    if (node) __atomic_fetch_add(&node->references, 1u, __ATOMIC_RELAXED);
    return history(node);
  }
  history(const history& other) noexcept : history(of(other.node_)) {}
  history(history&& other) noexcept : node_(std::exchange(other.node_, nullptr)) {}
  history& operator=(history other) noexcept {
    std::swap(node_, other.node_);
    return *this;
  }
  ~history() {
    if (node_ && __atomic_fetch_sub(&node_->references, 1u, __ATOMIC_ACQ_REL) == 1) node_->release(*node_);
  }

  explicit operator bool() const noexcept { return node_ != nullptr; }
  grad_node* get() const noexcept { return node_; }
  grad_node* operator->() const noexcept { return node_; }
  /// The reference, which is the caller's from now on.
  grad_node* give_up() noexcept { return std::exchange(node_, nullptr); }

 private:
  grad_node* node_ = nullptr;
};

/// How often this thread has ended the tape on purpose: by detach(), and by a no_grad.
NNSTRUCT_DECLARE unsigned& deliberate_ends() noexcept;

/// Runs the tape backwards from a tensor of these extents. `gradient` is its own one; null stands for 1, where it has
/// one element. Throws GradError, with no gradient changed.
NNSTRUCT_DECLARE void backward(const history& root, extents_view shape, const float* gradient, bool retain_graph);

/// Throws GradError: a tensor has no gradient. `key` may be empty.
NNSTRUCT_DECLARE [[noreturn]] void throw_no_gradient(std::string_view key, extents_view shape);

/// Throws GradError: requires_grad_(false) of what was computed.
NNSTRUCT_DECLARE [[noreturn]] void throw_not_a_leaf();

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
