// SPDX-License-Identifier: Apache-2.0
/// \file
/// Gradients that PyTorch computed, tests/data/make_autograd.py, and how layers and functions are compared with them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
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

/// The parameters have the gradients that PyTorch's have, no fewer and no more; but for those that are frozen here.
inline void check_parameters(const nnstruct::parameter_list& parameters, const std::string& name) {
  const nnstruct::StateDict expected = autograd_part(name + ".grad.");
  std::size_t found = 0;
  for (const nnstruct::parameter_reference& p : parameters) {
    INFO(name << ": " << p.key());
    if (expected.contains(p.key())) ++found;
    REQUIRE(p.has_grad() == (expected.contains(p.key()) && p.requires_grad()));
    if (p.has_grad()) CHECK(is_close(p.grad(), expected[p.key()]));
  }
  CHECK(found == expected.size());
}
template <class Module> void check_gradients_of(Module& module, const std::string& name) {
  check_parameters(nnstruct::parameters(module), name);
}

inline void check_result(const float_view& found, const std::string& key) {
  INFO(key);
  CHECK(is_close(found, autograd_data()[key]));
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
  check_result(y, name + ".y" + suffix);
  y.backward(as<std::remove_const_t<decltype(y)>>(data[name + ".dy" + suffix]));
  if constexpr (std::is_same_v<typename X::element_type, float>)
    if (x_learns) check_result(x.grad(), name + ".dx" + suffix);
}

/// Compares a module with a case: output, gradients of input and parameters. The parameters whose bits are set in
/// `frozen` are constants.
using module_check = void (*)(const std::string& name, bool training, unsigned frozen, bool x_learns);
template <class Module, class X>
void check_module_once(const std::string& name, bool training, unsigned frozen, bool x_learns) {
  Module module;
  nnstruct::load_state_dict(module, autograd_part(name + ".state."));
  nnstruct::train(module, training);
  const nnstruct::parameter_list parameters = nnstruct::parameters(module);
  for (const nnstruct::parameter_reference& p : parameters) {
    p.requires_grad((frozen & 1U) == 0);
    frozen >>= 1;
  }
  check_through<X>(
      name, [&](const X& x) { return module.forward(x); }, "", x_learns);
  check_parameters(parameters, name);
}

/// A layer, which has one parameter or two, is compared also where some of them are constants, for then less is
/// computed, and kept for it. may_learn: the input may have a gradient.
inline void check_frozen(const std::string& name, bool training, std::size_t parameters, bool may_learn,
                         std::initializer_list<module_check> checks) {
  if (parameters == 0 || parameters > 2) return;
  for (unsigned frozen = 0; frozen < 1U << parameters; ++frozen)
    for (const bool x_learns : {true, false}) {
      INFO("frozen " << frozen << ", x learns " << x_learns);
      if (frozen + 1 == 1U << parameters && !(x_learns && may_learn)) continue;  // nothing to learn
      for (const module_check check : checks) check(name, training, frozen, x_learns);
    }
}

/// With the case's input as each of the types X.
template <class Module, class... X> void check_module(const std::string& name, bool training = true) {
  (check_module_once<Module, X>(name, training, 0, true), ...);
  Module module;
  check_frozen(name, training, nnstruct::parameters(module).size(),
               (std::is_same_v<typename X::element_type, float> || ...), {check_module_once<Module, X>...});
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
  if (tensor.has_grad()) check_result(tensor.grad(), name + ".grad." + key);
}

}  // namespace nnstruct_test
