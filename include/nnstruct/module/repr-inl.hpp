// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nnstruct/module/repr.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

NNSTRUCT_INLINE void append_value(std::string& out, const attribute& a) {
  switch (a.kind) {
    case attribute::type::integer: out += std::to_string(a.first); break;
    case attribute::type::boolean: out += a.first ? "True" : "False"; break;
    case attribute::type::pair: out += '(' + std::to_string(a.first) + ", " + std::to_string(a.second) + ')'; break;
  }
}

/// PyTorch's extra_repr: `3, 6, kernel_size=(5, 5), stride=(1, 1)`.
NNSTRUCT_INLINE std::string attributes_text(const node& module) {
  std::string out;
  for (std::size_t i = 0; i < module.attribute_count; ++i) {
    const attribute& a = module.attributes[i];
    if (a.how == shown::hidden) continue;
    if (!out.empty()) out += ", ";
    if (a.how == shown::named) out.append(a.name).append("=");
    append_value(out, a);
  }
  return out;
}

/// Puts two spaces in front of every line but the first.
NNSTRUCT_INLINE std::string indented(const std::string& text) {
  std::string out;
  for (char c : text) {
    out += c;
    if (c == '\n') out += "  ";
  }
  return out;
}

NNSTRUCT_INLINE std::string repr(const node& module) {
  std::string children;
  for (std::size_t i = 0; i < module.field_count; ++i) {
    const field& f = module.fields[i];
    if (f.type->role == role::module)
      children.append("\n  (").append(f.name).append("): ").append(indented(repr(*f.type)));
  }
  const std::string attributes = attributes_text(module);
  std::string out(module.class_name);
  out += '(';
  if (children.empty()) return out.append(attributes).append(")");
  if (!attributes.empty()) out.append("\n  ").append(attributes);
  return out.append(children).append("\n)");
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
