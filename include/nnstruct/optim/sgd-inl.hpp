// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>

#include <nnstruct/concat.hpp>
#include <nnstruct/optim/arithmetic.hpp>
#include <nnstruct/optim/sgd.hpp>
#include <nnstruct/tensor/python_float.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// The sentence of PyTorch about a number that is not at least 0; empty if it is.
NNSTRUCT_DECLARE std::string complaint_below_0(const char* what, double number) {
  return number >= 0 ? std::string() : concat({"Invalid ", what, ": ", python_float(number)});
}

NNSTRUCT_DECLARE std::string sgd_complaint(const void* options) {
  const auto& o = *static_cast<const sgd_options*>(options);
  std::string wrong = complaint_below_0("learning rate", o.lr);
  if (wrong.empty()) wrong = complaint_below_0("momentum value", o.momentum);
  if (wrong.empty()) wrong = complaint_below_0("weight_decay value", o.weight_decay);
  if (wrong.empty() && o.dampening != o.dampening) wrong = "Invalid dampening value: nan";
  if (wrong.empty() && o.nesterov && (o.momentum <= 0 || o.dampening != 0))
    wrong = "Nesterov momentum requires a momentum and zero dampening";
  return wrong;
}

NNSTRUCT_DECLARE void sgd_step(const void* options, const parameter_update& of) {
  const auto& o = *static_cast<const sgd_options*>(options);
  const sgd_coefficients c{o.maximize,
                           o.nesterov,
                           of.fresh,
                           static_cast<float>(o.weight_decay),
                           static_cast<float>(o.momentum),
                           static_cast<float>(1 - o.dampening),
                           static_cast<float>(-o.lr)};
  sgd_update(c, of.values, of.gradient, of.buffers[0], of.count);
}

NNSTRUCT_DEFINE const optimizer_kind& optimizer_with<sgd_options>::kind() {
  using type = option_row::type;
  static constexpr option_row options[] = {
      {"lr", type::real, offsetof(sgd_options, lr), true},
      {"momentum", type::real, offsetof(sgd_options, momentum), true},
      {"dampening", type::real, offsetof(sgd_options, dampening), true},
      {"weight_decay", type::real, offsetof(sgd_options, weight_decay), true},
      {"nesterov", type::flag, offsetof(sgd_options, nesterov), true},
      {"maximize", type::flag, offsetof(sgd_options, maximize), false},
  };
  static constexpr std::string_view buffers[] = {"momentum_buffer"};
  static const optimizer_kind kind{
      "SGD",
      options,
      std::size(options),
      [] {
        return Value::dict({{"lr", 1e-3},
                            {"momentum", 0},
                            {"dampening", 0},
                            {"weight_decay", 0},
                            {"nesterov", false},
                            {"maximize", false},
                            {"foreach", nullptr},
                            {"differentiable", false},
                            {"fused", nullptr}});
      },
      buffers,
      std::size(buffers),
      false,
      sgd_complaint,
      [](const void* o, std::size_t) { return static_cast<const sgd_options*>(o)->momentum != 0; },
      sgd_step};
  return kind;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
