// SPDX-License-Identifier: Apache-2.0
#include "object_parts.hpp"

#include <nnstruct/error.hpp>
#include <nnstruct/format/pytorch/parts.hpp>

namespace nnstruct_command {

using nnstruct::Value;
namespace pytorch = nnstruct::format::pytorch;
namespace pickle = nnstruct::format::pickle;

namespace {

/// The Values of an object's parts, in the order of parts_of, with their keys.
std::vector<Value::pair> values_of(const Value& x) {
  std::vector<Value::pair> out;
  const auto add_items = [&](const Value& of) {
    for (const Value& item : of.items()) out.emplace_back(Value(), item);
  };
  const auto add_pairs = [&](const Value& of) {
    for (const auto& [key, mapped] : of.pairs()) {
      const bool holder = (key.is(Value::kind::tuple) && !key.is_size()) || key.is(Value::kind::frozenset) ||
                          key.is(Value::kind::tensor) || !key.class_name().empty();
      if (holder) out.emplace_back(Value(), key);
      out.emplace_back(key, mapped);
    }
  };
  const nnstruct::object_parts& parts = nnstruct::value_access::parts(x);
  const Value& state = x.state();
  if (parts.made == nnstruct::object_parts::form::storage) return out;
  if (nnstruct::value_access::is_rebuilt(x)) out.emplace_back(Value(), parts.arguments.items()[2]);
  else add_items(parts.arguments);
  add_pairs(parts.keywords);
  add_items(x.is(Value::kind::object) ? parts.items : x);
  add_pairs(x.is(Value::kind::object) ? parts.pairs : x);
  const auto slots = state.items();
  if (state.is(Value::kind::tuple) && slots.size() == 2 &&
      (slots[0].is(Value::kind::dict) || slots[0].is(Value::kind::none)) && slots[1].is(Value::kind::dict))
    add_pairs(slots[0]), add_pairs(slots[1]);
  else if (state.is(Value::kind::dict)) add_pairs(state);
  else if (!state.is(Value::kind::none)) out.emplace_back(Value(), state);
  return out;
}

}  // namespace

std::string path_part(const Value& key) {
  return key.is(Value::kind::string) ? std::string(key.text()) : nnstruct::repr(key);
}

std::vector<valued_part> valued_parts(const pytorch::checkpoint_file& file, pickle::value v, const Value& x) {
  const std::vector<pytorch::object_part> parts = pytorch::parts_of(file, v);
  std::vector<Value::pair> values = values_of(x);
  if (parts.size() != values.size())
    throw nnstruct::Error("an object has other parts in the file than in its Value");  // a fault of ours
  std::vector<valued_part> out;
  out.reserve(parts.size());
  for (std::size_t i = 0; i < parts.size(); ++i)
    out.push_back(
        {parts[i].has_key ? path_part(values[i].first) : parts[i].text(), parts[i].value, std::move(values[i].second)});
  return out;
}

}  // namespace nnstruct_command
