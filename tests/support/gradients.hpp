// SPDX-License-Identifier: Apache-2.0
/// \file
/// Gradients that PyTorch computed, tests/data/make_autograd.py, and how layers and functions are compared with them.
#pragma once

#include <cstddef>
#include <string>
#include <type_traits>

#include <nnstruct/autograd/grad_mode.hpp>
#include <nnstruct/checkpoint/load.hpp>
#include <nnstruct/module/gradients.hpp>
#include <nnstruct/module/state_dict.hpp>
#include <nnstruct/state_dict/state_dict.hpp>
#include <nnstruct/tensor/any_tensor.hpp>
#include <nnstruct/tensor/tensor.hpp>

#include "support/catch.hpp"
#include "support/close.hpp"

namespace nnstruct_test {

/// tests/data/autograd.pth, read once.
inline const nnstruct::StateDict& autograd_data() {
  static const auto data = nnstruct::load<nnstruct::StateDict>(NNSTRUCT_TEST_DATA "/autograd.pth");
  return data;
}
/// What stands under CASE.PART., without that.
inline nnstruct::StateDict autograd_part(const std::string& prefix) {
  nnstruct::StateDict part;
  for (const auto& [key, tensor] : autograd_data())
    if (key.starts_with(prefix)) part[key.substr(prefix.size())] = tensor;
  return part;
}

inline bool same_shape(const nnstruct::AnyTensor& a, const nnstruct::AnyTensor& b) {
  if (a.shape != b.shape) UNSCOPED_INFO("its shape is another one than PyTorch's");
  return a.shape == b.shape;
}

/// The module's parameters have the gradients that PyTorch's has, no fewer and no more; but for those that are frozen
/// here.
template <class Module> void check_gradients_of(Module& module, const std::string& name) {
  const nnstruct::StateDict expected = autograd_part(name + ".grad.");
  std::size_t found = 0;
  for (const nnstruct::parameter_reference& p : nnstruct::parameters(module)) {
    INFO(name << ": " << p.key());
    if (expected.contains(p.key())) ++found;
    REQUIRE(p.has_grad() == (expected.contains(p.key()) && p.requires_grad()));
    if (!p.has_grad()) continue;
    const nnstruct::AnyTensor gradient = p.grad(), &wanted = expected[p.key()];
    CHECK((same_shape(gradient, wanted) && is_close(gradient.values<float>(), wanted.values<float>(), wanted.numel())));
  }
  CHECK(found == expected.size());
}

/// Runs call(x) forwards and backwards on the input of a case, as an X, and compares output and gradient. suffix is
/// that of one of several batches. x_learns: the input asks for its gradient.
template <class X, class Call>
void check_through(const std::string& name, Call call, const std::string& suffix = "", bool x_learns = true) {
  INFO(name << suffix);
  const nnstruct::StateDict& data = autograd_data();
  auto x = as<X>(data[name + ".x" + suffix]);
  if constexpr (std::is_same_v<typename X::element_type, float>) x.requires_grad_(x_learns);
  const auto y = call(x);
  CHECK(is_close(y, data[name + ".y" + suffix]));
  y.backward(as<std::remove_const_t<decltype(y)>>(data[name + ".dy" + suffix]));
  if constexpr (std::is_same_v<typename X::element_type, float>)
    if (x_learns) CHECK(is_close(x.grad(), data[name + ".dx" + suffix]));
}

/// Compares a module with a case: output, gradients of input and parameters. A layer's also where some of them are
/// constants, for then less is computed, and kept for it.
template <class Module, class... X> void check_module(const std::string& name, bool training = true) {
  const auto check = [&]<class Input>(const Input*, unsigned frozen, bool x_learns) {
    Module module;
    nnstruct::load_state_dict(module, autograd_part(name + ".state."));
    nnstruct::train(module, training);
    for (const nnstruct::parameter_reference& p : nnstruct::parameters(module)) {
      p.requires_grad((frozen & 1U) == 0);
      frozen >>= 1;
    }
    check_through<Input>(
        name, [&](const Input& x) { return module.forward(x); }, "", x_learns);
    check_gradients_of(module, name);
  };
  (check(static_cast<const X*>(nullptr), 0, true), ...);

  Module module;
  const std::size_t count = nnstruct::parameters(module).size();
  if (count == 0 || count > 2) return;
  for (unsigned frozen = 0; frozen < 1U << count; ++frozen)
    for (const bool x_learns : {true, false}) {
      INFO("frozen " << frozen << ", x learns " << x_learns);
      constexpr bool may_learn = (std::is_same_v<typename X::element_type, float> || ...);
      if (frozen + 1 == 1U << count && !(x_learns && may_learn)) continue;  // nothing to learn
      (check(static_cast<const X*>(nullptr), frozen, x_learns), ...);
    }
}

/// The values are those that stand under CASE.trained.
inline void check_values(const nnstruct::StateDict& values, const std::string& name) {
  for (const auto& [key, expected] : autograd_part(name + ".trained.")) {
    INFO(name << ": " << key);
    const nnstruct::AnyTensor& found = values[key];
    if (expected.dtype == nnstruct::dtype::int64)
      CHECK(found.values<std::int64_t>()[0] == expected.values<std::int64_t>()[0]);
    else CHECK(is_close(found.values<float>(), expected.values<float>(), expected.numel()));
  }
}

/// Of a layer in training mode: several batches, one after the other, over which gradients are added up, and what is
/// then in its state_dict.
template <class Module, class... X> void check_trained(const std::string& name) {
  Module module;
  nnstruct::load_state_dict(module, autograd_part(name + ".state."));
  std::size_t batch = 0;
  const auto train = [&]<class Input>(const Input*) {
    check_through<Input>(
        name, [&](const Input& x) { return module.forward(x); }, "." + std::to_string(batch++));
  };
  (train(static_cast<const X*>(nullptr)), ...);
  CHECK_FALSE(autograd_data().contains(name + ".x." + std::to_string(batch)));
  check_gradients_of(module, name);
  check_values(nnstruct::state_dict(module), name);
}

/// A tensor that a function is given beside its input; one that PyTorch learns wants its gradient.
template <class T> T argument(const std::string& name, const std::string& key) {
  T tensor = as<T>(autograd_data()[name + ".state." + key]);
  if constexpr (std::is_same_v<typename T::element_type, float>)
    if (autograd_data().contains(name + ".grad." + key)) tensor.requires_grad_();
  return tensor;
}
template <class T> void check_argument(const T& tensor, const std::string& name, const std::string& key) {
  INFO(name << ": " << key);
  REQUIRE(tensor.has_grad() == autograd_data().contains(name + ".grad." + key));
  if (tensor.has_grad()) CHECK(is_close(tensor.grad(), autograd_data()[name + ".grad." + key]));
}

}  // namespace nnstruct_test
