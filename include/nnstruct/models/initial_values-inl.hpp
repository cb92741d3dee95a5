// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nnstruct/layers/conv2d.hpp>
#include <nnstruct/layers/linear.hpp>
#include <nnstruct/models/initial_values.hpp>
#include <nnstruct/random/fill.hpp>
#include <nnstruct/random/scaled_fill.hpp>
#include <nnstruct/schema/describe.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

NNSTRUCT_DEFINE void set_initial_values(const node& model, void* object, linear_values linear, Generator& generator) {
  const bool is_conv = model.class_name == described<Conv2d<1, 1, 1>>::value.class_name;
  const bool is_linear = model.class_name == described<Linear<1, 1>>::value.class_name;
  for (std::size_t i = 0; i < model.field_count; ++i) {
    const field& f = model.fields[i];
    void* const place = model.address(object, f.index);
    if (f.type->role == role::module) {
      set_initial_values(*f.type, place, linear, generator);
    } else if (f.type->role == role::parameter && (is_conv || (is_linear && linear == linear_values::small_normal))) {
      const fill_target target(*static_cast<held_values*>(place), f.type->dtype, f.type->shape);
      if (f.name == "bias") fill_(target, 0);
      else if (is_linear) normal_(target, 0, 0.01, generator);
      else kaiming_normal_(target, {.mode = fan_out, .nonlinearity = nonlinearity::relu}, generator);
    }
  }
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
