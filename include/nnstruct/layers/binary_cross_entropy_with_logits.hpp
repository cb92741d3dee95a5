// SPDX-License-Identifier: Apache-2.0
/// \file
/// The loss of classifiers that say yes or no.
/// https://pytorch.org/docs/stable/generated/torch.nn.functional.binary_cross_entropy_with_logits.html
#pragma once

#include <string_view>

#include <nnstruct/autograd/losses.hpp>
#include <nnstruct/config.hpp>
#include <nnstruct/layers/loss.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {
struct binary_cross_entropy_function {
  static constexpr std::string_view function_name = "binary_cross_entropy_with_logits";
};
}  // namespace detail

/// Weights have the input's extents, or the last of them; an extent of 1 stands for any.
struct binary_cross_entropy_options {
  loss_weights weight = {};      ///< of each element
  loss_weights pos_weight = {};  ///< of positive examples, such as one for each class: [C] for [N, C]
};

/// The binary cross entropy between sigmoid(x) and a target of probabilities: the mean over all elements, or the sum,
/// or each of them. The gradient flows to both. Throws ShapeError if extents unknown to the compiler differ, or weights
/// do not fit. \code
///   auto loss = nn::binary_cross_entropy_with_logits(net.forward(x), y, {.pos_weight = rare});
/// \endcode
template <reduction R = reduction::mean, class X, class Y>
auto binary_cross_entropy_with_logits(const X& x, const Y& target, const binary_cross_entropy_options& options = {}) {
  return detail::elementwise_loss<detail::binary_cross_entropy_function, R>(
      x, target, [&](std::int64_t count, const auto& from, const auto& to, const auto& y) {
        const detail::extents_view shape{x.extents(), x.rank()};
        const auto name = detail::binary_cross_entropy_function::function_name.data();
        const detail::storage_handle weight = detail::expanded(options.weight, shape, name, "weight");
        const detail::storage_handle positive = detail::expanded(options.pos_weight, shape, name, "pos_weight");
        autograd::binary_cross_entropy_with_logits(count, from, to, {&weight}, {&positive}, y);
      });
}

}  // namespace nnstruct::inline NNSTRUCT_ABI
