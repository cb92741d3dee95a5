// SPDX-License-Identifier: Apache-2.0
/// \file
/// The squared error where it is small, the absolute one elsewhere.
/// https://pytorch.org/docs/stable/generated/torch.nn.functional.smooth_l1_loss.html
#pragma once

#include <cstdint>
#include <string_view>

#include <nnstruct/autograd/losses.hpp>
#include <nnstruct/config.hpp>
#include <nnstruct/layers/loss.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {
struct smooth_l1_loss_function {
  static constexpr std::string_view function_name = "smooth_l1_loss";
};

/// Throws Error.
NNSTRUCT_DECLARE [[noreturn]] void throw_negative_beta(double beta);
}  // namespace detail

struct smooth_l1_loss_options {
  double beta = 1;  ///< where the squared error ends; with 0 it is the absolute error everywhere
};

/// With d = |x - target|, the mean of d^2 / (2 beta) where d < beta and d - beta / 2 elsewhere, or the sum, or each of
/// them: two tensors of any equal extents. The gradient flows to both.
/// Throws Error if beta is negative, ShapeError if extents unknown to the compiler differ.
/// \code
///   auto loss = nn::smooth_l1_loss(boxes, truth, {.beta = 0.5});
/// \endcode
template <reduction R = reduction::mean, class X, class Y>
auto smooth_l1_loss(const X& x, const Y& target, const smooth_l1_loss_options& options = {}) {
  if (!(options.beta >= 0)) detail::throw_negative_beta(options.beta);
  return detail::elementwise_loss<detail::smooth_l1_loss_function, R>(
      x, target,
      [&options](std::int64_t count, const auto&... a) { autograd::smooth_l1_loss(count, options.beta, a...); });
}

}  // namespace nnstruct::inline NNSTRUCT_ABI
