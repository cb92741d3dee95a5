// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include <nnstruct/concat.hpp>
#include <nnstruct/format/pytorch/checkpoint_file-inl.hpp>
#include <nnstruct/format/pytorch/plain_texts.hpp>
#include <nnstruct/over_limit.hpp>
#include <nnstruct/tensor/python_float.hpp>
#include <nnstruct/tensor/python_string.hpp>
#include <nnstruct/tensor/repr.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch {

namespace detail {

/// The decimal digits of a little-endian two's complement.
NNSTRUCT_DECLARE std::string decimal(std::string_view bytes) {
  std::vector<std::uint32_t> digits;  // base 2^32, the least first
  const bool negative = !bytes.empty() && static_cast<unsigned char>(bytes.back()) >= 0x80;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const unsigned byte = static_cast<unsigned char>(bytes[i]) ^ (negative ? 0xffu : 0u);
    if (i % 4 == 0) digits.push_back(0);
    digits.back() |= static_cast<std::uint32_t>(byte) << (8 * (i % 4));
  }
  if (negative)  // two's complement: inverted, plus one
    for (std::uint32_t& digit : digits)
      if (++digit != 0) break;
  std::string out;
  while (!digits.empty()) {
    std::uint64_t rest = 0;
    for (std::size_t i = digits.size(); i-- > 0;) {
      const std::uint64_t part = rest << 32 | digits[i];
      digits[i] = static_cast<std::uint32_t>(part / 1'000'000'000);
      rest = part % 1'000'000'000;
    }
    while (!digits.empty() && digits.back() == 0) digits.pop_back();
    for (int i = 0; i < 9 && (!digits.empty() || rest != 0); ++i, rest /= 10) out += static_cast<char>('0' + rest % 10);
  }
  if (negative) out += '-';
  std::reverse(out.begin(), out.end());
  return out;
}

}  // namespace detail

NNSTRUCT_DEFINE std::string decimal_text(const checkpoint_file& file, std::string_view bytes) {
  const std::uint64_t most = file.allowed().digits;
  const auto refuse = [&](const std::string& found) {
    file.refuse(file.document().root(), format_problem::limit, nnstruct::detail::over_limit(found, "digits", most));
  };
  // A byte is more than 12/5 digits, and the conversion takes time by the square of them.
  if (bytes.size() / 5 > most / 12 + 1) refuse(concat({"an integer of ", bytes.size(), " bytes"}));
  std::string out = detail::decimal(bytes);
  if (const std::size_t digits = out.size() - out.starts_with('-'); digits > most)
    refuse(concat({"an integer of ", digits, " digits"}));
  return out;
}

NNSTRUCT_DEFINE std::string global_text(const checkpoint_file& file, pickle::value v) {
  const pickle::global_name global = file.document().global(v);
  const std::string_view module = pickle::python3_module(global.module),
                         name = python3_name(global.module, global.name);
  if (is_constant(global.module, global.name) || dtype_named(global.module, global.name))
    return concat({global.module, ".", global.name});
  if (module == "builtins" && is_builtin_function(name)) return concat({"<built-in function ", name, ">"});
  if (module == "builtins" && (name == "Ellipsis" || name == "NotImplemented")) return std::string(name);
  if (module == "typing") return concat({"typing.", name});
  return concat(
      {"<class '", module == "builtins" ? std::string_view() : module, module == "builtins" ? "" : ".", name, "'>"});
}

NNSTRUCT_DEFINE std::string back_reference_text(const checkpoint_file& file, pickle::value v) {
  const std::string type = file.python_type(v);
  if (type == "list") return "[...]";
  if (type == "dict") return "{...}";
  if (type == "tuple") return "(...)";
  if (type == "collections.OrderedDict") return "...";
  const std::size_t dot = type.rfind('.');
  if (type == "argparse.Namespace" || dot == type.npos)
    return concat({std::string_view(type).substr(dot + 1), "(...)"});  // of npos the whole
  return concat({"<", type, " object>"});
}

NNSTRUCT_DEFINE std::string plain_text(const checkpoint_file& file, pickle::value v) {
  switch (v.what()) {
    case pickle::kind::boolean: return v.boolean() ? "True" : "False";
    case pickle::kind::integer: return std::to_string(v.integer());
    case pickle::kind::real: return nnstruct::detail::python_float(v.real());
    case pickle::kind::big_integer: return decimal_text(file, v.text());
    case pickle::kind::bytes: return nnstruct::detail::python_bytes_repr(v.text());
    case pickle::kind::bytearray: return concat({"bytearray(", nnstruct::detail::python_bytes_repr(v.text()), ")"});
    case pickle::kind::string: return nnstruct::detail::python_repr(v.text());
    case pickle::kind::global: return global_text(file, v);
    case pickle::kind::back_reference: return back_reference_text(file, v);
    default: return "None";
  }
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
