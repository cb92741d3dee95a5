// SPDX-License-Identifier: Apache-2.0
/// \file
/// What losses have in common: reductions, weights, and the claim that a target which does not fit breaks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include <nnstruct/autograd/reductions.hpp>
#include <nnstruct/config.hpp>
#include <nnstruct/engine/class_labels.hpp>
#include <nnstruct/layers/arithmetic.hpp>
#include <nnstruct/layers/wiring.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

/// What becomes of the losses of single elements, or labels: nothing, their mean, or their sum. With `none` a loss has
/// other extents, so that it is a template argument: `nn::mse_loss<nn::reduction::none>(x, y)`. Without it is the mean.
enum class reduction : unsigned char { none, mean, sum };

/// Weights as an option of a loss: a Tensor, Buffer or Parameter of float, or nothing. They are constants. A handle, as
/// a Tensor is one.
class loss_weights {
 public:
  loss_weights() = default;
  template <std::int64_t... E>
  loss_weights(const Tensor<float, E...>& weights) noexcept : values_(weights.storage()), given_(true) {
    take(weights.extents(), sizeof...(E));
  }
  /// Throws ShapeError if it has no values.
  template <std::int64_t... E>
  loss_weights(const detail::held_tensor<float, E...>& weights) : values_(weights.storage()), given_(true) {
    static_cast<void>(weights.data());
    const std::int64_t extents[] = {E..., 0};
    take(extents, sizeof...(E));
  }

  bool given() const noexcept { return given_; }
  detail::extents_view shape() const noexcept { return {extents_, rank_}; }
  const detail::storage_handle& values() const noexcept { return values_; }

 private:
  void take(const std::int64_t* extents, std::size_t rank) noexcept {
    rank_ = rank;
    for (std::size_t i = 0; i < rank; ++i) extents_[i] = extents[i];
  }

  detail::storage_handle values_;
  std::int64_t extents_[extent_list::max_rank] = {};
  std::size_t rank_ = 0;
  bool given_ = false;
};

namespace detail {

/// False for every argument: the name is the claim, the arguments are the facts that the compiler prints.
template <class Loss, class Input, class Target> inline constexpr bool target_goes_with_input = false;

/// The weights, one for each element of these extents; none if there are none.
/// Throws ShapeError, naming the loss and its option, if they are not of these extents, nor of the last of them, with 1
/// for any.
NNSTRUCT_DECLARE storage_handle expanded(const loss_weights& weights, extents_view to, const char* loss,
                                         const char* option);

/// What reduces losses; divisor is that of the mean.
template <reduction R, std::int64_t... E> auto reduced(const Tensor<float, E...>& losses, double divisor) {
  if constexpr (R == reduction::none) {
    return losses;
  } else {
    Tensor<float> y(uninitialized, {0});
    autograd::sum(1, losses.numel(), 1, R == reduction::mean ? 1 / divisor : 1, autograd::variable_of(losses),
                  autograd::result_of(y));
    return y;
  }
}

/// A loss of each element: compute(number of elements, x, target, y).
template <class Loss, reduction R, class X, class Y, class Compute>
auto elementwise_loss(const X& x, const Y& target, Compute compute) {
  if constexpr (!takes_tensor<Loss, float, X>() || !takes_tensor<Loss, float, Y>()) {
    return unwired_tensor();
  } else {
    constexpr bool fits = [] {
      if (X::rank() != Y::rank()) return false;
      for (std::size_t i = 0; i < X::rank(); ++i)
        if (!may_be_equal(X::static_extent(i), Y::static_extent(i))) return false;
      return true;
    }();
    if constexpr (!fits) {
      static_assert(target_goes_with_input<Loss, found_of<X>, found_of<Y>>,
                    "nn: a loss got a target with other extents than its input; nothing is broadcast");
      return unwired_tensor();
    } else {
      for (std::size_t i = 0; i < X::rank(); ++i)
        if (x.extent(i) != target.extent(i))
          throw_wrong_input(node_of<Loss>::value, "got a target with other extents than its input",
                            {x.extents(), x.rank()}, {target.extents(), target.rank()});
      X losses = uninitialized_like(x);
      compute(x.numel(), autograd::variable_of(x), autograd::variable_of(target), autograd::result_of(losses));
      return reduced<R>(losses, static_cast<double>(x.numel()));
    }
  }
}

}  // namespace detail

}  // namespace nnstruct::inline NNSTRUCT_ABI
