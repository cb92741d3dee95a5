// SPDX-License-Identifier: Apache-2.0
/// \file
/// Operands and results of differentiable operations, without types.
#pragma once

#include <cstdint>
#include <type_traits>

#include <nnstruct/autograd/grad_mode.hpp>
#include <nnstruct/config.hpp>
#include <nnstruct/tensor/history.hpp>
#include <nnstruct/tensor/parameter.hpp>
#include <nnstruct/tensor/storage.hpp>
#include <nnstruct/tensor/tensor.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::autograd {

/// An operand, for the time of a call: its elements, row-major float32, and what the tape knows it by, null for a
/// constant. One that is default constructed is left out.
struct variable {
  const nnstruct::detail::storage_handle* values = nullptr;
  nnstruct::detail::grad_node* node = nullptr;

  const float* data() const noexcept { return values ? reinterpret_cast<const float*>(values->data()) : nullptr; }
};

/// Where an operation puts its result. The elements are there, not yet written.
struct result {
  const nnstruct::detail::storage_handle* values;
  nnstruct::detail::history& history;
  float* data;
};

template <std::int64_t... E> variable variable_of(const Tensor<float, E...>& x) noexcept {
  return {&x.storage(), x.history().get()};
}
/// A parameter of a model that is not const: it is learned, unless it is frozen or nothing is recorded.
template <std::int64_t... E> variable variable_of(Parameter<float, E...>& parameter) {
  return {&parameter.storage(), parameter.requires_grad() && is_grad_enabled() ? parameter.leaf() : nullptr};
}
/// A parameter of a const model is a constant.
template <std::int64_t... E> variable variable_of(const Parameter<float, E...>& parameter) noexcept {
  return {&parameter.storage(), nullptr};
}
template <std::int64_t... E> variable variable_of(const Buffer<float, E...>& buffer) noexcept {
  return {&buffer.storage(), nullptr};
}

template <std::int64_t... E> result result_of(Tensor<float, E...>& y) noexcept {
  return {&y.storage(), y.history(), y.data()};
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::autograd
