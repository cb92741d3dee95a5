// SPDX-License-Identifier: Apache-2.0
/// \file
/// A call of a module's forward, which says in one sentence why it cannot be, and tells backward() of a result that is
/// not on the tape.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <utility>

#include <nnstruct/autograd/end_of_tape.hpp>
#include <nnstruct/autograd/grad_mode.hpp>
#include <nnstruct/config.hpp>
#include <nnstruct/reflect/fields.hpp>
#include <nnstruct/schema/describe.hpp>
#include <nnstruct/schema/named.hpp>
#include <nnstruct/schema/role.hpp>
#include <nnstruct/tensor/parameter.hpp>
#include <nnstruct/tensor/tensor.hpp>
#include <nnstruct/tensor/unwired.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// False for every argument: the names are the claims, the arguments are the facts that the compiler prints.
template <class Module> inline constexpr bool module_has_forward = false;
template <class Module, class Expected, class Found> inline constexpr bool module_accepts_input = false;

/// Facts: the types of a forward's parameters, or that there may be several lists of them, and those of what it is
/// given.
template <class... X> struct expected_inputs;
struct several_forwards;
template <class... X> struct found_inputs;

template <class M, class R, class... X> expected_inputs<X...>* inputs_of(R (M::*)(X...) const);
/// Of two that differ in const alone, each fits one of the two declarations.
template <class M, class R, class... X> expected_inputs<X...>* inputs_of_changing(R (M::*)(X...));

/// What M's forward takes, where it is no template and has no overload, and where overloads differ in const alone.
template <class M> auto expected_inputs_of() {
  if constexpr (requires { detail::inputs_of(&M::forward); }) return detail::inputs_of(&M::forward);
  else if constexpr (requires { detail::inputs_of_changing(&M::forward); })
    return detail::inputs_of_changing(&M::forward);
  else return static_cast<several_forwards*>(nullptr);
}
template <class M> using expected_inputs_type = std::remove_pointer_t<decltype(detail::expected_inputs_of<M>())>;

template <class M, class... X> constexpr bool module_accepts() {
  using Plain = std::remove_const_t<M>;
  if constexpr ((is_unwired<X> || ...)) {
    return false;
  } else if constexpr (requires(M & module, const X&... x) { module.forward(x...); }) {
    return true;
  } else if constexpr (requires(Plain & module, const X&... x) { module.forward(x...); }) {
    static_assert(
        module_accepts_input<M, expected_inputs_type<Plain>, found_inputs<X...>>,
        "nn: this model is const, and its forward is not: add `auto forward(...) const`, or take a model that "
        "is not const");
    return false;
  } else if constexpr (!has_forward<Plain>()) {
    static_assert(module_has_forward<Plain>,
                  "nn: this module has no forward, so it can be loaded and saved, but not called: add `auto "
                  "forward(const X& x) const` to it, or call the modules in it");
    return false;
  } else if constexpr (std::is_same_v<expected_inputs_type<Plain>, several_forwards>) {
    static_assert(
        module_accepts_input<M, several_forwards, found_inputs<X...>>,
        "nn: the model's forward does not take this input; what it takes cannot be told (a template, overloads, "
        "not public): look at its declaration");
    return false;
  } else {
    static_assert(module_accepts_input<M, expected_inputs_type<Plain>, found_inputs<X...>>,
                  "nn: the model's forward does not take this input");
    return false;
  }
}

template <class X> inline constexpr bool is_float_tensor = false;
template <std::int64_t... E> inline constexpr bool is_float_tensor<Tensor<float, E...>> = true;
template <> inline constexpr bool is_float_tensor<unwired_tensor> = false;

template <class X> autograd::traced traced_of(const X& x) noexcept {
  if constexpr (is_float_tensor<X>) return {&x.history(), &x.storage()};
  else return {};
}

template <class P> bool wants_gradient(const P& field) noexcept {
  if constexpr (is_parameter<P>) return field.requires_grad() && field.has_values();
  else return false;
}
template <class M, std::size_t... I> bool any_wants_gradient(M& module, std::index_sequence<I...>) noexcept {
  return (wants_gradient(reflect::get<I>(module)) || ...);
}
/// One of its parameters is learned. (The modules in it say so themselves; and our own layers, which have an init, put
/// on the tape what they learn.)
template <class M> bool learns(M& module) noexcept {
  if constexpr (std::is_const_v<M> || std::is_empty_v<M> || requires { M::pytorch::init; }) return false;
  else if constexpr (!is_reflectable<M>()) return false;
  else return any_wants_gradient(module, std::make_index_sequence<reflect::field_count<M>>{});
}

/// module.forward(x...), or of what is named.
template <class M, class... X> auto call_forward(M& module, const X&... x) {
  using Plain = std::remove_const_t<M>;
  if constexpr (!std::is_same_v<unnamed_type<Plain>, Plain>) {
    return detail::call_forward(*module, x...);
  } else if constexpr (!module_accepts<M, X...>()) {
    return unwired_tensor();
  } else if constexpr (!is_container<Plain> && is_float_tensor<std::remove_cvref_t<decltype(module.forward(x...))>>) {
    const unsigned ends_before = deliberate_ends();
    auto y = module.forward(x...);
    if (!y.requires_grad()) {
      const autograd::traced given[] = {traced_of(x)..., {}};
      autograd::record_if_lost(y.history(), y.storage(), printed_class_name<Plain>(), learns(module), ends_before,
                               given, sizeof...(X));
    }
    return y;
  } else {
    return module.forward(x...);
  }
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
