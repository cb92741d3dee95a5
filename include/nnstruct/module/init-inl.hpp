// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/module/init.hpp>
#include <nnstruct/module/walk-inl.hpp>
#include <nnstruct/random/drawing.hpp>
#include <nnstruct/random/fill.hpp>
#include <nnstruct/random/scaled_fill.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// The keys of what has no values, as `"fc.weight", "scale"`; without the modules for which skip(module) is true.
template <class Skip>
void append_empty_keys(const node& module, void* object, const std::string& prefix, Skip skip, std::string& keys) {
  for (std::size_t i = 0; i < module.field_count; ++i) {
    const field& f = module.fields[i];
    void* const place = module.address(object, f.index);
    if (f.type->role == role::module) {
      if (!skip(*f.type)) append_empty_keys(*f.type, place, concat({prefix, f.name, '.'}), skip, keys);
    } else if ((f.type->role == role::parameter || f.type->role == role::buffer) &&
               !static_cast<held_values*>(place)->has_values()) {
      keys.append(keys.empty() ? "\"" : ", \"").append(prefix).append(f.name).append("\"");
    }
  }
}

/// The row of an embedding that PyTorch keeps at 0.
NNSTRUCT_DECLARE void clear_padding_row(const node& layer, const node& weight, held_values& values) {
  for (std::size_t i = 0; i < layer.attribute_count; ++i) {
    const attribute& a = layer.attributes[i];
    if (a.name != "padding_idx" || a.kind != attribute::type::integer) continue;
    const auto row = static_cast<std::size_t>(weight.shape[1]) * size_of(weight.dtype);
    std::memset(values.storage().data() + static_cast<std::size_t>(a.numbers[0]) * row, 0, row);
  }
}

/// PyTorch's reset_parameters of a layer of the library.
NNSTRUCT_DECLARE void apply(init_rule rule, const node& layer, void* object, Generator& generator) {
  double bound = 0;
  for (std::size_t i = 0; i < layer.field_count; ++i) {
    const field& f = layer.fields[i];
    if (!makes_entry(f.type->role)) continue;
    held_values forgotten;  // PyTorch draws the values of a tied parameter, too, before it is tied
    held_values& values =
        f.type->role == role::tied ? forgotten : *static_cast<held_values*>(layer.address(object, f.index));
    const fill_target target(values, f.type->dtype, f.type->shape);
    const bool is_weight = f.name == "weight";
    switch (rule) {
      case init_rule::unknown: break;
      case init_rule::fan_in_uniform:
        if (is_weight) {
          kaiming_uniform_(target, {.a = std::sqrt(5.0)}, generator);
          bound = 1 / std::sqrt(static_cast<double>(numel(target.shape()) / target.shape()[0]));
        } else uniform_(target, -bound, bound, generator);
        break;
      case init_rule::ones_and_zeros: fill_(target, is_weight || f.name == "running_var" ? 1 : 0); break;
      case init_rule::standard_normal:
        normal_(target, 0, 1, generator);
        clear_padding_row(layer, *f.type, values);
        break;
    }
  }
}

NNSTRUCT_DECLARE void init_tree(const node& module, void* object, Generator& generator) {
  for (std::size_t i = 0; i < module.field_count; ++i) {
    const field& f = module.fields[i];
    if (f.type->role == role::module) init_tree(*f.type, module.address(object, f.index), generator);
  }
  if (module.init != init_rule::unknown) apply(module.init, module, object, generator);
  if (module.reset_parameters) module.reset_parameters(object, generator);
}

NNSTRUCT_DEFINE void init(const schema_view& schema, const node& root, void* object, Generator& generator) {
  const drawing_from lock(generator);
  const auto none_of_them = [](const node&) { return false; };
  const auto knows_itself = [](const node& m) { return m.init != init_rule::unknown || m.reset_parameters; };
  const auto refuse = [&root](const char* what, const std::string& keys, const char* cure) {
    if (!keys.empty()) throw Error(concat({what, root.class_name, ": ", keys, cure}));
  };

  std::string unknown;
  if (!knows_itself(root)) append_empty_keys(root, object, "", knows_itself, unknown);
  refuse("nn::init does not know the initial values of these parameters of ", unknown,
         "; give the struct that holds them a member `void reset_parameters(nn::Generator&)`, or set them before with "
         "copy_ or fill_");
  init_tree(root, object, generator);
  // Layers know no keys: for the error of a tape that still needs the old values, each is told its own now.
  const std::vector<held_values*> values = collect_values(schema, root, object);
  for (std::size_t i = 0; i < values.size(); ++i)
    if (schema.entries[i].alias == no_alias) values[i]->changed(schema.entries[i].key);
  std::string left;
  append_empty_keys(root, object, "", none_of_them, left);
  refuse("reset_parameters left no values in these parameters of ", left, "; set them there");
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
