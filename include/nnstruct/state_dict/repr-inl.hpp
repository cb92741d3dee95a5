// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include <nnstruct/concat.hpp>
#include <nnstruct/state_dict/repr.hpp>
#include <nnstruct/tensor/python_float.hpp>
#include <nnstruct/tensor/python_string.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {

/// Everything but a list, tuple or dict with items.
NNSTRUCT_INLINE std::string leaf_repr(const Value& v) {
  switch (v.what()) {
    case Value::kind::none: return "None";
    case Value::kind::boolean: return v.boolean() ? "True" : "False";
    case Value::kind::integer: return std::to_string(v.integer());
    case Value::kind::real: return python_float(v.real());
    case Value::kind::string: return python_repr(v.text());
    case Value::kind::bytes: return python_bytes_repr(v.text());
    case Value::kind::bytearray: return detail::concat({"bytearray(", python_bytes_repr(v.text()), ")"});
    case Value::kind::list: return "[]";
    case Value::kind::tuple: return "()";
    case Value::kind::dict: return v.is_ordered() ? "OrderedDict()" : "{}";
    case Value::kind::tensor: return tensor_repr(*v.tensor(), v.is_parameter(), v.requires_grad());
    case Value::kind::big_integer:
    case Value::kind::object: break;
  }
  return std::string(v.text());
}

/// What stands in front of part number i of a container, its keys and values counted one by one; behind the last one,
/// what closes it.
NNSTRUCT_INLINE const char* before_part(const Value& v, std::size_t i, std::size_t parts) {
  if (v.is(Value::kind::list)) return i == 0 ? "[" : i == parts ? "]" : ", ";
  if (v.is(Value::kind::tuple)) return i == 0 ? "(" : i < parts ? ", " : parts == 1 ? ",)" : ")";
  if (v.is_ordered()) return i == 0 ? "OrderedDict([(" : i == parts ? ")])" : i % 2 == 1 ? ", " : "), (";
  return i == 0 ? "{" : i == parts ? "}" : i % 2 == 1 ? ": " : ", ";
}

}  // namespace detail

NNSTRUCT_INLINE std::string repr(const Value& value) {
  struct open {
    const Value* container;
    std::size_t next;
  };
  std::string out;
  std::vector<open> around;  // what is being written, from the outside in
  const auto begin = [&](const Value& v) {
    if (v.size() == 0) out += detail::leaf_repr(v);
    else around.push_back({&v, 0});
  };
  begin(value);
  while (!around.empty()) {
    auto& [container, next] = around.back();
    const Value& v = *container;
    const std::size_t parts = v.is(Value::kind::dict) ? 2 * v.size() : v.size(), i = next++;
    out += detail::before_part(v, i, parts);
    if (i == parts) around.pop_back();
    else if (!v.is(Value::kind::dict)) begin(v.items()[i]);
    else if (i % 2 == 0) begin(v.pairs()[i / 2].first);
    else begin(v.pairs()[i / 2].second);
  }
  return out;
}

NNSTRUCT_INLINE std::string repr(const StateDict& dict) {
  if (dict.empty()) return "OrderedDict()";
  std::string out = "OrderedDict([";
  for (const auto& [key, tensor] : dict)
    out.append(out.size() == 13 ? "(" : ", (").append(detail::python_repr(key)).append(", ").append(repr(tensor)) +=
        ")";
  return out += "])";
}

}  // namespace nnstruct::inline NNSTRUCT_ABI
