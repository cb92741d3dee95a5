// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nnstruct/module/walk.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

// Types contain each other to a depth that the compiler has accepted, so recursion is bounded.

NNSTRUCT_DECLARE void collect_values(const node& module, void* object, std::vector<held_values*>& out) {
  for (std::size_t i = 0; i < module.field_count; ++i) {
    const field& f = module.fields[i];
    void* const place = module.address(object, f.index);
    if (f.type->role == role::module) collect_values(*f.type, place, out);
    else if (makes_entry(f.type->role))
      out.push_back(f.type->role == role::tied ? nullptr : static_cast<held_values*>(place));
  }
}

NNSTRUCT_DEFINE std::vector<held_values*> collect_values(const schema_view& schema, const node& root, void* object) {
  std::vector<held_values*> values;
  values.reserve(schema.entry_count);
  collect_values(root, object, values);
  for (std::size_t i = 0; i < values.size(); ++i)
    if (schema.entries[i].alias != no_alias) values[i] = values[schema.entries[i].alias];
  return values;
}

NNSTRUCT_DEFINE void collect_modules(const node& module, void* object, const node& wanted, std::vector<void*>& out) {
  if (&module == &wanted) out.push_back(object);
  for (std::size_t i = 0; i < module.field_count; ++i) {
    const field& f = module.fields[i];
    if (f.type->role == role::module) collect_modules(*f.type, module.address(object, f.index), wanted, out);
  }
}

NNSTRUCT_DEFINE void set_mode(const node& module, void* object, bool training) {
  for (std::size_t i = 0; i < module.field_count; ++i) {
    const field& f = module.fields[i];
    void* const place = module.address(object, f.index);
    if (f.type->role == role::module) set_mode(*f.type, place, training);
    else if (f.type->role == role::mode) *static_cast<Mode*>(place) = Mode(training);
  }
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
