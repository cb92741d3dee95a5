// SPDX-License-Identifier: Apache-2.0
/// \file
/// Definitions of known_calls.hpp.
#pragma once

#include <string_view>
#include <vector>

#include <nnstruct/concat.hpp>
#include <nnstruct/format/pickle/builder-inl.hpp>
#include <nnstruct/format/pickle/known_calls.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pickle::detail {

NNSTRUCT_DECLARE bool is_hashable(kind k) noexcept {
  return k != kind::list && k != kind::dict && k != kind::set && k != kind::bytearray;
}

/// A class, or in files before PyTorch 1.6 what stands for one.
NNSTRUCT_DECLARE bool is_class(value v) noexcept { return v.is(kind::global) || v.is(kind::persistent_id); }

/// Keys and values in turn, as they are now: what the list gets later the dictionary does not get.
/// \returns false if `from` is nothing that a dictionary can be made of
NNSTRUCT_DECLARE bool take_pairs(const document& doc, value from, std::vector<value>& out) {
  if (from.is(kind::dict)) {
    for (const auto& [key, mapped] : doc.pairs(from)) out.insert(out.end(), {key, mapped});
    return true;
  }
  if (!from.is(kind::list) && !from.is(kind::tuple)) return false;
  for (const value pair : doc.items(from)) {
    if ((!pair.is(kind::list) && !pair.is(kind::tuple)) || doc.items(pair).size() != 2) return false;
    for (const value v : doc.items(pair)) out.push_back(v);
  }
  return true;
}

NNSTRUCT_DECLARE void add_known_pairs(builder& to, const reader& in, value target, const std::vector<value>& items) {
  for (std::size_t i = 0; i < items.size(); i += 2) {
    if (!is_hashable(items[i].what()))
      in.refuse(concat({"needs keys that do not change, found ", with_article(items[i].what())}));
    to.add_pair(target, items[i], items[i + 1]);
  }
}

/// copyreg._reconstructor(class, base, state): base.__new__(class, state), of `object` without the state.
NNSTRUCT_DECLARE bool reconstruct(builder& to, const reader& in, value args, value& made) {
  const document& doc = to.made();
  const item_range given = doc.items(args);
  if (given.size() != 3 || !is_class(given[0]) || !given[1].is(kind::global)) return false;
  const value type = given[0], state = given[2];
  const global_name base = doc.global(given[1]);
  if (python3_module(base.module) != "builtins") return false;
  std::vector<value> items;
  if (base.name == "object") {
    if (!state.is(kind::none)) return false;
    made = to.call(kind::instance, type, builder::empty_tuple());
  } else if (base.name == "dict") {
    if (!state.is(kind::dict) || !take_pairs(doc, state, items)) return false;
    made = to.call(kind::instance, type, builder::empty_tuple());
    add_known_pairs(to, in, made, items);
  } else if (base.name == "list") {
    if (!state.is(kind::list)) return false;
    for (const value item : doc.items(state)) items.push_back(item);
    made = to.call(kind::instance, type, builder::empty_tuple());
    for (const value item : items) to.add_item(made, item);
  } else {
    made = to.call(kind::instance, type, to.container(kind::tuple, span(&state, 1)));
  }
  return true;
}

/// UTF-8 of characters up to 255, as the bytes that they stand for.
/// \returns false if there are other characters
NNSTRUCT_DECLARE bool take_latin1(builder& to, std::string_view text, std::string_view& bytes) {
  char* const out = to.room(text.size());
  std::size_t size = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const unsigned lead = static_cast<unsigned char>(text[i]);
    if (lead < 0x80) {
      out[size++] = text[i];
    } else if (lead == 0xc2 || lead == 0xc3) {  // valid UTF-8: one more byte follows
      out[size++] = static_cast<char>((lead & 3u) << 6 | (static_cast<unsigned char>(text[++i]) & 0x3fu));
    } else {
      return false;
    }
  }
  bytes = to.keep(size);
  return true;
}

/// _codecs.encode(text, 'latin1'), bytearray(text, 'latin-1'), bytearray(bytes), and of both types the empty one.
NNSTRUCT_DECLARE bool make_bytes(builder& to, kind what, const item_range& given, value& made) {
  std::string_view bytes;
  const bool is_encoded =
      given.size() == 2 && given[0].is(kind::string) && (given[1].text() == "latin1" || given[1].text() == "latin-1");
  if (is_encoded) {
    if (!take_latin1(to, given[0].text(), bytes)) return false;
  } else if (given.size() == 1 && what == kind::bytearray && given[0].is(kind::bytes)) {
    bytes = given[0].text();
  } else if (!given.empty()) {
    return false;
  }
  if (bytes.empty()) {  // a place of its own, by which who reads it knows the object again
    to.room(1);
    bytes = to.keep(1).substr(0, 0);
  }
  made = to.text(what, bytes);
  return true;
}

NNSTRUCT_DEFINE bool make_known(builder& to, const reader& in, value callable, value args, value& made) {
  const document& doc = to.made();
  const global_name function = doc.global(callable);
  const std::string_view module = python3_module(function.module), name = function.name;
  const item_range given = doc.items(args);
  if (module == "copyreg" && name == "_reconstructor") return reconstruct(to, in, args, made);
  if (module == "_codecs" && name == "encode") return !given.empty() && make_bytes(to, kind::bytes, given, made);
  if (module == "builtins" && name == "bytes") return given.empty() && make_bytes(to, kind::bytes, given, made);
  if (module == "builtins" && name == "bytearray") return make_bytes(to, kind::bytearray, given, made);
  std::vector<value> rest;
  if (module == "copyreg" && name == "__newobj__") {
    if (given.empty() || !is_class(given[0])) return false;
    const value type = given[0];
    for (std::size_t i = 1; i < given.size(); ++i) rest.push_back(given[i]);
    made = to.call(kind::instance, type, rest.empty() ? builder::empty_tuple() : to.container(kind::tuple, rest));
    return true;
  }
  const bool is_dict = module == "builtins" && name == "dict";
  const bool has_factory = module == "collections" && name == "defaultdict";
  if (!is_dict && !has_factory && !(module == "collections" && name == "OrderedDict")) return false;
  const std::size_t fixed = has_factory ? 1 : 0;
  if (given.size() > fixed + 1 || (!is_dict && given.size() <= fixed)) return false;
  if (given.size() > fixed && !take_pairs(doc, given[fixed], rest)) return false;
  const value factory = has_factory ? given[0] : value();
  made = is_dict ? to.container(kind::dict)
                 : to.call(kind::call, callable,
                           has_factory ? to.container(kind::tuple, span(&factory, 1)) : builder::empty_tuple());
  add_known_pairs(to, in, made, rest);
  return true;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pickle::detail
