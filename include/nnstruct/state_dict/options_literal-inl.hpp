// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nnstruct/state_dict/options_literal.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

NNSTRUCT_DEFINE std::string string_literal(std::string_view characters) {
  std::string out = "\"";
  for (const char c : characters) {
    const auto code = static_cast<unsigned char>(c);
    if (code < 0x20 || code == 0x7f) {  // three octal digits: what follows is no part of it
      for (const int shift : {6, 3, 0}) {
        if (shift == 6) out += '\\';
        out += static_cast<char>('0' + ((code >> shift) & 7));
      }
    } else {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
  }
  return out += '"';
}

NNSTRUCT_DEFINE std::string options_literal(const LoadOptions& options) {
  std::string out = "{";
  const auto field = [&](std::string_view name, std::string_view value) {
    out.append(out.size() == 1 ? "." : ", .").append(name).append(" = ").append(value);
  };
  const auto policy_field = [&](std::string_view name, policy value) {
    if (value == allow) field(name, "nn::allow");
  };
  policy_field("missing", options.missing);
  policy_field("unexpected", options.unexpected);
  policy_field("shape", options.shape);
  policy_field("dtype", options.dtype);
  if (!options.strip_prefix.empty()) field("strip_prefix", string_literal(options.strip_prefix));
  if (!options.at.empty()) field("at", string_literal(options.at));
  if (!options.rename.empty()) {
    std::string rules;
    for (const auto& [from, to] : options.rename)
      rules.append(rules.empty() ? "{{" : ", {")
          .append(string_literal(from))
          .append(", ")
          .append(string_literal(to))
          .append("}");
    field("rename", rules += '}');
  }
  if (options.filter.size() == 1) {
    field("filter", string_literal(*options.filter.begin()));
  } else if (!options.filter.empty()) {
    std::string patterns;
    for (const text& pattern : options.filter)
      patterns.append(patterns.empty() ? "{" : ", ").append(string_literal(pattern));
    field("filter", patterns += '}');
  }
  if (options.map) field("map", "true");
  if (options.in_place) field("in_place", "true");
  policy_field("nothing", options.nothing);
  if (options.unknown_calls == refuse) field("unknown_calls", "nn::refuse");
  return out += '}';
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
