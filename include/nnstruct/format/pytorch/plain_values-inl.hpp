// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>

#include <nnstruct/format/pytorch/checkpoint_file-inl.hpp>
#include <nnstruct/format/pytorch/plain_texts-inl.hpp>
#include <nnstruct/format/pytorch/plain_values.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch {

NNSTRUCT_DEFINE Value plain_values::value_of(pickle::value v) {
  switch (v.what()) {
    case pickle::kind::boolean: return v.boolean();
    case pickle::kind::integer: return v.integer();
    case pickle::kind::real: return v.real();
    case pickle::kind::big_integer: return value_access::text(Value::kind::big_integer, decimal_text(file_, v.text()));
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
  parts.text = back_reference_text(file_, v);
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
  if (!dtype_named(name.module, name.name)) parts.text = global_text(file_, v);
  return known = value_access::object(std::move(parts));
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
