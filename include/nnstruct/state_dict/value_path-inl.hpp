// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <span>
#include <string>

#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/state_dict/value-inl.hpp>
#include <nnstruct/state_dict/value_path.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {

NNSTRUCT_DEFINE std::string path_part(const Value& key) {
  return key.is(Value::kind::string) ? std::string(key.text()) : repr(key);
}
NNSTRUCT_DEFINE std::string exact_path_part(const Value& key) { return concat({"[", repr(key), "]"}); }
NNSTRUCT_DEFINE std::string joined_path(std::string_view path, std::string_view part) {
  return concat({path, path.empty() || part.starts_with('[') ? "" : ".", part});
}
NNSTRUCT_DEFINE std::string two_meanings(std::string_view path, std::string_view one, std::string_view other) {
  return concat({"\"", path, "\" has two meanings: ", one, " and ", other, "; write the one that is meant"});
}

/// What pickle saves of a class with slots: (attributes or None, slots).
NNSTRUCT_DECLARE std::span<const Value> slots_of(const Value& v) noexcept {
  const std::span<const Value> state = v.is(Value::kind::object) ? v.state().items() : std::span<const Value>();
  const bool slots = v.state().is(Value::kind::tuple) && state.size() == 2 && state[1].is(Value::kind::dict) &&
                     (state[0].is(Value::kind::dict) || state[0].is(Value::kind::none));
  return slots ? state : std::span<const Value>();
}

NNSTRUCT_DEFINE bool has_slots(const Value& v) noexcept { return !slots_of(v).empty(); }

NNSTRUCT_DEFINE tables_of_names::tables_of_names(const Value& v) noexcept {
  add(v);
  add(value_access::parts(v).pairs);
  const Value& state = v.state();
  add(state);
  for (const Value& attributes : slots_of(v)) add(attributes);
  if (v.is(Value::kind::object) && state.is(Value::kind::dict))  // a module's tensors and modules have its names
    for (const char* const name : tables_in_state)
      if (const Value* found = state.find(name)) add(*found);
  add(value_access::parts(v).keywords);
}
NNSTRUCT_DEFINE void tables_of_names::add(const Value& v) noexcept {
  if (v.is(Value::kind::dict)) dicts[count++] = &v;
}

NNSTRUCT_DEFINE std::span<const Value> items_by_index(const Value& v) noexcept {
  if (!v.is(Value::kind::object)) return v.items();
  const object_parts& parts = value_access::parts(v);
  if (!parts.items.empty()) return parts.items.items();
  if (parts.made != object_parts::form::instance) return {};
  if (v.class_name() == omegaconf_list)
    if (const Value* const content = parts.state.find("_content")) return content->items();
  return parts.arguments.items();
}

NNSTRUCT_DEFINE const Value& keys_of(const Value& v) noexcept {
  return v.is(Value::kind::dict) ? v : value_access::parts(v).pairs;
}

NNSTRUCT_DEFINE const Value& without_node(const Value& v) noexcept {
  const Value* const value = v.class_name().starts_with("omegaconf.nodes.") ? v.state().find("_val") : nullptr;
  return value == nullptr ? v : *value;
}

/// Calls found(part, length) for every part of v with which `rest` may begin.
template <class F> void each_first_part(const Value& v, std::string_view rest, F found) {
  const Value& keys = keys_of(v);
  const std::span<const Value> items = items_by_index(v);
  std::size_t count = 0;
  const auto add = [&](const Value& part, std::string_view name) {
    if (begins_with_part(rest, name)) found(&without_node(part), name.size()), ++count;
  };
  const auto add_item = [&](std::string_view before, std::string_view after) {
    if (!rest.starts_with(before)) return;
    const std::size_t end = std::min(rest.find_first_not_of("0123456789", before.size()), rest.size());
    if (end == before.size() || end > before.size() + 18) return;
    std::size_t index = 0;
    for (const char digit : rest.substr(before.size(), end - before.size()))
      index = index * 10 + static_cast<std::size_t>(digit - '0');
    if (index < items.size()) add(items[index], concat({before, index, after}));
  };
  if (rest.starts_with('[')) {
    for (const auto& [key, mapped] : keys.pairs()) add(mapped, exact_path_part(key));
    add_item("[", "]");
    if (count != 0) return;  // it means nothing else
  }
  if (v.state().is(Value::kind::dict)) add(v.state(), "__dict__");
  if (rest.starts_with("__dict__"))
    for (const Value& slots : slots_of(v))
      for (const auto& [name, attribute] : slots.pairs()) add(attribute, concat({"__dict__", exact_path_part(name)}));
  const tables_of_names tables(v);
  for (std::size_t i = 0; i < tables.count; ++i)
    for (std::size_t end =
             std::min(rest.size(), static_cast<const dict_node*>(value_node::of(*tables.dicts[i]))->longest) + 1;
         end-- > 0;)
      if (ends_part(rest, end))
        if (const Value* const part = tables.dicts[i]->find(rest.substr(0, end))) found(part, end), ++count;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
  if (error == std::errc())
    if (const Value* const part = keys.find(number)) add(*part, std::to_string(number));
  if (const auto* const dict = static_cast<const dict_node*>(value_node::of(keys));
      dict != nullptr && dict->index.size() != dict->items.size())
    for (const auto& [key, mapped] : dict->items)
      if (!dict_node::indexed(key)) add(mapped, path_part(key));
  add_item("", "");
  const object_parts& parts = value_access::parts(v);
  if (value_access::is_rebuilt(v)) add(parts.arguments.items()[2], "arguments");
  else if (parts.name == "OptimizedModule" && parts.arguments.size() == 2)  // torch.compile's, pickled as a call
    add(parts.arguments.items()[0], "_orig_mod"), add(parts.arguments.items()[1], "dynamo_ctx");
  else if (parts.made == object_parts::form::call) add(parts.arguments, "arguments");
  if (parts.callable.is(Value::kind::object)) add(parts.callable, "callable");
  if (count == 0 && tables.count == 0 && value_access::parts(v).has_state) add(v.state(), "state");
}

NNSTRUCT_DECLARE bool is_same_value(const Value* a, const Value* b) {
  const void* const node = value_access::identity(*a);
  return a == b || (node != nullptr ? node == value_access::identity(*b) : *a == *b);
}

/// The way from an object to what it holds, with one meaning; as it was written, if there is no other.
NNSTRUCT_DECLARE std::string exact_step(const Value& holder, const Value* part, std::string_view written) {
  for (const auto& [key, mapped] : keys_of(holder).pairs())
    if (&mapped == part) return exact_path_part(key);
  const std::span<const Value> items = items_by_index(holder);
  for (std::size_t i = 0; i < items.size(); ++i)
    if (&items[i] == part) return concat({"[", i, "]"});
  for (const Value& slots : slots_of(holder))
    for (const auto& [name, attribute] : slots.pairs())
      if (&attribute == part) return concat({"__dict__", exact_path_part(name)});
  for (const auto& [name, attribute] : holder.state().pairs()) {
    if (&attribute == part) return concat({"__dict__", exact_path_part(name)});
    for (const auto& [key, mapped] : attribute.pairs())  // of a module, its _parameters and their like
      if (&mapped == part) return concat({"__dict__", exact_path_part(name), exact_path_part(key)});
  }
  return std::string(written);
}

}  // namespace detail

NNSTRUCT_DEFINE const Value& Value::at(std::string_view path) const {
  using walk_of_values = detail::path_walk<const Value*>;
  const walk_of_values walk(
      this, path, [](const Value* v, std::string_view rest, auto found) { detail::each_first_part(*v, rest, found); },
      [](const Value* a, const Value* b) { return detail::is_same_value(a, b); });
  if (walk.count() == 1 && walk.is_complete()) return *walk.end();
  if (walk.count() > 1) {
    std::string meanings[2];
    for (std::size_t i = 0; i < 2; ++i)
      walk.each_step(i, [&](const Value* holder, const walk_of_values::place& part) {
        meanings[i] = detail::joined_path(
            meanings[i], detail::exact_step(*holder, part.node, path.substr(part.begin, part.end - part.begin)));
      });
    throw Error(detail::two_meanings(path, meanings[0], meanings[1]));
  }
  if (!walk.is_complete()) throw Error(detail::concat({"\"", path, "\" has more meanings than are looked at"}));
  const walk_of_values::place& known = walk.farthest();
  try {
    detail::throw_no_key(*known.node, detail::concat({"'", path.substr(known.next), "'"}));
  } catch (const Error& error) {
    if (known.end == 0) throw;
    throw Error(detail::concat({path.substr(0, known.end), ": ", error.what()}));
  }
}

}  // namespace nnstruct::inline NNSTRUCT_ABI
