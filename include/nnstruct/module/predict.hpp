// SPDX-License-Identifier: Apache-2.0
/// \file
/// Calls a model for its answer.
#pragma once

#include <type_traits>

#include <nnstruct/config.hpp>
#include <nnstruct/schema/role.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

/// The model's forward. A const model is only read: it needs a `forward(...) const`, and any number of threads may call
/// it at once.
/// Throws ShapeError, as the layers do.
template <class T, class... Input> auto predict(T&& model, const Input&... input) {
  using Model = std::remove_cvref_t<T>;
  static_assert(is_module<Model>, "nn: predict needs a module");
  constexpr bool callable = requires { model.forward(input...); };
  if constexpr (callable) {
    return model.forward(input...);
  } else {
    constexpr bool callable_if_not_const = requires(Model & m) { m.forward(input...); };
    static_assert(
        !callable_if_not_const,
        "nn: this model is const, and its forward is not: add `auto forward(...) const`, or predict with a model "
        "that is not const");
    static_assert(callable_if_not_const,
                  "nn: the model's forward does not take this input; look at its parameter types");
  }
}

}  // namespace nnstruct::inline NNSTRUCT_ABI
