// SPDX-License-Identifier: Apache-2.0
/// \file
/// A call of a module's forward, which says in one sentence why it cannot be.
#pragma once

#include <type_traits>

#include <nnstruct/config.hpp>
#include <nnstruct/schema/named.hpp>
#include <nnstruct/schema/role.hpp>
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

/// module.forward(x...), or of what is named.
template <class M, class... X> auto call_forward(M& module, const X&... x) {
  using Plain = std::remove_const_t<M>;
  if constexpr (!std::is_same_v<unnamed_type<Plain>, Plain>) return detail::call_forward(*module, x...);
  else if constexpr (module_accepts<M, X...>()) return module.forward(x...);
  else return unwired_tensor();
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
