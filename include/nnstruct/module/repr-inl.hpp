// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nnstruct/concat.hpp>
#include <nnstruct/module/repr.hpp>
#include <nnstruct/tensor/python_float.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

NNSTRUCT_DECLARE std::string tuple_text(const extent_list& numbers) {
  std::string out = "(";
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (i != 0) out += ", ";
    out += numbers[i] == no_number ? "None" : std::to_string(numbers[i]);
  }
  return out += numbers.size() == 1 ? ",)" : ")";
}

NNSTRUCT_DECLARE std::string value_text(const attribute& a) {
  switch (a.kind) {
    case attribute::type::nothing: break;
    case attribute::type::boolean: return a.numbers[0] ? "True" : "False";
    case attribute::type::integer: return std::to_string(a.numbers[0]);
    case attribute::type::real: return python_float(a.real);
    case attribute::type::text: return concat({"'", a.text, "'"});
    case attribute::type::word:
    case attribute::type::literal: return std::string(a.text);
    case attribute::type::class_name: return concat({"<class '", a.text, "'>"});
    case attribute::type::tuple: return tuple_text(a.numbers);
  }
  return "None";
}

/// PyTorch's extra_repr: `3, 6, kernel_size=(5, 5), stride=(1, 1)`.
NNSTRUCT_DECLARE std::string attributes_text(const node& module) {
  std::string out;
  for (std::size_t i = 0; i < module.attribute_count; ++i) {
    const attribute& a = module.attributes[i];
    if (a.how == shown::hidden) continue;
    if (!out.empty()) out += ", ";
    if (a.how == shown::named) out.append(a.name).append("=");
    out += value_text(a);
  }
  return out;
}

/// A ParameterList's extra_repr, a line for each parameter.
NNSTRUCT_DECLARE std::string parameters_text(const node& module) {
  std::string out;
  for (std::size_t i = 0; i < module.field_count; ++i) {
    const node& parameter = *module.fields[i].type;
    if (parameter.role != role::parameter) continue;
    out.append(out.empty() ? "  (" : "\n  (").append(module.fields[i].name);
    out.append("): Parameter containing: [torch.").append(name_of(parameter.dtype)).append(" of size ");
    for (std::size_t d = 0; d < parameter.shape.size(); ++d)
      out.append(d == 0 ? "" : "x").append(std::to_string(parameter.shape[d]));
    out += ']';
  }
  return out;
}

/// Puts two spaces in front of every line but the first.
NNSTRUCT_DECLARE std::string indented(const std::string& text) {
  std::string out;
  for (char c : text) {
    out += c;
    if (c == '\n') out += "  ";
  }
  return out;
}

/// The modules in a module, a line or more each. Where the class says so, equal neighbours are one: `(0-3): 4 x
/// Block(`.
NNSTRUCT_DECLARE std::string children_text(const node& module) {
  std::vector<std::pair<std::string_view, std::string>> children;
  for (std::size_t i = 0; i < module.field_count; ++i)
    if (module.fields[i].type->role == role::module)
      children.emplace_back(module.fields[i].name, repr(*module.fields[i].type));
  std::string out;
  for (std::size_t first = 0, next; first < children.size(); first = next) {
    const auto& [name, text] = children[first];
    next = first + 1;
    while (module.counts_equals && next < children.size() && children[next].second == text) ++next;
    out.append("\n  (").append(name);
    if (next - first > 1) out.append("-").append(children[next - 1].first);
    out += "): ";
    if (next - first > 1) out += concat({next - first, " x "});
    out += indented(text);
  }
  return out;
}

NNSTRUCT_DEFINE std::string repr(const node& module) {
  const std::string children = children_text(module);
  const std::string extra = module.prints_parameters ? parameters_text(module) : attributes_text(module);
  std::string out(module.class_name);
  out += '(';
  if (children.empty() && extra.find('\n') == std::string::npos) return out.append(extra).append(")");
  if (!extra.empty()) out.append("\n  ").append(indented(extra));
  return out.append(children).append("\n)");
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
