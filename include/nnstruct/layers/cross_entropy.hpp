// SPDX-License-Identifier: Apache-2.0
/// \file
/// The losses of classifiers.
/// https://pytorch.org/docs/stable/generated/torch.nn.functional.cross_entropy.html
/// https://pytorch.org/docs/stable/generated/torch.nn.functional.nll_loss.html
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include <nnstruct/autograd/losses.hpp>
#include <nnstruct/config.hpp>
#include <nnstruct/engine/class_labels.hpp>
#include <nnstruct/layers/loss.hpp>
#include <nnstruct/layers/reduce.hpp>
#include <nnstruct/layers/softmax.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

struct nll_loss_options {
  loss_weights weight = {};          ///< of each class, [C]
  std::int64_t ignore_index = -100;  ///< a label that counts for nothing
};

struct cross_entropy_options {
  loss_weights weight = {};          ///< of each class, [C]
  std::int64_t ignore_index = -100;  ///< a label that counts for nothing
  double label_smoothing = 0;        ///< how much of a label is spread evenly over all classes, in [0, 1]
};

namespace detail {

struct nll_loss_function {
  static constexpr std::string_view function_name = "nll_loss";
};
struct cross_entropy_function {
  static constexpr std::string_view function_name = "cross_entropy";
};

/// Throws Error, naming the element, if a label is no class and not to be ignored. `shape` is the labels' one.
NNSTRUCT_DECLARE void require_labels(const engine::class_labels& labels, extents_view shape, const char* loss);
/// Throws Error or ShapeError.
NNSTRUCT_DECLARE void require_options(const loss_weights& weight, double smoothing, std::int64_t classes,
                                      const char* loss);
NNSTRUCT_DECLARE [[noreturn]] void throw_ignored_probabilities(std::int64_t ignored);
/// The sum of the weights of all labels but ignored ones.
NNSTRUCT_DECLARE double total_weight(const engine::class_labels& labels, const float* weight);

/// Where the classes are: [C] or [N, C, ...].
template <class X> inline constexpr std::size_t class_place = X::rank() == 1 ? 0 : 1;

/// Whether Y are labels, [N, ...], or with probabilities allowed those, for an input [N, C, ...].
template <class Loss, bool Probabilities, class X, class Y> constexpr bool target_accepted() {
  if constexpr (!takes_tensor<Loss, float, X>() || is_unwired<Y>) {
    return false;
  } else if constexpr (X::rank() == 0) {
    static_assert(layer_accepts_input<Loss, expected_rank<2>, found_of<X>>,
                  "nn: cross_entropy and nll_loss take an input [N, C, ...], or [C]");
    return false;
  } else if constexpr (Probabilities && is_tensor<Y> && std::is_same_v<typename Y::element_type, float>) {
    constexpr bool fits = [] {
      if (X::rank() != Y::rank()) return false;
      for (std::size_t i = 0; i < X::rank(); ++i)
        if (!may_be_equal(X::static_extent(i), Y::static_extent(i))) return false;
      return true;
    }();
    if constexpr (!fits)
      static_assert(target_goes_with_input<Loss, found_of<X>, found_of<Y>>,
                    "nn: cross_entropy got probabilities with other extents than its input; labels are a Tensor of "
                    "std::int64_t");
    return fits;
  } else if constexpr (!takes_tensor<Loss, std::int64_t, Y>()) {
    return false;
  } else {
    constexpr bool fits = [] {
      if (X::rank() != Y::rank() + 1) return false;
      for (std::size_t i = 0; i < Y::rank(); ++i)
        if (!may_be_equal(X::static_extent(i < class_place<X> ? i : i + 1), Y::static_extent(i))) return false;
      return true;
    }();
    if constexpr (!fits)
      static_assert(
          target_goes_with_input<Loss, found_of<X>, found_of<Y>>,
          "nn: a loss got labels that do not go with its input: labels are [N, ...] for an input [N, C, ...]");
    return fits;
  }
}

/// The losses of single labels or positions, not yet written: X without its classes.
template <class X> auto room_for_losses(const X& x) {
  std::int64_t extents[X::rank()] = {};
  for (std::size_t i = 0; i + 1 < X::rank(); ++i) extents[i] = x.extent(i < class_place<X> ? i : i + 1);
  return typename without_extent<X, class_place<X>>::tensor(uninitialized, extents);
}

/// The layout of x, and the labels if they are such; checked as far as run time alone knows.
template <class Loss, class X, class Y>
engine::class_labels class_labels_of(const X& x, const Y& y, const cross_entropy_options& o) {
  constexpr const char* name = Loss::function_name.data();
  constexpr std::size_t place = class_place<X>;
  engine::class_labels c{place == 0 ? 1 : x.extent(0), x.extent(place), 1, nullptr, o.ignore_index, o.label_smoothing};
  for (std::size_t i = place + 1; i < X::rank(); ++i) c.inner *= x.extent(i);
  require_options(o.weight, o.label_smoothing, c.classes, name);
  bool fits = true;
  if constexpr (std::is_same_v<typename Y::element_type, float>) {
    for (std::size_t i = 0; i < X::rank(); ++i) fits = fits && x.extent(i) == y.extent(i);
    if (!fits)
      throw_wrong_input(node_of<Loss>::value, "got probabilities with other extents than its input",
                        {x.extents(), x.rank()}, {y.extents(), y.rank()});
    if (o.ignore_index >= 0) throw_ignored_probabilities(o.ignore_index);
  } else {
    const auto wanted = room_for_losses(x);
    for (std::size_t i = 0; i < Y::rank(); ++i) fits = fits && wanted.extent(i) == y.extent(i);
    if (!fits)
      throw_wrong_input(node_of<Loss>::value, "got labels that do not go with its input",
                        {wanted.extents(), wanted.rank()}, {y.extents(), y.rank()});
    c.labels = y.data();
    require_labels(c, {y.extents(), y.rank()}, name);
  }
  return c;
}

template <reduction R, class X, class Y>
auto nll(const X& logarithms, const engine::class_labels& c, const Y& y, const loss_weights& weight) {
  auto losses = room_for_losses(logarithms);
  const autograd::variable weights{&weight.values()};
  double divisor = 1;
  if constexpr (std::is_same_v<typename Y::element_type, float>) {
    autograd::soft_nll_loss(c.batch, c.classes, c.inner, c.smoothing, autograd::variable_of(logarithms),
                            autograd::variable_of(y), weights, autograd::result_of(losses));
    divisor = static_cast<double>(c.count());
  } else {
    autograd::nll_loss(c, autograd::variable_of(logarithms), weights, autograd::result_of(losses));
    if constexpr (R == reduction::mean) divisor = total_weight(c, weights.data());
  }
  return reduced<R>(losses, divisor);
}

}  // namespace detail

/// The cross entropy between softmax(x) and the target, where x is [N, C, ...], or [C]. The target is labels, a Tensor
/// of std::int64_t [N, ...], or probabilities, a Tensor of float with x's extents. The mean over labels, which with
/// weights is weighted by those of the labels, and NaN where there are none; or the sum; or each of them, [N, ...].
/// Throws Error, naming the element, if a label is not in [0, C) and not ignore_index, or if an option makes no sense;
/// ShapeError if extents unknown to the compiler do not go together.
/// \code
///   auto loss = nn::cross_entropy(net.forward(x), labels);
///   auto each = nn::cross_entropy<nn::reduction::none>(net.forward(x), labels, {.label_smoothing = 0.1});
/// \endcode
template <reduction R = reduction::mean, class X, class Y>
auto cross_entropy(const X& x, const Y& target, const cross_entropy_options& options = {}) {
  if constexpr (!detail::target_accepted<detail::cross_entropy_function, true, X, Y>()) {
    return detail::unwired_tensor();
  } else {
    const engine::class_labels c = detail::class_labels_of<detail::cross_entropy_function>(x, target, options);
    return detail::nll<R>(log_softmax<detail::class_place<X>>(x), c, target, options.weight);
  }
}

/// The negative log likelihood: the cross entropy of labels where x are logarithms of probabilities already, such as
/// nn::log_softmax<1> makes them.
/// \code
///   auto loss = nn::nll_loss(nn::log_softmax<1>(net.forward(x)), labels);
/// \endcode
template <reduction R = reduction::mean, class X, class Y>
auto nll_loss(const X& x, const Y& labels, const nll_loss_options& options = {}) {
  if constexpr (!detail::target_accepted<detail::nll_loss_function, false, X, Y>()) {
    return detail::unwired_tensor();
  } else {
    const engine::class_labels c =
        detail::class_labels_of<detail::nll_loss_function>(x, labels, {options.weight, options.ignore_index, 0});
    return detail::nll<R>(x, c, labels, options.weight);
  }
}

}  // namespace nnstruct::inline NNSTRUCT_ABI
