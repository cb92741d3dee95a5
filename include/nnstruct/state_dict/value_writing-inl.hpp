// SPDX-License-Identifier: Apache-2.0
/// \file
/// Definitions of value.hpp: what changes a Value, which first makes its own what it shares.
#pragma once

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/state_dict/value-inl.hpp>
#include <nnstruct/state_dict/value_path.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

NNSTRUCT_DEFINE detail::dict_node* Value::dict_for_writing() {
  if (is(kind::none)) *this = dict();
  if (!is(kind::dict)) throw Error(detail::concat({"only a dict has keys; this is ", detail::with_article(*this)}));
  if (!node()->unique()) {
    const auto& shared = *static_cast<const detail::dict_node*>(node());
    const bool counter = shared.counter;
    *this = value_access::dict(shared.items, shared.ordered, shared.metadata, shared.attributes);
    static_cast<detail::dict_node*>(node())->counter = counter;
  }
  auto* const dict = static_cast<detail::dict_node*>(node());
  dict->saved_as = {};  // a sparse tensor whose parts may change is a dict from now on
  return dict;
}
NNSTRUCT_DEFINE std::vector<Value>* Value::items_for_writing() {
  if (!node()->unique()) {
    const auto& shared = *static_cast<const detail::list_node*>(node());
    const bool size = shared.flag;
    *this = Value(kind_, new detail::list_node(kind_, shared.items));
    node()->flag = size;
  }
  return &static_cast<detail::list_node*>(node())->items;
}

NNSTRUCT_DEFINE object_parts* Value::parts_for_writing() {
  if (!node()->unique()) *this = value_access::object(object_parts(value_access::parts(*this)));
  return &static_cast<detail::object_node*>(node())->parts;
}
NNSTRUCT_DEFINE Value& Value::without_node_for_writing() {
  return &detail::without_node(*this) == this ? *this : attribute_for_writing("_val");
}
/// Where find() finds it, in the same order, with holders that are this value's own.
NNSTRUCT_DEFINE Value& Value::attribute_for_writing(std::string_view key) {
  if (is(kind::tensor)) {
    if (!node()->unique()) {
      const auto& shared = *static_cast<const detail::tensor_node*>(node());
      *this = value_access::tensor(shared.tensor, shared.parameter, shared.requires_grad, shared.as_object);
    }
    return static_cast<detail::tensor_node*>(node())->as_object.attribute_for_writing(key);
  }
  object_parts& parts = *parts_for_writing();
  if (parts.pairs.is(kind::dict) && parts.pairs.contains(key)) return parts.pairs[key].without_node_for_writing();
  const bool slots = detail::has_slots(*this);
  Value& state = value_access::is_rebuilt(*this) ? (*parts.arguments.items_for_writing())[3] : parts.state;
  if (state.is(kind::dict) && state.contains(key)) return state[key].without_node_for_writing();
  if (slots) {
    for (Value& attributes : *state.items_for_writing())
      if (attributes.is(kind::dict) && attributes.contains(key)) return attributes[key].without_node_for_writing();
  } else if (state.is(kind::dict)) {
    for (const char* const name : detail::tables_in_state)
      if (const Value* const table = std::as_const(state).find(name))
        if (table->is(kind::dict) && table->contains(key)) return state[name][key].without_node_for_writing();
  }
  return parts.keywords[key].without_node_for_writing();
}

NNSTRUCT_DEFINE Value& Value::operator[](std::string_view key) {
  if (is(kind::object) || is(kind::tensor)) {
    if (find(key) != nullptr) return attribute_for_writing(key);
    if (!is(kind::object) || !value_access::parts(*this).pairs.is(kind::dict))
      detail::throw_no_key(*this, detail::concat({"key '", key, "'"}));
    return parts_for_writing()->pairs[key];
  }
  detail::dict_node& dict = *dict_for_writing();
  const std::size_t place = dict.place(&key, 0);
  if (dict.is_at(place, &key, 0)) return dict.items[dict.index[place]].second;
  dict.index.reserve(dict.index.size() + 1);
  dict.items.emplace_back(key, Value());
  dict.longest = std::max(dict.longest, key.size());
  dict.index.insert(dict.index.begin() + static_cast<std::ptrdiff_t>(place), dict.items.size() - 1);
  return dict.items.back().second;
}

NNSTRUCT_DEFINE Value& Value::operator[](std::int64_t index) {
  (void)std::as_const(*this)[index];  // throws if there is none
  if (is(kind::object)) {
    object_parts& parts = *parts_for_writing();
    if (parts.pairs.is(kind::dict) && parts.pairs.find(index) != nullptr) return parts.pairs[index];
    Value& items = !parts.items.empty()                                          ? parts.items
                   : std::as_const(*this).class_name() == detail::omegaconf_list ? parts.state["_content"]
                                                                                 : parts.arguments;
    return (*items.items_for_writing())[static_cast<std::size_t>(index)].without_node_for_writing();
  }
  if (is(kind::dict)) {
    detail::dict_node& dict = *dict_for_writing();
    return dict.items[dict.index[dict.place(nullptr, index)]].second;
  }
  return (*items_for_writing())[static_cast<std::size_t>(index)];
}

NNSTRUCT_DEFINE void Value::push_back(Value item) {
  if (is(kind::none)) *this = list();
  if (!is(kind::list))
    throw Error(detail::concat({"only a list is appended to; this is ", detail::with_article(*this)}));
  items_for_writing()->push_back(std::move(item));
}

}  // namespace nnstruct::inline NNSTRUCT_ABI
