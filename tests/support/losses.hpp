// SPDX-License-Identifier: Apache-2.0
/// \file
/// The test that every loss passes.
#pragma once

#include <string>
#include <type_traits>

#include <nnstruct/checkpoint/load.hpp>
#include <nnstruct/layers/loss.hpp>
#include <nnstruct/state_dict/state_dict.hpp>
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

/// Compares a loss with the case `name`: its value, and its gradients with respect to x and to a target of float, for
/// each reduction. loss(reduction as a constant, x, target) computes it.
template <class X, class Target, class Loss> void check_loss(const std::string& name, Loss loss) {
  using nnstruct::reduction;
  constexpr bool target_learns = std::is_same_v<typename Target::element_type, float>;
  const nnstruct::StateDict& data = losses_data();
  const auto check = [&](auto reduction_constant, const std::string& key) {
    INFO(key);
    constexpr reduction R = decltype(reduction_constant)::value;
    auto x = as<X>(data[name + ".x"]);
    auto target = as<Target>(data[name + ".target"]);
    x.requires_grad_();
    if constexpr (target_learns) target.requires_grad_();
    const auto y = loss(reduction_constant, x, target);
    CHECK(is_close(y, data[key]));
    if constexpr (R == reduction::none) {
      y.backward(as<std::remove_const_t<decltype(y)>>(data[key + ".dy"]));
    } else {
      nnstruct::Tensor<float> dy;
      dy() = R == reduction::mean ? 1.0f : -0.5f;
      y.backward(dy);
    }
    CHECK(is_close(x.grad(), data[key + ".dx"]));
    if constexpr (target_learns) CHECK(is_close(target.grad(), data[key + ".dtarget"]));
  };
  check(std::integral_constant<reduction, reduction::none>(), name + ".none");
  check(std::integral_constant<reduction, reduction::mean>(), name + ".mean");
  check(std::integral_constant<reduction, reduction::sum>(), name + ".sum");
}

}  // namespace nnstruct_test
