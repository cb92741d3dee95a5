// SPDX-License-Identifier: Apache-2.0
/// \file
/// The gradients of a model's parameters.
#pragma once

#include <type_traits>

#include <nnstruct/config.hpp>
#include <nnstruct/module/parameters.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {
NNSTRUCT_DECLARE void zero_grad(const parameter_list& parameters) noexcept;
NNSTRUCT_DECLARE double clip_grad_norm(const parameter_list& parameters, double max_norm, double norm_type);

/// A model, a module in it, or a slice of nn::parameters(net).
template <class T>
concept has_parameters =
    std::is_same_v<std::remove_cvref_t<T>, parameter_list> || is_class_for_model<std::remove_reference_t<T>>;

inline const parameter_list& parameters_of(const parameter_list& list) noexcept { return list; }
template <class T>
  requires(is_class_for_model<T> && !std::is_same_v<T, parameter_list>)
parameter_list parameters_of(T& model) { return nnstruct::parameters(model); }
}  // namespace detail

/// Forgets all gradients of a model, as `zero_grad(set_to_none=True)`, PyTorch's default: the next backward() begins
/// from none, and a handle on an old gradient stays what it is.
template <detail::has_parameters T> void zero_grad(T&& model) { detail::zero_grad(detail::parameters_of(model)); }

/// Freezes (false) or frees a model, a module in it, or a slice of nn::parameters(net), as requires_grad_() of a module
/// in Python. A frozen parameter gets no gradient, and loses the one it has.
/// \code
///   nn::requires_grad(net, false);
///   nn::requires_grad(net.fc, true);
/// \endcode
template <detail::has_parameters T> void requires_grad(T&& model, bool wanted) {
  detail::parameters_of(model).requires_grad(wanted);
}

/// Scales all gradients of a model so that their norm, as of one vector, is at most max_norm; norm_type is the p of a
/// p-norm, and may be infinite. Returns the norm as it was. Gradients that somebody has a handle on stay what they are.
/// https://pytorch.org/docs/stable/generated/torch.nn.utils.clip_grad_norm_.html
/// \code
///   loss.backward();
///   nn::clip_grad_norm(net, 1.0);
///   opt.step(net);
/// \endcode
template <detail::has_parameters T> double clip_grad_norm(T&& model, double max_norm, double norm_type = 2) {
  return detail::clip_grad_norm(detail::parameters_of(model), max_norm, norm_type);
}

}  // namespace nnstruct::inline NNSTRUCT_ABI
