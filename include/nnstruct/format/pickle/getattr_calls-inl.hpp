// SPDX-License-Identifier: Apache-2.0
/// \file
/// Definitions of getattr_calls.hpp.
#pragma once

#include <vector>

#include <nnstruct/concat.hpp>
#include <nnstruct/format/pickle/dangerous_names-inl.hpp>
#include <nnstruct/format/pickle/getattr_calls.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pickle {

namespace detail {

NNSTRUCT_DECLARE bool is_getattr_itself(const document& doc, value v) noexcept {
  return v.is(kind::global) && is_getattr(doc.global(v).module, doc.global(v).name);
}

/// Functions that make objects of one class each: tensors, containers, loggers.
NNSTRUCT_DECLARE bool makes_an_object(const document& doc, const path_of_names& function, value args) noexcept {
  const auto is_in = [&](std::string_view module) { return function.module == module; };
  if (is_in("torch._utils"))
    return function.name == "_rebuild_parameter" || function.name == "_rebuild_parameter_with_state" ||
           (function.name.starts_with("_rebuild_") && function.name.ends_with("tensor")) ||
           function.name.starts_with("_rebuild_tensor_v");
  if (is_in("torch._tensor")) {  // calls its first argument
    if (function.name != "_rebuild_from_type_v2" || doc.items(args).empty()) return false;
    const value made_by = doc.items(args)[0];
    if (!made_by.is(kind::global)) return false;
    const global_name inner = doc.global(made_by);
    return inner.module == "torch._utils" && inner.name.starts_with("_rebuild_tensor");
  }
  if (is_in("collections")) return function.name == "defaultdict" || function.name == "deque";
  return is_in("logging") && function.name == "getLogger";
}

NNSTRUCT_DECLARE bool is_refused(std::string_view module, std::string_view name) noexcept {
  return is_dangerous(module, name) || is_unknown_function(module, name, false);
}

/// What is wrong with one call of getattr.
NNSTRUCT_DECLARE std::string wrong_attribute(const document& doc, const call_record& call) {
  if (!is_getattr_call(doc, call.self)) return "calls getattr with something else than an object and a name";
  const value object = doc.items(call.args)[0];
  const std::string_view attribute = doc.items(call.args)[1].text();
  const auto taken = [&](std::string_view from) {
    return concat({"takes \"", attribute.substr(0, 100), "\" out of ", from.substr(0, 200)});
  };
  if (path_of_names from = names_to(doc, object); !from.name.empty()) {
    const std::string whole = concat({from.name, ".", attribute.substr(0, 2000)});
    return is_refused(from.module, whole) ? taken(concat({from.module, ".", from.name})) : std::string();
  }
  if (!object.is(kind::call) && !object.is(kind::instance)) {  // a list, a text, a storage
    const std::string whole = concat({"object.", attribute.substr(0, 2000)});
    return is_dangerous("__main__", whole, true) ? taken(with_article(object.what())) : std::string();
  }
  const call_record& call_made = doc.call(object);
  const path_of_names made = names_to(doc, call_made.callable);
  if (made.name.empty()) return taken("what another call gives back");
  const std::string whole = concat({made.name, ".", attribute.substr(0, 2000)});
  const bool known = makes_an_object(doc, made, call_made.args);
  const bool wrong = known ? is_dangerous(made.module, whole, true) : is_refused(made.module, whole);
  return wrong ? taken(concat({"what ", made.module, ".", made.name, " makes"})) : std::string();
}

/// What is wrong with a call of what getattr took.
NNSTRUCT_DECLARE std::string wrong_method(const document& doc, value callable) {
  if (!is_getattr_call(doc, callable)) return {};
  path_of_names function = names_to(doc, callable);
  if (function.name.empty()) {  // a method of an object
    const item_range args = doc.items(doc.call(callable).args);
    if (!args[0].is(kind::call) && !args[0].is(kind::instance)) return {};
    function = names_to(doc, doc.call(args[0]).callable);
    function.name += concat({".", args[1].text().substr(0, 2000)});
  }
  if (!is_unknown_function(function.module, function.name, true)) return {};
  return concat({"calls ", function.module.substr(0, 200), ".", std::string_view(function.name).substr(0, 200)});
}

}  // namespace detail

NNSTRUCT_DEFINE bool is_getattr_call(const document& doc, value v) noexcept {
  if (!v.is(kind::call) || !detail::is_getattr_itself(doc, doc.call(v).callable)) return false;
  const item_range args = doc.items(doc.call(v).args);
  return args.size() == 2 && args[1].is(kind::string) && !args[1].text().empty();
}

NNSTRUCT_DEFINE path_of_names names_to(const document& doc, value v) {
  std::string name;
  for (std::size_t steps = 0; steps < 16 && name.size() < 2000; ++steps) {
    if (v.is(kind::global)) {
      const global_name global = doc.global(v);
      return {global.module,
              name.empty() ? std::string(global.name) : nnstruct::detail::concat({global.name, ".", name})};
    }
    if (!is_getattr_call(doc, v)) return {};
    const item_range args = doc.items(doc.call(v).args);
    const std::string_view last = args[1].text().substr(0, 2000);
    name = name.empty() ? std::string(last) : nnstruct::detail::concat({last, ".", name});
    v = args[0];
  }
  return {};
}

NNSTRUCT_DEFINE std::string wrong_getattr(const document& doc, std::uint64_t& at) {
  const auto is_it = [&](value v) { return detail::is_getattr_itself(doc, v); };
  const char* const given = "gives the function getattr to something else";
  std::vector<bool> called(doc.globals().size());
  for (const call_record& call : doc.calls()) {
    at = call.self.offset();
    if (is_it(call.callable)) {
      called[call.callable.index()] = true;
      std::string wrong =
          call.self.is(kind::call) ? detail::wrong_attribute(doc, call) : "makes an instance of getattr";
      if (!wrong.empty()) return wrong;
    }
    if (std::string wrong = detail::wrong_method(doc, call.callable); !wrong.empty()) return wrong;
    if (const value* state = doc.state(call.self); state != nullptr && is_it(*state)) return given;
  }
  for (std::size_t i = 0; i < doc.item_count(); ++i)
    if (is_it(doc.item(i))) return at = doc.item(i).offset(), given;
  for (std::size_t i = 0; i < called.size(); ++i)
    if (const global_name& global = doc.globals()[i]; is_getattr(global.module, global.name) && !called[i])
      return at = global.offset, "names getattr and does not call it";
  return {};
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pickle
