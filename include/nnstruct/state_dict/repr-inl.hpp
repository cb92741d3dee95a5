// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <complex>
#include <vector>

#include <nnstruct/concat.hpp>
#include <nnstruct/state_dict/object_repr-inl.hpp>
#include <nnstruct/state_dict/repr.hpp>
#include <nnstruct/tensor/python_float.hpp>
#include <nnstruct/tensor/python_string.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {

/// As Python: no real part where it is a positive zero, and a sign in any case before the imaginary one.
NNSTRUCT_DECLARE std::string python_complex(std::complex<double> c) {
  const auto part = [](double d) {
    std::string text = python_float(d);
    if (text.ends_with(".0")) text.resize(text.size() - 2);
    return text;
  };
  const std::string imaginary = part(c.imag());
  if (c.real() == 0 && !std::signbit(c.real())) return concat({imaginary, "j"});
  return concat({"(", part(c.real()), imaginary.starts_with('-') ? "" : "+", imaginary, "j)"});
}

/// How many parts the text of a value has that are values of their own: of a dictionary keys and values one by one.
NNSTRUCT_DECLARE std::size_t parts_of(const Value& v) { return v.is(Value::kind::dict) ? 2 * v.size() : v.size(); }
/// The most frequent comes first, as most_common() has them.
NNSTRUCT_DECLARE std::vector<std::size_t> counter_order(const Value& counter) {
  std::vector<std::size_t> order(counter.size());
  bool numbers = true;
  for (std::size_t i = 0; i < order.size(); ++i) {
    order[i] = i;
    numbers = numbers && counter.pairs()[i].second.is(Value::kind::integer);
  }
  if (numbers)
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return counter.pairs()[a].second.integer() > counter.pairs()[b].second.integer();
    });
  return order;
}

NNSTRUCT_DECLARE std::string same_name(std::string_view name) { return std::string(name); }

/// Everything but a container with items.
NNSTRUCT_DECLARE std::string leaf_repr(const Value& v, std::string (*shown)(std::string_view)) {
  switch (v.what()) {
    case Value::kind::none: return "None";
    case Value::kind::boolean: return v.boolean() ? "True" : "False";
    case Value::kind::integer: return std::to_string(v.integer());
    case Value::kind::real: return python_float(v.real());
    case Value::kind::string: return python_repr(v.text());
    case Value::kind::bytes: return python_bytes_repr(v.text());
    case Value::kind::bytearray: return detail::concat({"bytearray(", python_bytes_repr(v.text()), ")"});
    case Value::kind::complex: return python_complex(v.complex());
    case Value::kind::list: return "[]";
    case Value::kind::tuple: return v.is_size() ? "torch.Size([])" : "()";
    case Value::kind::set: return "set()";
    case Value::kind::frozenset: return "frozenset()";
    case Value::kind::dict: return v.is_ordered() ? "OrderedDict()" : v.is_counter() ? "Counter()" : "{}";
    case Value::kind::tensor:
      return tensor_repr(*v.tensor(), v.is_parameter(), v.requires_grad(),
                         v.class_name().empty() ? std::string("tensor") : shown(v.type_name()));
    case Value::kind::object:
    case Value::kind::big_integer: break;
  }
  return std::string(v.text());
}

/// What stands in front of part number i of a container, its keys and values counted one by one; behind the last one,
/// what closes it.
NNSTRUCT_DECLARE const char* before_part(const Value& v, std::size_t i, std::size_t parts) {
  if (v.is(Value::kind::list)) return i == 0 ? "[" : i == parts ? "]" : ", ";
  if (v.is_size()) return i == 0 ? "torch.Size([" : i == parts ? "])" : ", ";
  if (v.is(Value::kind::set)) return i == 0 ? "{" : i == parts ? "}" : ", ";
  if (v.is(Value::kind::frozenset)) return i == 0 ? "frozenset({" : i == parts ? "})" : ", ";
  if (v.is_counter()) return i == 0 ? "Counter({" : i == parts ? "})" : i % 2 == 1 ? ": " : ", ";
  if (v.is(Value::kind::tuple)) return i == 0 ? "(" : i < parts ? ", " : parts == 1 ? ",)" : ")";
  if (v.is_ordered()) return i == 0 ? "OrderedDict([(" : i == parts ? ")])" : i % 2 == 1 ? ", " : "), (";
  return i == 0 ? "{" : i == parts ? "}" : i % 2 == 1 ? ": " : ", ";
}

NNSTRUCT_DEFINE std::string repr_with_names(const Value& value, std::string (*shown)(std::string_view)) {
  struct open {
    const Value* container;
    std::size_t next;
    std::vector<std::size_t> order;  // of a Counter
    object_text text;                // of an object
  };
  std::string out;
  std::vector<open> around;  // what is being written, from the outside in
  const auto begin = [&](const Value& v) {
    if (v.is(Value::kind::object)) around.push_back({&v, 0, {}, text_of_object(v)});
    else if (parts_of(v) == 0) out += leaf_repr(v, shown);
    else around.push_back({&v, 0, v.is_counter() ? counter_order(v) : std::vector<std::size_t>(), {}});
  };
  begin(value);
  while (!around.empty()) {
    auto& [container, next, order, text] = around.back();
    const Value& v = *container;
    if (v.is(Value::kind::object)) {
      if (const std::size_t i = next++; i < text.parts.size()) {
        out += shown(text.parts[i].before);
        begin(*text.parts[i].value);
      } else {
        out += shown(text.after);
        around.pop_back();
      }
      continue;
    }
    const std::size_t parts = parts_of(v), i = next++;
    out += before_part(v, i, parts);
    if (i == parts) {
      around.pop_back();
    } else if (!v.is(Value::kind::dict)) {
      begin(v.items()[i]);
    } else {
      const auto& [key, mapped] = v.pairs()[order.empty() ? i / 2 : order[i / 2]];
      begin(i % 2 == 1 ? mapped : key);
    }
  }
  return out;
}

}  // namespace detail

NNSTRUCT_DEFINE std::string repr(const Value& value) { return detail::repr_with_names(value, detail::same_name); }

NNSTRUCT_DEFINE std::string repr(const StateDict& dict) {
  if (dict.empty()) return "OrderedDict()";
  std::string out = "OrderedDict([";
  for (const auto& [key, tensor] : dict)
    out.append(out.size() == 13 ? "(" : ", (").append(detail::python_repr(key)).append(", ").append(repr(tensor)) +=
        ")";
  return out += "])";
}

}  // namespace nnstruct::inline NNSTRUCT_ABI
