// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include <nnstruct/concat.hpp>
#include <nnstruct/format/pytorch/checkpoint_file-inl.hpp>
#include <nnstruct/format/pytorch/plain_values.hpp>
#include <nnstruct/over_limit.hpp>

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

NNSTRUCT_DEFINE Value plain_values::value_of(pickle::value v) {
  switch (v.what()) {
    case pickle::kind::boolean: return v.boolean();
    case pickle::kind::integer: return v.integer();
    case pickle::kind::real: return v.real();
    case pickle::kind::big_integer: return value_access::text(Value::kind::big_integer, decimal(v.text()));
    case pickle::kind::bytes:
    case pickle::kind::bytearray:
    case pickle::kind::string: return text(v);
    case pickle::kind::global: return global(v);
    case pickle::kind::back_reference: return back_reference(v);
    default: return {};
  }
}

NNSTRUCT_DEFINE Value plain_values::text(pickle::value v) {
  const Value::kind kind = v.is(pickle::kind::bytes)       ? Value::kind::bytes
                           : v.is(pickle::kind::bytearray) ? Value::kind::bytearray
                                                           : Value::kind::string;
  const bool string = kind == Value::kind::string;
  if (v.text().empty() && string) return std::string_view();
  Value& known = texts_[v.text().data()];  // where it stands in the pickle: the same place, the same object
  if (known.is(kind)) return known;
  Value made = string ? value_access::string(v.text(), true) : value_access::text(kind, v.text());
  if (known.is(Value::kind::none)) known = made;  // a bytearray may be made of bytes
  return made;
}

NNSTRUCT_DEFINE Value plain_values::back_reference(pickle::value v) const {
  const std::string type = file_.python_type(v);
  object_parts parts;
  parts.made = object_parts::form::back_reference;
  parts.name = type.substr(type.rfind('.') + 1);  // of npos the whole
  if (type == "list") parts.text = "[...]";
  else if (type == "dict") parts.text = "{...}";
  else if (type == "tuple") parts.text = "(...)";
  else if (type == "collections.OrderedDict") parts.text = "...";
  else if (type == "argparse.Namespace" || type.find('.') == type.npos) parts.text = concat({parts.name, "(...)"});
  else parts.text = concat({"<", type, " object>"});
  parts.not_saved = "it is an object that it is in: a cycle";
  return value_access::object(std::move(parts));
}

NNSTRUCT_DEFINE Value plain_values::global(pickle::value v) {
  const pickle::global_name name = file_.document().global(v);
  Value& known = globals_[{name.module, name.name}];
  if (!known.is(Value::kind::none)) return known;
  object_parts parts;
  parts.module = pickle::python3_module(name.module);
  parts.name = python3_name(name.module, name.name);
  if (is_constant(name.module, name.name)) {
    parts.text = concat({name.module, ".", name.name});
  } else if (!dtype_named(name.module, name.name)) {
    const std::string_view module = parts.module == "builtins" ? std::string_view() : parts.module;
    if (module.empty() && is_builtin_function(parts.name))
      parts.text = concat({"<built-in function ", parts.name, ">"});
    else if (module.empty() && (parts.name == "Ellipsis" || parts.name == "NotImplemented")) parts.text = parts.name;
    else if (module == "typing") parts.text = concat({"typing.", parts.name});
    else parts.text = concat({"<class '", module, module.empty() ? "" : ".", parts.name, "'>"});
  }
  return known = value_access::object(std::move(parts));
}

NNSTRUCT_DEFINE std::string plain_values::decimal(std::string_view bytes) const {
  const std::uint64_t most = file_.allowed().digits;
  const auto refuse = [&](const std::string& found) {
    file_.refuse(file_.document().root(), format_problem::limit, nnstruct::detail::over_limit(found, "digits", most));
  };
  // A byte is more than 12/5 digits, and the conversion takes time by the square of them.
  if (bytes.size() / 5 > most / 12 + 1) refuse(concat({"an integer of ", bytes.size(), " bytes"}));
  std::string out = detail::decimal(bytes);
  if (const std::size_t digits = out.size() - out.starts_with('-'); digits > most)
    refuse(concat({"an integer of ", digits, " digits"}));
  return out;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
