// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <utility>

#include <nnstruct/concat.hpp>
#include <nnstruct/format/pytorch/checkpoint_file-inl.hpp>
#include <nnstruct/format/pytorch/parts.hpp>
#include <nnstruct/over_limit.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch {

NNSTRUCT_DEFINE std::string object_part::text() const {
  if (!name.empty()) return std::string(name);
  return has_key ? detail::path_part(key) : std::to_string(index);
}

NNSTRUCT_DEFINE std::vector<object_part> parts_of(const checkpoint_file& file, pickle::value v) {
  using pickle::kind;
  const pickle::document& doc = file.document();
  std::vector<object_part> out;
  const auto add_items = [&](pickle::value of) {
    std::size_t index = 0;
    for (const pickle::value item : doc.items(of)) out.push_back({item, {}, false, {}, index++});
  };
  const auto add_pairs = [&](pickle::value of, std::string_view left_out = {}) {
    for (const auto& [key, mapped] : doc.pairs(of)) {
      const bool holder = key.is(kind::tuple) || key.is(kind::frozenset) || key.is(kind::instance) ||
                          file.function_of(key) == known_function::frozenset || file.is_tensor(key);
      if (holder) out.push_back({key, "<key>"});
      if (left_out.empty() || key.text() != left_out) out.push_back({mapped, {}, true, key});
    }
  };
  const auto add_state = [&](pickle::value state) {
    const pickle::item_range items = doc.items(state.is(kind::tuple) ? state : pickle::value());
    if (file.is_dict(state)) {
      add_pairs(state);
    } else if (items.size() == 2 && (items[0].is(kind::none) || items[0].is(kind::dict)) && items[1].is(kind::dict)) {
      add_pairs(items[0]);  // what pickle saves of a class with slots: (attributes or None, slots)
      add_pairs(items[1]);
    } else if (!state.is(kind::none)) {
      out.push_back({state, "state"});
    }
  };
  const known_function function = file.function_of(v);
  if (file.is_tensor(v)) {
    add_state(file.state_of_tensor(v));
  } else if (file.is_sparse(v)) {
    for (const auto& [name, part] : file.sparse_parts({}, v)) out.push_back({part, name});
    add_state(file.state_of_tensor(v));
  } else if (const pickle::item_range args = doc.items(doc.call(v).args);
             function == known_function::rebuild_from_type && args.size() == 4) {
    // A tensor that holds others: (function, class, arguments, attributes).
    out.push_back({args[2], "arguments"});
    add_state(args[3]);
  } else if (function == known_function::set || function == known_function::frozenset ||
             function == known_function::counter) {  // set([...])
    for (const pickle::value made_of : doc.items(doc.call(v).args)) add_items(made_of), add_pairs(made_of);
  } else {
    if (v.is(kind::call) || v.is(kind::instance)) add_items(doc.call(v).args), add_pairs(doc.kwargs(v));
    add_items(v);
    add_pairs(v);
    const pickle::value* const state = doc.state(v);
    if (state != nullptr && !file.is_dict(v)) add_state(*state);
    else if (state != nullptr && file.is_dict(*state)) add_pairs(*state, "_metadata");
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
    path += part.text();
    enter(part.value);
  }
  return out;
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
        out = out.empty() ? part.text() : concat({part.text(), ".", out});
        break;
      }
    at = from;
  }
  return out;
}

NNSTRUCT_DEFINE bool is_state_dict(const checkpoint_file& file, pickle::value v, const tensor_holders& holders) {
  if (!file.is_mapping(v)) return false;
  bool tensors = false;
  for (const auto& [key, mapped] : file.document().pairs(v)) {
    if (!key.is(pickle::kind::string)) return false;
    const bool tensor = file.is_tensor(mapped) || file.is_sparse(mapped);
    const std::string_view name = key.text();
    if (!tensor && holders(mapped) && name != "_extra_state" && !name.ends_with("._extra_state")) return false;
    tensors = tensors || tensor;
  }
  return tensors;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
