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

/// False for every argument: the name is the claim, the arguments are the facts that the compiler prints.
template <class Module, class... Found> inline constexpr bool module_accepts_input = false;

template <class M, class... X> constexpr bool module_accepts() {
  if constexpr ((is_unwired<X> || ...)) {
    return false;
  } else if constexpr (requires(M & module, const X&... x) { module.forward(x...); }) {
    return true;
  } else if constexpr (requires(std::remove_const_t<M> & module, const X&... x) { module.forward(x...); }) {
    static_assert(
        module_accepts_input<M, X...>,
        "nn: this model is const, and its forward is not: add `auto forward(...) const`, or take a model that "
        "is not const");
    return false;
  } else {
    static_assert(module_accepts_input<M, X...>,
                  "nn: the model's forward does not take this input; look at its parameter types");
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
