// SPDX-License-Identifier: Apache-2.0
/// \file
/// The test that every loss passes.
#pragma once

#include <optional>
#include <string>
#include <type_traits>

#include <nnstruct/checkpoint/load.hpp>
#include <nnstruct/layers/loss.hpp>
#include <nnstruct/state_dict/state_dict.hpp>
#include <nnstruct/tensor/any_tensor.hpp>
#include <nnstruct/tensor/tensor.hpp>

#include "support/catch.hpp"
#include "support/close.hpp"

namespace nnstruct_test {

/// tests/data/losses.pth, read once.
inline const nnstruct::StateDict& losses_data() {
  static const auto data = nnstruct::load<nnstruct::StateDict>(NNSTRUCT_TEST_DATA "/losses.pth");
  return data;
}
/// The weight or pos_weight of a case.
template <class X> X weight_of(const std::string& name, const std::string& which = "weight") {
  return as<X>(losses_data()[name + "." + which]);
}

/// A loss of one reduction, forwards and, from dy, backwards; `loss` is the function that check_loss was given.
template <class X, class Target>
using loss_run = nnstruct::AnyTensor (*)(const void* loss, const X& x, const Target& target,
                                         const nnstruct::AnyTensor& dy);
template <nnstruct::reduction R, class Loss, class X, class Target>
nnstruct::AnyTensor run_loss(const void* loss, const X& x, const Target& target, const nnstruct::AnyTensor& dy) {
  const auto y = (*static_cast<const Loss*>(loss))(std::integral_constant<nnstruct::reduction, R>(), x, target);
  y.backward(as<std::remove_const_t<decltype(y)>>(dy));
  return y;
}

inline nnstruct::AnyTensor scalar(float value) {
  nnstruct::AnyTensor tensor(nnstruct::dtype::float32, {});
  *tensor.values<float>() = value;
  return tensor;
}

inline void check_loss_results(const std::string& key, const float_view& y, const float_view& dx,
                               const float_view* dtarget) {
  const nnstruct::StateDict& data = losses_data();
  CHECK(is_close(y, data[key]));
  CHECK(is_close(dx, data[key + ".dx"]));
  if (dtarget) CHECK(is_close(*dtarget, data[key + ".dtarget"]));
}

/// Compares a loss of one reduction with NAME.REDUCTION; dy is there too, if it is not given. Compiled for the tensors
/// and not for the loss.
template <class X, class Target>
void check_reduction(const std::string& name, const char* reduction, const void* loss, loss_run<X, Target> run,
                     const std::optional<nnstruct::AnyTensor>& dy = {}) {
  const nnstruct::StateDict& data = losses_data();
  const std::string key = name + "." + reduction;
  INFO(key);
  auto x = as<X>(data[name + ".x"]);
  auto target = as<Target>(data[name + ".target"]);
  x.requires_grad_();
  constexpr bool target_learns = std::is_same_v<typename Target::element_type, float>;
  if constexpr (target_learns) target.requires_grad_();
  const nnstruct::AnyTensor y = run(loss, x, target, dy ? *dy : data[key + ".dy"]);
  const auto dx = x.grad();
  if constexpr (target_learns) {
    const auto gradient = target.grad();
    const float_view dtarget(gradient);
    check_loss_results(key, y, dx, &dtarget);
  } else {
    check_loss_results(key, y, dx, nullptr);
  }
}

/// Compares a loss with the case `name`: its value, and its gradients with respect to x and to a target of float, for
/// each reduction. loss(reduction as a constant, x, target) computes it.
template <class X, class Target, class Loss> void check_loss(const std::string& name, const Loss& loss) {
  using enum nnstruct::reduction;
  check_reduction<X, Target>(name, "none", &loss, run_loss<none, Loss, X, Target>);
  check_reduction<X, Target>(name, "mean", &loss, run_loss<mean, Loss, X, Target>, scalar(1));
  check_reduction<X, Target>(name, "sum", &loss, run_loss<sum, Loss, X, Target>, scalar(-0.5f));
}

}  // namespace nnstruct_test
