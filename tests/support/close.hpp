// SPDX-License-Identifier: Apache-2.0
/// \file
/// What PyTorch computed and printed, read from tests/data, and how it is compared with what the library says.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include <nnstruct/checkpoint/load.hpp>
#include <nnstruct/module/state_dict.hpp>
#include <nnstruct/state_dict/state_dict.hpp>
#include <nnstruct/tensor/any_tensor.hpp>
#include <nnstruct/tensor/tensor.hpp>

#include "support/catch.hpp"
#include "support/texts.hpp"

namespace nnstruct_test {

/// tests/data/layers.pth, read once: its keys are CASE.input, CASE.output and CASE.state.KEY.
inline const nnstruct::StateDict& layers_data() {
  static const auto data = nnstruct::load<nnstruct::StateDict>(NNSTRUCT_TEST_DATA "/layers.pth");
  return data;
}
inline const nnstruct::AnyTensor& input_of(const std::string& name) { return layers_data()[name + ".input"]; }
inline const nnstruct::AnyTensor& output_of(const std::string& name) { return layers_data()[name + ".output"]; }
inline nnstruct::StateDict state_of(const std::string& name) {
  nnstruct::StateDict state;
  const std::string prefix = name + ".state.";
  for (const auto& [key, tensor] : layers_data())
    if (key.starts_with(prefix)) state[key.substr(prefix.size())] = tensor;
  return state;
}

/// A module with the values that it had in PyTorch.
template <class Module> Module module_of(const std::string& name) {
  Module module;
  nnstruct::load_state_dict(module, state_of(name));
  return module;
}

/// Throws if the shape is not that of a type with these extents, where dyn is any.
inline void require_shape(const nnstruct::AnyTensor& any, const std::int64_t* extents, std::size_t rank) {
  if (any.shape.size() != rank) throw std::invalid_argument("the test's type has another rank");
  for (std::size_t i = 0; i < rank; ++i)
    if (extents[i] != nnstruct::dyn && extents[i] != any.shape[i])
      throw std::invalid_argument("the test's type has another shape");
}

/// The elements under a static type. Throws if dtype or shape are other ones.
template <class X> struct typed_as;
template <class T, std::int64_t... E> struct typed_as<nnstruct::Tensor<T, E...>> {
  using X = nnstruct::Tensor<T, E...>;
  static X tensor(const nnstruct::AnyTensor& any) {
    constexpr std::int64_t wanted[] = {E..., 0};
    require_shape(any, wanted, sizeof...(E));
    std::int64_t extents[sizeof...(E) + 1] = {};
    std::copy_n(any.shape.data(), sizeof...(E), static_cast<std::int64_t*>(extents));
    X x(nnstruct::detail::uninitialized, extents);
    std::copy_n(any.values<T>(), x.numel(), x.data());
    return x;
  }
};
template <class X> X as(const nnstruct::AnyTensor& any) { return typed_as<X>::tensor(any); }
template <class X> X input_as(const std::string& name) { return as<X>(input_of(name)); }

inline std::string shape_text(const std::int64_t* extents, std::size_t rank) {
  std::string text = "[";
  for (std::size_t i = 0; i < rank; ++i) text += (i == 0 ? "" : ", ") + std::to_string(extents[i]);
  return text + "]";
}

/// A tensor of floats whose type is no matter: what is compared stands once for all types.
struct float_view {
  const float* data;
  const std::int64_t* extents;
  std::size_t rank;
  std::int64_t count;

  template <std::int64_t... E>
  float_view(const nnstruct::Tensor<float, E...>& x)
      : data(x.data()), extents(x.extents()), rank(x.rank()), count(x.numel()) {}
  float_view(const nnstruct::AnyTensor& x)
      : data(x.values<float>()), extents(x.shape.data()), rank(x.shape.size()), count(x.numel()) {}
};

inline bool same_shape(const float_view& found, const nnstruct::AnyTensor& expected) {
  const std::string is = shape_text(found.extents, found.rank);
  const std::string wanted = shape_text(expected.shape.data(), expected.shape.size());
  if (is != wanted) UNSCOPED_INFO("shape " << is << ", PyTorch has " << wanted);
  return is == wanted;
}

/// max|a - b| <= 1e-4 max|b|; NaN equals NaN.
inline bool is_close(const float* a, const float* b, std::int64_t count) {
  float largest = 0;
  for (std::int64_t i = 0; i < count; ++i)
    if (std::isfinite(b[i])) largest = std::max(largest, std::abs(b[i]));
  for (std::int64_t i = 0; i < count; ++i) {
    const bool equal = a[i] == b[i] || (std::isnan(a[i]) && std::isnan(b[i]));
    if (equal || std::abs(a[i] - b[i]) <= 1e-4f * largest) continue;
    UNSCOPED_INFO("element " << i << " is " << a[i] << ", PyTorch has " << b[i]);
    return false;
  }
  return true;
}

/// The same shape, and as above.
inline bool is_close(const float_view& found, const nnstruct::AnyTensor& expected) {
  return same_shape(found, expected) && is_close(found.data, expected.values<float>(), found.count);
}

/// The same shape and the same bits; any NaN equals any NaN.
inline bool is_same(const float_view& found, const nnstruct::AnyTensor& expected) {
  if (!same_shape(found, expected)) return false;
  const float *a = found.data, *b = expected.values<float>();
  for (std::int64_t i = 0; i < found.count; ++i) {
    if (std::bit_cast<std::uint32_t>(a[i]) == std::bit_cast<std::uint32_t>(b[i])) continue;
    if (std::isnan(a[i]) && std::isnan(b[i])) continue;
    UNSCOPED_INFO("element " << i << " is " << a[i] << ", PyTorch has " << b[i]);
    return false;
  }
  return true;
}

/// Both of our own: for what must not depend on how a thing is written.
template <class T, std::int64_t... E>
bool is_same(const nnstruct::Tensor<T, E...>& a, const nnstruct::Tensor<T, E...>& b) {
  return is_same(a, nnstruct::AnyTensor(b));
}

/// print(module) of a case.
inline const std::string& printed(const std::string& name) { return text_of("layers_repr.txt", name); }

}  // namespace nnstruct_test
