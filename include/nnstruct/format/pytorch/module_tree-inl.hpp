// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include <nnstruct/concat.hpp>
#include <nnstruct/format/pytorch/checkpoint_file-inl.hpp>
#include <nnstruct/format/pytorch/module_tree.hpp>
#include <nnstruct/format/pytorch/parts.hpp>
#include <nnstruct/io/name_index.hpp>
#include <nnstruct/over_limit.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch {

namespace detail {

/// What an object keeps under a name, if BUILD gave it a dictionary.
NNSTRUCT_DECLARE pickle::value state_member(const checkpoint_file& file, pickle::value object, std::string_view name) {
  const pickle::value* state = file.document().state(object);
  pickle::value found;
  if (state != nullptr)
    for (const auto& [key, mapped] : file.document().pairs(*state))
      if (key.text() == name) found = mapped;
  return found;
}

/// `_forward_hooks`, `_state_dict_pre_hooks` and all their kin.
NNSTRUCT_DECLARE bool is_hooks_name(std::string_view name) {
  return name.starts_with('_') &&
         (name.ends_with("_hooks") || name.ends_with("_hooks_with_kwargs") || name.ends_with("_hooks_always_called"));
}

/// The strings of `_non_persistent_buffers_set`: a set, which protocols before 4 write as set([...]).
NNSTRUCT_DECLARE std::unordered_set<std::string_view> strings_of_set(const checkpoint_file& file, pickle::value set) {
  const pickle::document& doc = file.document();
  if (file.function_of(set) == known_function::set) {
    const pickle::item_range args = doc.items(doc.call(set).args);
    set = args.size() == 1 ? args[0] : pickle::value();
  }
  std::unordered_set<std::string_view> out;
  for (pickle::value name : doc.items(set))
    if (name.is(pickle::kind::string)) out.insert(name.text());
  return out;
}

/// The module in OptimizedModule(module, context), which torch.compile made: PyTorch pickles it as that call. None of
/// anything else.
NNSTRUCT_DECLARE pickle::value compiled_module(const checkpoint_file& file, pickle::value v) {
  if (!v.is(pickle::kind::call)) return {};
  const pickle::global_name name = file.document().global(file.callable_of(v));
  const pickle::item_range args = file.document().items(file.document().call(v).args);
  if (!is_compiled_module(name.module, name.name) || args.empty()) return {};
  return args[0].is(pickle::kind::instance) && is_module(file, args[0]) ? args[0] : pickle::value();
}

NNSTRUCT_DECLARE std::string class_of(const module_record& module) {
  return concat({module.class_module, ".", module.class_name});
}

/// Refuses names that are no strings or come twice; of `parts`, which are registered, also what Python would not take.
NNSTRUCT_DECLARE void check_names(const checkpoint_file& file, const module_record& module, pickle::value dict,
                                  std::string_view what, bool parts = true) {
  std::unordered_set<std::string_view> seen;
  for (const auto& [key, mapped] : file.document().pairs(dict)) {
    const std::string_view name = key.text();
    const char* wrong = nullptr;
    if (!key.is(pickle::kind::string) || (parts && name.empty())) wrong = "is no name";
    else if (parts && name.find('.') != std::string_view::npos) wrong = "has a dot in it";
    else if (!seen.insert(name).second) wrong = "comes twice";
    if (wrong != nullptr)
      file.refuse(dict, format_problem::pickle,
                  concat({"in ", what, " of ", class_of(module), ", \"", path_part(key), "\" ", wrong,
                          "; the file is damaged"}));
  }
}

}  // namespace detail

NNSTRUCT_DEFINE bool is_uninitialized(const checkpoint_file& file, pickle::value v) {
  if (!v.is(pickle::kind::call) && !v.is(pickle::kind::instance)) return false;
  const pickle::global_name name = file.document().global(file.callable_of(v));
  return name.module == "torch.nn.parameter" && name.name.starts_with("Uninitialized");
}

NNSTRUCT_DEFINE bool is_module(const checkpoint_file& file, pickle::value v) {
  if (!detail::compiled_module(file, v).is(pickle::kind::none)) return true;
  if (!v.is(pickle::kind::instance) || !file.callable_of(v).is(pickle::kind::global)) return false;
  const pickle::value* state = file.document().state(v);
  if (state == nullptr) return false;
  if (file.format() == "torchscript") {
    const std::string_view module = file.document().global(file.callable_of(v)).module;
    return module.starts_with("__torch__") && file.is_dict(*state);
  }
  bool parameters = false, buffers = false, modules = false;
  for (const auto& [key, mapped] : file.document().pairs(*state)) {
    if (!file.is_dict(mapped)) continue;
    parameters = parameters || key.text() == "_parameters";
    buffers = buffers || key.text() == "_buffers";
    modules = modules || key.text() == "_modules";
  }
  return parameters && buffers && modules;
}

NNSTRUCT_DEFINE std::vector<std::string> module_paths(const checkpoint_file& file) {
  return nearest_paths(file, [&](pickle::value v) { return is_module(file, v); });
}

NNSTRUCT_DEFINE module_tree::module_tree(checkpoint_file file, std::string_view at)
    : file_(std::move(file)), code_(file_.kept_in()) {
  const pickle::value root = file_.find(at);
  if (!is_module(file_, root)) {
    std::string what =
        concat({"expected a model that was saved whole, by torch.save(model)",
                at.empty() ? std::string() : concat({", under \"", at, "\""}), "; found ", file_.described(root)});
    const std::vector<std::string> paths = module_paths(file_);
    for (std::size_t i = 0; i < paths.size() && i < 5; ++i)
      what += concat({i == 0 ? "; there is one under \"" : ", \"", paths[i], "\""});
    file_.refuse(root, format_problem::unsupported, what);
  }
  read_all(root);
}

NNSTRUCT_DEFINE module_tree::module_tree(checkpoint_file file, pickle::value root)
    : file_(std::move(file)), code_(file_.kept_in()) {
  read_all(root);
}

NNSTRUCT_DEFINE void module_tree::read_all(pickle::value root) {
  number_of_.assign(file_.document().object_count(), no_index);
  read(root);
  number_of_ = {};
  count(root);
}

/// Of TorchScript, what a module's code says: which of its attributes are parameters and which buffers.
NNSTRUCT_DEFINE module_record module_tree::enter_script(pickle::value object) {
  const pickle::document& doc = file_.document();
  const pickle::global_name name = doc.global(file_.callable_of(object));
  module_record out;
  out.object = object;
  out.class_module = name.module;
  out.class_name = name.name;
  const script_class* const known = code_.find(name.module, name.name);
  if (known == nullptr)
    file_.refuse(object, format_problem::unsupported,
                 concat({"the archive has no code of a module ", detail::class_of(out),
                         ", which says what its parameters are"}));
  const pickle::value state = *doc.state(object);
  detail::check_names(file_, out, state, "the state");
  if (known->ambiguous)
    file_.refuse(object, format_problem::unsupported,
                 concat({"the code of ", detail::class_of(out),
                         " names something twice among its parameters and buffers; the file is damaged"}));
  struct held {
    std::size_t rank;  // among what the code names
    std::string_view name;
    pickle::value value;
  };
  std::vector<held> tensors;
  for (const auto& [key, mapped] : doc.pairs(state)) {
    const std::string_view member = key.text();
    if (const std::size_t rank = known->names.find(member); rank != io::name_index::none) {
      tensors.push_back({rank, member, mapped});
      continue;
    }
    const pickle::global_name type = doc.global(file_.callable_of(mapped));
    if (is_module(file_, mapped) && code_.find(type.module, type.name) != nullptr) {
      out.children.push_back({member, no_index});
      out.child_objects.push_back(mapped);
    } else if (member == "training") {
      out.training = mapped.boolean();
    } else if (member != "_is_full_backward_hook") {
      out.attributes.push_back({member, mapped});
    }
  }
  std::sort(tensors.begin(), tensors.end(), [](const held& a, const held& b) { return a.rank < b.rank; });
  for (const held& tensor : tensors)
    (tensor.rank < known->parameters ? out.parameters : out.buffers)
        .push_back(read_tensor(out, state, tensor.name, tensor.value));
  return out;
}

NNSTRUCT_DEFINE module_record module_tree::enter_compiled(pickle::value object, pickle::value inner) {
  const pickle::document& doc = file_.document();
  module_record out;
  out.object = object;
  out.class_module = "torch._dynamo.eval_frame";
  out.class_name = "OptimizedModule";
  out.training = detail::state_member(file_, inner, "training").boolean();
  out.children.push_back({"_orig_mod", no_index});
  out.child_objects.push_back(inner);
  const pickle::item_range args = doc.items(doc.call(object).args);
  if (args.size() > 1) out.attributes.push_back({"dynamo_ctx", args[1]});
  return out;
}

/// The module's own state; its children only by name.
NNSTRUCT_DEFINE module_record module_tree::enter(pickle::value object) {
  if (file_.format() == "torchscript") return enter_script(object);
  if (const pickle::value inner = detail::compiled_module(file_, object); !inner.is(pickle::kind::none))
    return enter_compiled(object, inner);
  const pickle::document& doc = file_.document();
  const pickle::global_name name = doc.global(file_.callable_of(object));
  module_record out;
  out.object = object;
  out.class_module = pickle::python3_module(name.module);
  out.class_name = name.name;

  detail::check_names(file_, out, *doc.state(object), "the state", false);
  for (const auto& [key, mapped] : doc.pairs(*doc.state(object))) {
    const std::string_view member = key.text();
    if (member == "training") out.training = mapped.boolean();
    else if (detail::is_hooks_name(member)) out.hooks = out.hooks || !doc.pairs(mapped).empty();
    else if (member == "_parameters") out.parameters = read_tensors(out, mapped, member);
    else if (member == "_buffers") out.buffers = read_tensors(out, mapped, member);
    else if (member != "_modules" && member != "_non_persistent_buffers_set" && member != "_is_full_backward_hook")
      out.attributes.push_back({member, mapped});
  }
  const auto transient =
      detail::strings_of_set(file_, detail::state_member(file_, object, "_non_persistent_buffers_set"));
  const io::name_index parameters(out.parameters, out.parameters.size(),
                                  [](const module_tensor& held) { return held.name; });
  for (module_tensor& buffer : out.buffers) {
    buffer.persistent = transient.find(buffer.name) == transient.end();
    if (parameters.find(buffer.name) != io::name_index::none)
      file_.refuse(object, format_problem::pickle,
                   concat({"\"", buffer.name, "\" is a parameter and a buffer of ", detail::class_of(out),
                           "; the file has two meanings"}));
  }

  const pickle::value modules = detail::state_member(file_, object, "_modules");
  detail::check_names(file_, out, modules, "_modules");
  for (const auto& [key, mapped] : doc.pairs(modules)) {
    if (!mapped.is(pickle::kind::none) && !is_module(file_, mapped))
      file_.refuse(mapped.is_object() ? mapped : modules, format_problem::unsupported,
                   concat({"expected a module as \"", key.text(), "\" of ", detail::class_of(out), ", found ",
                           file_.described(mapped)}));
    out.children.push_back({key.text(), no_index});
    out.child_objects.push_back(mapped);
  }
  return out;
}

NNSTRUCT_DEFINE module_tensor module_tree::read_tensor(const module_record& module, pickle::value holder,
                                                       std::string_view name, pickle::value v) {
  if (v.is(pickle::kind::none)) return {name, no_index};
  if (file_.is_sparse(v)) {
    module_tensor out{name, no_index};
    for (const auto& [part, tensor] : file_.sparse_parts(name, v))
      out.parts.emplace_back(part, number_of(name, tensor));
    return out;
  }
  if (is_uninitialized(file_, v)) return {name, no_index, true, {}, true};
  if (!file_.is_tensor(v))
    file_.refuse(
        v.is_object() ? v : holder, format_problem::unsupported,
        concat({"expected a tensor as \"", name, "\" of ", detail::class_of(module), ", found ", file_.described(v)}));
  return {name, number_of(name, v)};
}

NNSTRUCT_DEFINE std::size_t module_tree::number_of(std::string_view name, pickle::value tensor) {
  std::size_t& known = number_of_[tensor.index()];
  if (known == no_index) {
    known = tensors_.size();
    tensors_.push_back(file_.tensor(name, tensor));
  }
  return known;
}

NNSTRUCT_DEFINE std::vector<module_tensor> module_tree::read_tensors(const module_record& module, pickle::value dict,
                                                                     std::string_view what) {
  detail::check_names(file_, module, dict, what);
  std::vector<module_tensor> out;
  for (const auto& [key, mapped] : file_.document().pairs(dict))
    out.push_back(read_tensor(module, dict, key.text(), mapped));
  return out;
}

/// A module while its children are read.
struct module_tree::visit {
  module_record module;
  std::size_t next = 0;  // of its children
};

NNSTRUCT_DEFINE void module_tree::read(pickle::value root) {
  std::unordered_map<std::uint32_t, std::size_t> done;
  std::vector<visit> open;
  const auto push = [&](pickle::value object) {
    if (open.size() >= file_.allowed().module_nesting)
      file_.refuse(object, format_problem::limit,
                   nnstruct::detail::over_limit(concat({open.size() + 1, " modules in modules"}), "module_nesting",
                                                file_.allowed().module_nesting));
    open.push_back({enter(object)});
  };
  push(root);
  while (!open.empty()) {
    visit& top = open.back();
    if (top.next == top.module.children.size()) {
      top.module.child_objects = {};
      done.emplace(top.module.object.index(), modules_.size());
      modules_.push_back(std::move(top.module));
      open.pop_back();
      continue;
    }
    const pickle::value child = top.module.child_objects[top.next];
    if (child.is(pickle::kind::none)) {
      ++top.next;
    } else if (const auto found = done.find(child.index()); found != done.end()) {
      top.module.children[top.next++].module = found->second;
    } else {
      push(child);  // and then it is done
    }
  }
}

NNSTRUCT_DEFINE void module_tree::count(pickle::value root) {
  std::uint64_t own = 0;
  for (const module_record& module : modules_)
    own += 1 + module.parameters.size() + module.buffers.size() + module.children.size();
  const std::uint64_t most = own + std::min(file_.allowed().shared_values, ~own);
  std::vector<std::uint64_t> walked(modules_.size());
  for (std::size_t i = 0; i < modules_.size(); ++i) {
    const module_record& module = modules_[i];
    walked[i] = 1 + module.parameters.size() + module.buffers.size();
    for (const module_child& child : module.children)
      if (const std::uint64_t more = child.module == no_index ? 1 : walked[child.module];
          walked[i] > most || more > most - walked[i])
        file_.refuse(root, format_problem::limit,
                     nnstruct::detail::over_limit("modules are shared so often that, each counted where it is named, "
                                                  "these are so many beyond the first",
                                                  "shared_values", file_.allowed().shared_values));
      else walked[i] += more;
  }
  walked_ = static_cast<std::size_t>(walked.back());
}

NNSTRUCT_DEFINE std::vector<module_entry> state_dict_entries(const module_tree& tree) {
  struct visit {
    const module_record* module;
    std::string prefix;
    std::size_t next;  // of its children
  };
  std::vector<module_entry> out;
  std::uint64_t chars = 0;
  const std::uint64_t most = tree.file().allowed().key_bytes;
  const auto joined = [&](std::string_view prefix, std::string_view name, std::string_view end) {
    chars += prefix.size() + name.size() + end.size();
    if (chars > most)
      tree.file().refuse(tree.root().object, format_problem::limit,
                         nnstruct::detail::over_limit(concat({"keys of its state_dict of ", chars, " bytes in all"}),
                                                      "key_bytes", most));
    return concat({prefix, name, end});
  };
  std::vector<visit> open;
  const auto enter = [&](const module_record& module, std::string prefix) {
    const auto add = [&](const module_tensor& held) {
      if (held.is_none() || !held.persistent) return;
      if (held.tensor != no_index) out.push_back({joined(prefix, held.name, {}), held.tensor});
      for (const auto& [part, tensor] : held.parts)
        out.push_back({concat({joined(prefix, held.name, "."), part}), tensor});
    };
    std::for_each(module.parameters.begin(), module.parameters.end(), add);
    std::for_each(module.buffers.begin(), module.buffers.end(), add);
    open.push_back({&module, std::move(prefix), 0});
  };
  enter(tree.root(), {});
  while (!open.empty()) {
    visit& top = open.back();
    if (top.next == top.module->children.size()) {
      open.pop_back();
      continue;
    }
    const module_child& child = top.module->children[top.next++];
    if (child.module != no_index) enter(tree.modules()[child.module], joined(top.prefix, child.name, "."));
  }
  return out;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
