// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <charconv>
#include <span>

#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/state_dict/value-inl.hpp>
#include <nnstruct/state_dict/value_path.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {

NNSTRUCT_DEFINE tables_of_names::tables_of_names(const Value& v) noexcept {
  add(v);
  const Value& state = v.state();
  add(state);
  // What pickle saves of a class with slots: (attributes or None, slots).
  if (v.is(Value::kind::object) && state.is(Value::kind::tuple) && state.size() == 2 &&
      (state.items()[0].is(Value::kind::dict) || state.items()[0].is(Value::kind::none)) &&
      state.items()[1].is(Value::kind::dict))
    add(state.items()[0]), add(state.items()[1]);
  if (v.is(Value::kind::object) && state.is(Value::kind::dict))  // a module's tensors and modules have its names
    for (const char* const name : {"_parameters", "_buffers", "_modules"})
      if (const Value* found = state.find(name)) add(*found);
  add(value_access::parts(v).pairs);
  add(value_access::parts(v).keywords);
}
NNSTRUCT_DEFINE void tables_of_names::add(const Value& v) noexcept {
  if (v.is(Value::kind::dict)) dicts[count++] = &v;
}

NNSTRUCT_DEFINE std::span<const Value> items_by_index(const Value& v) noexcept {
  if (!v.is(Value::kind::object) || value_access::is_rebuilt(v)) return v.items();
  const object_parts& parts = value_access::parts(v);
  return parts.items.empty() ? parts.arguments.items() : parts.items.items();
}

}  // namespace detail

NNSTRUCT_DEFINE const Value& Value::at(std::string_view path) const {
  const Value* v = this;
  for (std::string_view rest = path; !rest.empty();) {
    const Value* next = nullptr;
    std::size_t taken = 0;
    const detail::tables_of_names tables(*v);
    for (std::size_t i = 0; i < tables.count && next == nullptr; ++i) {
      // From the whole rest back to its first part: the longest key that is there.
      const std::size_t longest = static_cast<const detail::dict_node*>(tables.dicts[i]->node())->longest;
      for (std::size_t end = rest.size() <= longest ? rest.size() : rest.rfind('.', longest);
           next == nullptr && end != rest.npos; end = end == 0 ? rest.npos : rest.rfind('.', end - 1)) {
        next = tables.dicts[i]->find(rest.substr(0, end));
        taken = end;
      }
    }
    if (next == nullptr) {
      const std::string_view part = rest.substr(0, rest.find('.'));
      const std::span<const Value> items = detail::items_by_index(*v);
      std::int64_t index = 0;
      const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), index);
      taken = part.size();
      if (error == std::errc() && end == part.data() + part.size()) {
        if (v->is(kind::dict)) next = v->find(index);
        else if (index >= 0 && static_cast<std::uint64_t>(index) < items.size())
          next = &items[static_cast<std::size_t>(index)];
      } else if (part == "state" && v->is(kind::object) && tables.count == 0 && value_access::parts(*v).has_state) {
        next = &v->state();
      }
    }
    if (next == nullptr) {
      const std::size_t known = path.size() - rest.size();
      try {
        detail::throw_no_key(*v, detail::concat({"'", rest, "'"}));
      } catch (const Error& error) {
        if (known == 0) throw;
        throw Error(detail::concat({path.substr(0, known - 1), ": ", error.what()}));
      }
    }
    v = next;
    rest.remove_prefix(std::min(rest.size(), taken + 1));
  }
  return *v;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI
