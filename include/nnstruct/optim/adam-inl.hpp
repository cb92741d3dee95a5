// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>
#include <type_traits>

#include <nnstruct/concat.hpp>
#include <nnstruct/optim/adam.hpp>
#include <nnstruct/optim/arithmetic.hpp>
#include <nnstruct/optim/sgd-inl.hpp>
#include <nnstruct/tensor/python_float.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

// Adam and AdamW have structs of the same members.

template <class Options> std::string adam_complaint(const void* options) {
  const auto& o = *static_cast<const Options*>(options);
  std::string wrong = complaint_below_0("learning rate", o.lr);
  if (wrong.empty()) wrong = complaint_below_0("epsilon value", o.eps);
  for (std::size_t i = 0; i < 2 && wrong.empty(); ++i)
    if (!(o.betas[i] >= 0 && o.betas[i] < 1))
      wrong = concat({"Invalid beta parameter at index ", i, ": ", python_float(o.betas[i])});
  if (wrong.empty()) wrong = complaint_below_0("weight_decay value", o.weight_decay);
  return wrong;
}

template <class Options> void adam_step(const void* options, const parameter_update& of) {
  constexpr bool decoupled = std::is_same_v<Options, adamw_options>;
  const auto& o = *static_cast<const Options*>(options);
  const double step = of.step;
  const double correction1 = 1 - std::pow(o.betas[0], step), correction2 = 1 - std::pow(o.betas[1], step);
  const volatile double decay = o.lr * o.weight_decay;  // rounded, whatever the compiler contracts
  const adam_coefficients c{o.maximize,
                            decoupled ? static_cast<float>(1 - decay) : 1.0f,
                            decoupled ? 0.0f : static_cast<float>(o.weight_decay),
                            static_cast<float>(1 - o.betas[0]),
                            static_cast<float>(o.betas[1]),
                            static_cast<float>(1 - o.betas[1]),
                            static_cast<float>(std::pow(correction2, 0.5)),
                            static_cast<float>(o.eps),
                            static_cast<float>(-(o.lr / correction1))};
  adam_update(c, of.values, of.gradient, of.buffers[0], of.buffers[1], of.buffers[2], of.count);
}

template <class Options, bool Decoupled> const optimizer_kind& adam_kind_of(std::string_view name) {
  using type = option_row::type;
  static constexpr option_row options[] = {
      {"lr", type::real, offsetof(Options, lr), true},
      {"betas", type::two_reals, offsetof(Options, betas), true},
      {"eps", type::real, offsetof(Options, eps), true},
      {"weight_decay", type::real, offsetof(Options, weight_decay), true},
      {"amsgrad", type::flag, offsetof(Options, amsgrad), true},
      {"maximize", type::flag, offsetof(Options, maximize), false},
  };
  static constexpr std::string_view buffers[] = {"exp_avg", "exp_avg_sq", "max_exp_avg_sq"};
  static const optimizer_kind kind{
      name,
      options,
      std::size(options),
      [] {
        return Value::dict({{"lr", 1e-3},
                            {"betas", Value::tuple({0.9, 0.999})},
                            {"eps", 1e-8},
                            {"weight_decay", Decoupled ? Value(1e-2) : Value(0)},
                            {"amsgrad", false},
                            {"maximize", false},
                            {"foreach", nullptr},
                            {"capturable", false},
                            {"differentiable", false},
                            {"fused", nullptr},
                            {"decoupled_weight_decay", Decoupled}});
      },
      buffers,
      std::size(buffers),
      true,
      adam_complaint<Options>,
      [](const void* o, std::size_t buffer) { return buffer < 2 || static_cast<const Options*>(o)->amsgrad; },
      adam_step<Options>};
  return kind;
}

NNSTRUCT_DEFINE const optimizer_kind& optimizer_with<adam_options>::kind() {
  return adam_kind_of<adam_options, false>("Adam");
}
NNSTRUCT_DEFINE const optimizer_kind& optimizer_with<adamw_options>::kind() {
  return adam_kind_of<adamw_options, true>("AdamW");
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
