// SPDX-License-Identifier: Apache-2.0
/// \file
/// How Values are made, for users and, by value_access, for the library.
#pragma once

#include <algorithm>
#include <cmath>

#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/state_dict/value-inl.hpp>
#include <nnstruct/state_dict/value.hpp>
#include <nnstruct/tensor/dtype.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

NNSTRUCT_DEFINE Value::Value(std::string_view text) : Value(kind::string, new detail::text_node(kind::string, text)) {}
NNSTRUCT_DEFINE Value::Value(AnyTensor tensor) : Value(kind::tensor, new detail::tensor_node(std::move(tensor))) {}

NNSTRUCT_DEFINE Value::Value(const StateDict& dict) {
  std::vector<pair> items;
  items.reserve(dict.size());
  for (const auto& [key, tensor] : dict) items.emplace_back(key, tensor);
  *this = value_access::dict(std::move(items), true, dict.metadata());
}

NNSTRUCT_DEFINE Value::Value(std::initializer_list<pair> items) : Value(dict({items.begin(), items.end()})) {}

NNSTRUCT_DEFINE Value Value::from_complex(std::complex<double> c) {
  return Value(kind::complex, new detail::complex_node(c));
}
NNSTRUCT_DEFINE Value Value::from_unsigned(std::uint64_t i) {
  if (i <= 0x7fffffffffffffffu) return Value(static_cast<std::int64_t>(i));
  return value_access::text(kind::big_integer, std::to_string(i));
}
NNSTRUCT_DEFINE Value Value::list(std::vector<Value> items) {
  return Value(kind::list, new detail::list_node(kind::list, std::move(items)));
}
NNSTRUCT_DEFINE Value Value::tuple(std::vector<Value> items) {
  return Value(kind::tuple, new detail::list_node(kind::tuple, std::move(items)));
}
NNSTRUCT_DEFINE Value Value::set(std::vector<Value> items) {
  return Value(kind::set, new detail::list_node(kind::set, std::move(items)));
}
NNSTRUCT_DEFINE Value Value::frozenset(std::vector<Value> items) {
  return Value(kind::frozenset, new detail::list_node(kind::frozenset, std::move(items)));
}
NNSTRUCT_DEFINE Value Value::size(const std::vector<std::int64_t>& extents) {
  return value_access::size({extents.begin(), extents.end()});
}
NNSTRUCT_DEFINE Value Value::dtype(nnstruct::dtype type) {
  return value_access::object({.module = "torch", .name = std::string(name_of(type))});
}
NNSTRUCT_DEFINE Value Value::device(std::string_view type, std::int64_t index) {
  return value_access::object({.made = object_parts::form::call,
                               .module = "torch",
                               .name = "device",
                               .arguments = index < 0 ? tuple({type}) : tuple({type, index})});
}
NNSTRUCT_DEFINE Value Value::dict(std::vector<pair> items) {
  Value out = value_access::dict(std::move(items), false, {});
  if (const Value* twice = value_access::duplicate_key(out))
    throw Error(detail::concat({"the key ", repr(*twice), " comes twice in a dict"}));
  return out;
}
NNSTRUCT_DEFINE Value Value::bytes(std::string_view content) { return value_access::text(kind::bytes, content); }
NNSTRUCT_DEFINE Value Value::bytearray(std::string_view content) {
  return value_access::text(kind::bytearray, content);
}

NNSTRUCT_DEFINE Value value_access::string(std::string_view text, bool identical) {
  Value out(text);
  out.node()->flag = identical;
  return out;
}
NNSTRUCT_DEFINE Value value_access::text(Value::kind k, std::string_view text) {
  return Value(k, new detail::text_node(k, text));
}
NNSTRUCT_DEFINE Value value_access::tensor(AnyTensor tensor, bool parameter, bool requires_grad, Value as_object) {
  auto* node = new detail::tensor_node(std::move(tensor));
  node->parameter = parameter;
  node->requires_grad = requires_grad;
  node->as_object = std::move(as_object);
  return Value(Value::kind::tensor, node);
}
NNSTRUCT_DEFINE Value value_access::dict(std::vector<Value::pair> items, bool ordered,
                                         StateDict::metadata_type metadata, Value attributes) {
  auto* node = new detail::dict_node;
  Value out(Value::kind::dict, node);  // owns it from here
  node->items = std::move(items);
  node->ordered = ordered;
  node->metadata = std::move(metadata);
  node->attributes = std::move(attributes);
  node->make_index();
  return out;
}
NNSTRUCT_DEFINE const Value& value_access::as_object(const Value& tensor) noexcept {
  static const Value none;
  return tensor.is(Value::kind::tensor) ? static_cast<const detail::tensor_node*>(tensor.node())->as_object : none;
}
NNSTRUCT_DEFINE Value value_access::counter(std::vector<Value::pair> items) {
  Value out = dict(std::move(items), false, {});
  static_cast<detail::dict_node*>(out.node())->counter = true;
  return out;
}
NNSTRUCT_DEFINE Value value_access::size(std::vector<Value> items) {
  Value out = Value::tuple(std::move(items));
  out.node()->flag = true;
  return out;
}
NNSTRUCT_DEFINE Value value_access::sparse(std::vector<Value::pair> parts, Value saved_as, Value attributes) {
  Value out = dict(std::move(parts), false, {}, std::move(attributes));
  static_cast<detail::dict_node*>(out.node())->saved_as = std::move(saved_as);
  return out;
}
NNSTRUCT_DEFINE Value value_access::object(object_parts parts) {
  return Value(Value::kind::object, new detail::object_node(std::move(parts)));
}
NNSTRUCT_DEFINE const object_parts& value_access::parts(const Value& object) noexcept {
  static const object_parts none;
  return object.is(Value::kind::object) ? static_cast<const detail::object_node*>(object.node())->parts : none;
}
NNSTRUCT_DEFINE bool value_access::is_rebuilt(const Value& object) noexcept {
  const object_parts& p = parts(object);
  return p.made == object_parts::form::call && p.module == "torch._tensor" && p.name == "_rebuild_from_type_v2" &&
         p.arguments.size() == 4;
}
NNSTRUCT_DEFINE const Value* value_access::saved_as(const Value& dict) noexcept {
  if (!dict.is(Value::kind::dict)) return nullptr;
  const Value& whole = static_cast<const detail::dict_node*>(dict.node())->saved_as;
  return whole.is(Value::kind::none) ? nullptr : &whole;
}
NNSTRUCT_DEFINE const Value* value_access::duplicate_key(const Value& dict) {
  const auto& node = *static_cast<const detail::dict_node*>(dict.node());
  for (std::size_t i = 1; i < node.index.size(); ++i) {
    const Value& key = node.items[node.index[i]].first;
    if (!detail::dict_node::before(node.items[node.index[i - 1]].first, key)) return &key;
  }
  if (node.index.size() == node.items.size()) return nullptr;
  // Other keys are few: by their texts, but for Python 1, 1.0 and True are one key.
  std::vector<std::pair<std::string, std::size_t>> others;
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    const Value& key = node.items[i].first;
    if (key.is(Value::kind::string)) continue;
    const bool whole = key.is(Value::kind::real) && std::abs(key.real()) < 0x1p62 &&
                       key.real() == static_cast<double>(static_cast<std::int64_t>(key.real()));
    others.emplace_back(key.is(Value::kind::boolean) ? std::to_string(key.boolean())
                        : whole                      ? std::to_string(static_cast<std::int64_t>(key.real()))
                                                     : repr(key),
                        i);
  }
  std::sort(others.begin(), others.end());
  for (std::size_t i = 1; i < others.size(); ++i)
    if (others[i - 1].first == others[i].first) return &node.items[others[i].second].first;
  return nullptr;
}
NNSTRUCT_DEFINE bool value_access::is_identical(const Value& v) noexcept {
  return v.is(Value::kind::string) && v.node()->flag;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI
