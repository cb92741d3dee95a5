// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <optional>
#include <utility>

#include <nnstruct/concat.hpp>
#include <nnstruct/format/pytorch/checkpoint_file-inl.hpp>
#include <nnstruct/format/pytorch/parts.hpp>
#include <nnstruct/format/pytorch/plain_texts-inl.hpp>
#include <nnstruct/over_limit.hpp>
#include <nnstruct/state_dict/value_path.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch {

namespace detail {

/// What Python prints of a key that is a text, a number, None, bytes, a class, or a tuple of such; empty of another
/// one, which no path names.
NNSTRUCT_DECLARE std::string text_of_key(const checkpoint_file& file, pickle::value key) {
  if (!key.is_object()) return plain_text(file, key);
  if (!key.is(pickle::kind::tuple)) return {};
  std::string out = "(";
  std::size_t count = 0;
  for (const pickle::value item : file.document().items(key)) {
    if (item.is_object()) return {};
    out += concat({count++ == 0 ? "" : ", ", plain_text(file, item)});
  }
  return out += count == 1 ? ",)" : ")";
}

}  // namespace detail

NNSTRUCT_DEFINE std::string object_part::text(const checkpoint_file& file) const {
  if (!name.empty()) return std::string(name);
  if (!has_key) return std::to_string(index);
  if (key.is(pickle::kind::string)) return std::string(key.text());
  const std::string known = detail::text_of_key(file, key);
  return !known.empty() ? known : concat({"<", file.described(key), ">"});
}

NNSTRUCT_DEFINE std::string object_part::exact_text(const checkpoint_file& file) const {
  const std::string known = name.empty() && has_key ? detail::text_of_key(file, key) : std::string();
  if (!name.empty() || (has_key && known.empty())) return text(file);
  if (!has_key) return concat({"[", index, "]"});
  return concat({is_attribute ? "__dict__[" : "[", known, "]"});
}

NNSTRUCT_DEFINE std::vector<object_part> parts_of(const checkpoint_file& file, pickle::value v) {
  using pickle::kind;
  const pickle::document& doc = file.document();
  std::vector<object_part> out;
  const auto add_items = [&](pickle::value of) {
    std::size_t index = 0;
    for (const pickle::value item : doc.items(of)) out.push_back({item, {}, false, {}, index++});
  };
  const auto add_pairs = [&](pickle::value of, bool attributes = false) {
    for (const auto& [key, mapped] : doc.pairs(of)) {
      const bool holder = key.is(kind::tuple) || key.is(kind::frozenset) || key.is(kind::instance) ||
                          file.function_of(key) == known_function::frozenset || file.is_tensor(key);
      if (holder) out.push_back({key, "<key>"});
      if (!attributes || !file.is_plain_metadata(key, mapped)) out.push_back({mapped, {}, true, key, 0, attributes});
    }
  };
  const auto add_state = [&](pickle::value state) {
    const pickle::item_range items = doc.items(state.is(kind::tuple) ? state : pickle::value());
    if (file.is_dict(state)) {
      add_pairs(state, true);
    } else if (items.size() == 2 && (items[0].is(kind::none) || items[0].is(kind::dict)) && items[1].is(kind::dict)) {
      add_pairs(items[0], true);  // what pickle saves of a class with slots: (attributes or None, slots)
      add_pairs(items[1], true);
    } else if (!state.is(kind::none)) {
      out.push_back({state, "state"});
    }
  };
  const known_function function = file.function_of(v);
  if (file.is_tensor(v)) {
    add_state(file.state_of_tensor(v));
  } else if (file.is_storage(v) || numpy_number_of(doc, v)) {
    // Its bytes are no part of it.
  } else if (file.is_sparse(v)) {
    for (const auto& [name, part] : file.sparse_parts({}, v)) out.push_back({part, name});
    add_state(file.state_of_tensor(v));
  } else if (const pickle::item_range args = doc.items(doc.call(v).args);
             function == known_function::rebuild_from_type && args.size() == 4) {
    // A tensor that holds others: (function, class, arguments, attributes).
    out.push_back({args[2], "arguments"});
    add_state(args[3]);
  } else if (((function == known_function::set || function == known_function::frozenset) &&
              (args.empty() || (args.size() == 1 && (args[0].is(kind::list) || args[0].is(kind::tuple))))) ||
             (function == known_function::counter &&
              (args.empty() || (args.size() == 1 && args[0].is(kind::dict))))) {  // set([...])
    for (const pickle::value made_of : args) add_items(made_of), add_pairs(made_of);
  } else {
    const pickle::value callable = file.callable_of(v);
    if (callable.is(kind::call) || callable.is(kind::instance)) out.push_back({callable, "callable"});
    if (const pickle::global_name made_by = doc.global(callable);
        v.is(kind::call) && is_compiled_module(made_by.module, made_by.name) && args.size() == 2)
      out.push_back({args[0], "_orig_mod"}), out.push_back({args[1], "dynamo_ctx"});
    else if (v.is(kind::call) && !args.empty()) out.push_back({doc.call(v).args, "arguments"});
    if (v.is(kind::instance)) add_items(doc.call(v).args), add_pairs(doc.kwargs(v));
    add_items(v);
    add_pairs(v);
    const pickle::value* const state = doc.state(v);
    if (state != nullptr && !file.is_dict(v)) add_state(*state);
    else if (state != nullptr && file.is_dict(*state)) add_pairs(*state, true);
  }
  return out;
}

/// From the tensors back to whoever holds them: cycles and shared objects do no harm.
NNSTRUCT_DEFINE tensor_holders::tensor_holders(const checkpoint_file& file, pickle::value root)
    : holds_(file.document().object_count()) {
  std::vector<bool> seen(holds_.size());
  std::vector<std::pair<std::uint32_t, std::uint32_t>> held_by;  // a part, and the object that holds it
  std::vector<pickle::value> todo = {root};
  std::vector<std::uint32_t> found;
  while (!todo.empty()) {
    const pickle::value v = todo.back();
    todo.pop_back();
    if (!v.is_object() || seen[v.index()]) continue;
    seen[v.index()] = true;
    if (file.is_tensor(v) || file.is_sparse(v) || file.is_storage(v)) found.push_back(v.index());
    for (const object_part& part : parts_of(file, v))
      if (part.value.is_object()) {
        held_by.emplace_back(part.value.index(), v.index());
        todo.push_back(part.value);
      }
  }
  std::sort(held_by.begin(), held_by.end());
  while (!found.empty()) {
    const std::uint32_t part = found.back();
    found.pop_back();
    if (holds_[part]) continue;
    holds_[part] = true;
    for (auto holder = std::lower_bound(held_by.begin(), held_by.end(), std::pair(part, std::uint32_t{0}));
         holder != held_by.end() && holder->first == part; ++holder)
      found.push_back(holder->second);
  }
}

NNSTRUCT_DEFINE std::vector<object_path> tensor_paths(const checkpoint_file& file, pickle::value root) {
  struct open {
    std::vector<object_part> parts;
    std::size_t next;
    std::size_t path;  // how much of the path leads to it
    bool sparse;       // the parts are those of a tensor, and have no paths of their own
  };
  const tensor_holders holders(file, root);
  const std::uint64_t most = file.document().object_count() + file.allowed().shared_values;
  std::uint64_t visited = 0, chars = 0;
  std::vector<object_path> out;
  std::vector<open> around;
  std::string path;
  const auto enter = [&](pickle::value v) {
    if (++visited > most)
      file.refuse(root, format_problem::limit,
                  nnstruct::detail::over_limit("objects are shared so often that, each counted where it is named, they "
                                               "are so many beyond the first",
                                               "shared_values", file.allowed().shared_values));
    const bool sparse = file.is_sparse(v);
    if (sparse || file.is_tensor(v) || file.is_storage(v)) {
      out.push_back({path, v});
      if ((chars += path.size()) > file.allowed().key_bytes)
        file.refuse(root, format_problem::limit,
                    nnstruct::detail::over_limit(concat({"paths to tensors of ", chars, " bytes in all"}), "key_bytes",
                                                 file.allowed().key_bytes));
    }
    around.push_back({parts_of(file, v), 0, path.size(), sparse});
  };
  if (holders(root)) enter(root);
  while (!around.empty()) {
    open& at = around.back();
    path.resize(at.path);
    if (at.next == at.parts.size()) {
      around.pop_back();
      continue;
    }
    const object_part part = at.parts[at.next++];
    if (!holders(part.value) || (at.sparse && file.is_tensor(part.value))) continue;
    if (!path.empty()) path += '.';
    path += part.text(file);
    enter(part.value);
  }
  return out;
}

namespace detail {

using walk_of_objects = nnstruct::detail::path_walk<pickle::value>;

NNSTRUCT_DECLARE bool is_same_object(const checkpoint_file& file, pickle::value a, pickle::value b) {
  if (a.is_object() || b.is_object()) return a.is_object() && b.is_object() && a.index() == b.index();
  return plain_text(file, a) == plain_text(file, b);
}

NNSTRUCT_DECLARE walk_of_objects walk_path(const checkpoint_file& file, pickle::value root, std::string_view path) {
  const auto steps = [&](pickle::value v, std::string_view rest, auto found) {
    const std::vector<object_part> parts = parts_of(file, v);
    bool exact = false;
    const auto add = [&](const object_part& part, const std::string& text) {
      if (!nnstruct::detail::begins_with_part(rest, text)) return;
      exact = true;
      found(part.value, text.size());
    };
    if (rest.starts_with('[') || rest.starts_with("__dict__"))
      for (const object_part& part : parts) {
        add(part, part.exact_text(file));
        if (part.is_attribute) add(part, concat({"__dict__.", part.text(file)}));
      }
    if (exact) return;  // it means nothing else
    for (const object_part& part : parts) add(part, part.text(file));
  };
  return walk_of_objects(root, path, steps,
                         [&](pickle::value a, pickle::value b) { return is_same_object(file, a, b); });
}

}  // namespace detail

NNSTRUCT_DEFINE bool has_two_meanings(const checkpoint_file& file, pickle::value root, std::string_view path) {
  const detail::walk_of_objects walk = detail::walk_path(file, root, path);
  return walk.count() > 1 || !walk.is_complete();
}

NNSTRUCT_DEFINE pickle::value part_at(const checkpoint_file& file, pickle::value root, std::string_view path) {
  const detail::walk_of_objects walk = detail::walk_path(file, root, path);
  if (walk.count() == 1 && walk.is_complete()) return walk.end();
  if (walk.count() > 1) {
    std::string meanings[2];
    for (std::size_t i = 0; i < 2; ++i)
      walk.each_step(i, [&](pickle::value holder, const detail::walk_of_objects::place& place) {
        const std::string_view written = path.substr(place.begin, place.end - place.begin);
        std::string exact(written);
        for (const object_part& part : parts_of(file, holder))
          if (part.text(file) == written && detail::is_same_object(file, part.value, place.node))
            exact = part.exact_text(file);
        meanings[i] = nnstruct::detail::joined_path(meanings[i], exact);
      });
    file.refuse(root, format_problem::unsupported, nnstruct::detail::two_meanings(path, meanings[0], meanings[1]));
  }
  if (!walk.is_complete())
    file.refuse(root, format_problem::limit, concat({"\"", path, "\" has more meanings than are looked at"}));
  const detail::walk_of_objects::place& known = walk.farthest();
  const pickle::value v = known.node;
  std::string what = concat({"there is no \"", path, "\""});
  if (known.end != 0)
    what += concat({": in \"", path.substr(0, known.end), "\" is no \"", path.substr(known.next), "\""});
  if (!file.is_dict(v)) file.refuse(v, format_problem::unsupported, concat({what, "; it is ", file.described(v)}));
  constexpr std::size_t shown = 20;
  std::size_t count = 0;
  for (const object_part& part : parts_of(file, v))
    if (part.has_key && !part.is_attribute && count++ < shown)
      what += concat({count == 1 ? "; the keys are " : ", ", "\"", part.text(file), "\" (",
                      file.is_state_dict(part.value) ? std::string("a state_dict") : file.described(part.value), ")"});
  if (count > shown) what += concat({" and ", count - shown, " more"});
  file.refuse(v, format_problem::unsupported, count == 0 ? concat({what, "; it is an empty dict"}) : what);
}

template <class Is> std::vector<std::string> nearest_paths(const checkpoint_file& file, Is is) {
  struct place {
    pickle::value at;
    std::string path, exact;
  };
  std::vector<bool> seen(file.document().object_count());
  std::vector<place> level = {{file.document().root(), {}, {}}};
  std::vector<std::string> found;
  for (int depth = 0; found.empty() && !level.empty() && depth < 8; ++depth) {  // deeper ones nobody has
    std::vector<place> next;
    for (place& in : level) {
      if (is(in.at)) {
        const bool twice = found.size() < 100 && has_two_meanings(file, file.document().root(), in.path);
        found.push_back(std::move(twice ? in.exact : in.path));
      } else if (file.is_dict(in.at) && !seen[in.at.index()]) {
        seen[in.at.index()] = true;
        for (const object_part& part : parts_of(file, in.at)) {
          if (!part.value.is_object() || !part.has_key || part.is_attribute) continue;
          const std::string text = part.text(file), exact = part.exact_text(file);
          if (text == exact) continue;  // it has no path
          next.push_back({part.value, nnstruct::detail::joined_path(in.path, text),
                          nnstruct::detail::joined_path(in.exact, exact)});
        }
      }
    }
    level = std::move(next);
  }
  return found;
}

NNSTRUCT_DEFINE std::string path_to(const checkpoint_file& file, pickle::value object) {
  // Who holds each object that was met, from the root on.
  std::vector<pickle::value> holder(file.document().object_count()), todo = {file.document().root()};
  while (!todo.empty() && !holder[object.index()].is_object()) {
    const pickle::value at = todo.back();
    todo.pop_back();
    for (const object_part& part : parts_of(file, at))
      if (part.value.is_object() && !holder[part.value.index()].is_object()) {
        holder[part.value.index()] = at;
        todo.push_back(part.value);
      }
  }
  std::string out;
  pickle::value at = object;
  for (std::size_t steps = 0; steps < 100 && at.is_object() && at.index() != file.document().root().index(); ++steps) {
    const pickle::value from = holder[at.index()];
    for (const object_part& part : parts_of(file, from))
      if (part.value.is_object() && part.value.index() == at.index()) {
        out = out.empty() ? part.text(file) : concat({part.text(file), ".", out});
        break;
      }
    at = from;
  }
  return out;
}

NNSTRUCT_DEFINE bool is_state_dict(const checkpoint_file& file, pickle::value v, const tensor_holders& holders) {
  if (!file.is_mapping(v)) return false;
  if (!file.is_dict(v)) {  // what derives from one may hold tensors besides
    for (const object_part& part : parts_of(file, v))
      if (!part.has_key && holders(part.value)) return false;
    if (const pickle::value* state = file.document().state(v); state != nullptr && holders(*state)) return false;
  }
  bool tensors = false;
  for (const auto& [key, mapped] : file.document().pairs(v)) {
    if (!key.is(pickle::kind::string)) return false;
    const bool tensor = file.is_tensor(mapped) || file.is_sparse(mapped);
    if (!tensor && holders(mapped) && !is_extra_state(key.text())) return false;
    tensors = tensors || tensor;
  }
  return tensors;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
