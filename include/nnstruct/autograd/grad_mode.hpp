// SPDX-License-Identifier: Apache-2.0
/// \file
/// Whether operations are recorded. https://pytorch.org/docs/stable/generated/torch.no_grad.html
#pragma once

#include <nnstruct/config.hpp>
#include <nnstruct/tensor/history.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {
/// This thread's; true to begin with.
NNSTRUCT_DECLARE bool& grad_mode() noexcept;

/// Sets the thread's grad mode for as long as it lives.
template <bool Wanted> class grad_mode_guard {
 public:
  grad_mode_guard() noexcept : before_(grad_mode()) {
    grad_mode() = Wanted;
    if (!Wanted) ++deliberate_ends();
  }
  ~grad_mode_guard() { grad_mode() = before_; }
  grad_mode_guard(const grad_mode_guard&) = delete;
  grad_mode_guard& operator=(const grad_mode_guard&) = delete;

 private:
  bool before_;
};
}  // namespace detail

/// In its scope nothing is recorded by this thread: results are constants, whatever they are computed from.
/// \code
///   nn::no_grad guard;
///   net.fc.weight.fill_(0.5f);
///   auto y = net.forward(x);
/// \endcode
class no_grad : detail::grad_mode_guard<false> {};

/// In its scope operations are recorded again, inside a no_grad.
class enable_grad : detail::grad_mode_guard<true> {};

/// This thread records operations on what wants a gradient.
inline bool is_grad_enabled() noexcept { return detail::grad_mode(); }

}  // namespace nnstruct::inline NNSTRUCT_ABI
