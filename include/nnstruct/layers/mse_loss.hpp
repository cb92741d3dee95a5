// SPDX-License-Identifier: Apache-2.0
/// \file
/// The squared error. https://pytorch.org/docs/stable/generated/torch.nn.functional.mse_loss.html
#pragma once

#include <string_view>

#include <nnstruct/autograd/losses.hpp>
#include <nnstruct/config.hpp>
#include <nnstruct/layers/loss.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {
struct mse_loss_function {
  static constexpr std::string_view function_name = "mse_loss";
};
}  // namespace detail

/// The mean of (x - target)^2 over all elements, or their sum, or each of them: two tensors of any equal extents. The
/// gradient flows to both. Throws ShapeError if extents unknown to the compiler differ.
/// \code
///   nn::mse_loss(net.forward(x), y).backward();
/// \endcode
template <reduction R = reduction::mean, class X, class Y> auto mse_loss(const X& x, const Y& target) {
  return detail::elementwise_loss<detail::mse_loss_function, R>(x, target,
                                                                [](const auto&... a) { autograd::mse_loss(a...); });
}

}  // namespace nnstruct::inline NNSTRUCT_ABI
