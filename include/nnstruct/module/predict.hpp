// SPDX-License-Identifier: Apache-2.0
/// \file
/// Calls a model for its answer.
#pragma once

#include <type_traits>

#include <nnstruct/autograd/grad_mode.hpp>
#include <nnstruct/config.hpp>
#include <nnstruct/module/call.hpp>
#include <nnstruct/schema/role.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

/// The model's forward, under nn::no_grad: nothing is recorded. A const model is only read: it needs a `forward(...)
/// const`, and any number of threads may call it at once. Throws ShapeError, as the layers do.
template <class T, class... Input> auto predict(T&& model, const Input&... input) {
  constexpr bool module = is_module<std::remove_cvref_t<T>>;
  static_assert(module, "nn: predict needs a module: a struct that has a forward");
  if constexpr (module) {
    const no_grad guard;
    return detail::call_forward(model, input...);
  } else {
    return detail::unwired_tensor();
  }
}

}  // namespace nnstruct::inline NNSTRUCT_ABI
