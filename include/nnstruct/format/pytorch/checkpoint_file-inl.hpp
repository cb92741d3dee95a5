// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <utility>

#include <nnstruct/concat.hpp>
#include <nnstruct/format/pickle/dangerous_names.hpp>
#include <nnstruct/format/pickle/getattr_calls.hpp>
#include <nnstruct/format/pytorch/checkpoint_file.hpp>
#include <nnstruct/format/pytorch/container.hpp>
#include <nnstruct/format/pytorch/numpy-inl.hpp>
#include <nnstruct/format/pytorch/parts.hpp>
#include <nnstruct/format/pytorch/zip_container.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch {

namespace detail {

inline constexpr std::size_t no_storage = static_cast<std::size_t>(-1);

constexpr bool rebuilds_tensor(known_function function) noexcept {
  return function == known_function::rebuild_tensor || function == known_function::rebuild_tensor_v2 ||
         function == known_function::rebuild_tensor_v3 || function == known_function::rebuild_quantized ||
         function == known_function::rebuild_meta;
}
constexpr bool rebuilds_parameter(known_function function) noexcept {
  return function == known_function::rebuild_parameter || function == known_function::rebuild_parameter_with_state;
}

/// A key of a dictionary, or what names a storage, as text; empty if it is neither text nor number.
NNSTRUCT_DECLARE std::string path_part(pickle::value key) {
  if (key.is(pickle::kind::integer)) return std::to_string(key.integer());
  return key.is(pickle::kind::string) ? std::string(key.text()) : std::string();
}

}  // namespace detail

NNSTRUCT_DEFINE checkpoint_file::checkpoint_file(io::input_file file, const limits& allowed)
    : checkpoint_file(open_container(std::move(file), allowed), allowed) {}

NNSTRUCT_DEFINE checkpoint_file::checkpoint_file(opened_file file, const limits& allowed)
    : container_(std::move(file.storages)),
      document_(std::move(file.objects)),
      record_(std::move(file.record)),
      storage_of_place_(container_->storage_count(), detail::no_storage),
      objects_verified_(file.objects_verified),
      allowed_(allowed) {
  functions_.reserve(document_.globals().size());
  for (const pickle::global_name& name : document_.globals())
    functions_.push_back(function_named(name.module, name.name));
  check_calls();
}

NNSTRUCT_DEFINE checkpoint_file checkpoint_file::constants(io::input_file file, const limits& allowed) {
  return {open_zip(std::move(file), allowed, "constants"), allowed};
}

NNSTRUCT_DEFINE void checkpoint_file::refuse(pickle::value at, format_problem problem, const std::string& what) const {
  std::optional<std::uint64_t> offset;
  if (at.is_object() || at.is(pickle::kind::global)) offset = at.offset();
  throw FormatError(problem, {path(), record_, offset}, what);
}
NNSTRUCT_DEFINE void checkpoint_file::refuse_tensor(pickle::value at, std::string_view key, format_problem problem,
                                                    const std::string& what) const {
  const std::string path = key.empty() ? path_to(*this, at) : std::string();
  refuse(at, problem, concat({"tensor \"", key.empty() ? path : key, "\": ", what}));
}

NNSTRUCT_DEFINE std::string checkpoint_file::name_of_global(pickle::value global) const {
  const pickle::global_name name = document_.global(global);
  return concat({name.module, ".", name.name});
}

NNSTRUCT_DEFINE pickle::value checkpoint_file::callable_of(pickle::value v) const {
  return class_of(document_.call(v).callable);
}

NNSTRUCT_DEFINE pickle::value checkpoint_file::class_of(pickle::value v) const {
  if (!container_->is_older() || !v.is(pickle::kind::persistent_id)) return v;
  // ('module', class, file, source), before PyTorch 0.1.11 without the first of them.
  const pickle::item_range id = document_.items(document_.persistent(v));
  if (id.size() == 4 && id[0].text() == "module") return id[1];
  return id.size() == 3 && id[0].is(pickle::kind::global) ? id[0] : v;
}

NNSTRUCT_DEFINE std::string checkpoint_file::described(pickle::value v) const {
  if (is_tensor(v)) return "a tensor";
  if (is_sparse(v))
    return rebuild_of(v).function == known_function::rebuild_nested ? "a nested tensor" : "a sparse tensor";
  if (is_dict(v)) return "a dict";
  std::string out(pickle::with_article(v.what()));
  if (v.is(pickle::kind::instance) && callable_of(v).is(pickle::kind::global))
    out += concat({" of ", name_of_global(callable_of(v)),
                   " (a whole model? save its state_dict: torch.save(model.state_dict(), path))"});
  return out;
}

NNSTRUCT_DEFINE std::string checkpoint_file::python_type(pickle::value v) const {
  using pickle::kind;
  if (numpy_array_of(document_, v)) return "numpy.ndarray";
  if (const auto number = numpy_number_of(document_, v))
    return number->elements.dtype == dtype::boolean ? "numpy.bool"
                                                    : concat({"numpy.", name_of(number->elements.dtype)});
  if (is_tensor(v) || is_sparse(v)) return "torch.Tensor";
  switch (v.what()) {
    case kind::none: return "NoneType";
    case kind::boolean: return "bool";
    case kind::integer:
    case kind::big_integer: return "int";
    case kind::real: return "float";
    case kind::string: return "str";
    case kind::bytes: return "bytes";
    case kind::bytearray: return "bytearray";
    case kind::tuple: return "tuple";
    case kind::list: return "list";
    case kind::dict: return "dict";
    case kind::set: return "set";
    case kind::frozenset: return "frozenset";
    case kind::call:
    case kind::instance:
      if (function_of(v) == known_function::encode) return "bytes";
      if (function_of(v) == known_function::layout) return "torch.layout";
      if (function_of(v) == known_function::numpy_buffer) return "numpy.ndarray";
      if (function_of(v) == known_function::numpy_number) return "numpy.generic";
      if (const pickle::item_range args = document_.items(document_.call(v).args);
          function_of(v) == known_function::numpy_array && !args.empty() && args[0].is(kind::global))
        return name_of_global(args[0]);
      if (const pickle::path_of_names name = pickle::names_to(document_, callable_of(v)); !name.name.empty()) {
        const std::string_view module = pickle::python3_module(name.module);
        if (pickle::is_getattr(name.module, name.name))
          return pickle::is_getattr_call(document_, v) &&
                         document_.items(document_.call(v).args)[0].is(pickle::kind::instance)
                     ? "method"
                     : "object";
        // What a function makes is of some class that the file does not name.
        const bool function = v.is(kind::call) && !is_class_name(module, name.name);
        return concat({module == "builtins" ? std::string_view() : module, module == "builtins" ? "" : ".",
                       python3_name(name.module, name.name), function ? "(...)" : ""});
      }
      return "object";
    case kind::back_reference: return python_type(document_.referred(v));
    case kind::global:
    case kind::persistent_id: break;
  }
  return "object";
}

NNSTRUCT_DEFINE known_function checkpoint_file::function_of(pickle::value v) const {
  if (!v.is(pickle::kind::call)) return known_function::none;
  const pickle::value callable = callable_of(v);
  return callable.is(pickle::kind::global) ? functions_[callable.index()] : known_function::none;
}

NNSTRUCT_DEFINE bool checkpoint_file::is_dict(pickle::value v) const {
  return v.is(pickle::kind::dict) || function_of(v) == known_function::ordered_dict;
}

NNSTRUCT_DEFINE bool checkpoint_file::is_mapping(pickle::value v) const {
  return is_dict(v) || function_of(v) == known_function::default_dict || !document_.pairs(v).empty();
}

NNSTRUCT_DEFINE bool checkpoint_file::is_tensor(pickle::value v) const {
  if (v.is(pickle::kind::persistent_id)) return kept(v) != nullptr;
  if (detail::rebuilds_parameter(function_of(v))) return !is_sparse(v);
  const auto [function, args] = rebuild_of(v);
  switch (function) {
    case known_function::numpy_array:
    case known_function::numpy_buffer: return numpy_array_of(document_, v).has_value();
    case known_function::rebuild_from_numpy: return args.size() == 4 && numpy_array_of(document_, args[0]);
    case known_function::rebuild_from_cpu_tensor:
      return args.size() == 4 && detail::rebuilds_tensor(rebuild_of(args[0]).function);
    default: return detail::rebuilds_parameter(function) || detail::rebuilds_tensor(function);
  }
}

NNSTRUCT_DEFINE bool checkpoint_file::is_sparse(pickle::value v) const {
  const known_function function = rebuild_of(data_of(v)).function;
  return function == known_function::rebuild_sparse || function == known_function::rebuild_nested;
}

/// Of a Parameter the tensor in it; of anything else itself.
NNSTRUCT_DEFINE pickle::value checkpoint_file::data_of(pickle::value v) const {
  const pickle::item_range args = document_.items(document_.call(v).args);
  return detail::rebuilds_parameter(function_of(v)) && !args.empty() ? args[0] : v;
}

NNSTRUCT_DEFINE std::vector<std::pair<std::string_view, pickle::value>> checkpoint_file::sparse_parts(
    std::string_view key, pickle::value v) const {
  const auto [function, made] = rebuild_of(data_of(v));  // layout, (indices, values, size, ...)
  if (function == known_function::rebuild_nested) {
    if (made.size() != 4) refuse_tensor(v, key, format_problem::tensor, "expected four parts of a nested tensor");
    for (const pickle::value part : made)
      if (!is_tensor(part)) refuse_tensor(v, key, format_problem::tensor, "a part of a nested tensor is no tensor");
    return {{"buffer", made[0]}, {"sizes", made[1]}, {"strides", made[2]}, {"storage_offsets", made[3]}};
  }
  if (made.size() != 2)
    refuse_tensor(v, key, format_problem::tensor, "expected a layout and the parts of a sparse tensor");
  const pickle::item_range name = document_.items(document_.call(made[0]).args);
  const std::string_view layout =
      function_of(made[0]) == known_function::layout && name.size() == 1 ? name[0].text() : std::string_view();
  const pickle::item_range parts = document_.items(made[1]);
  const bool by_rows = layout == "torch.sparse_csr" || layout == "torch.sparse_bsr";
  const bool by_columns = layout == "torch.sparse_csc" || layout == "torch.sparse_bsc";
  const std::size_t tensors = by_rows || by_columns ? 3 : 2;
  if (!(by_rows || by_columns || layout == "torch.sparse_coo"))
    refuse_tensor(v, key, format_problem::unsupported, concat({"its layout \"", layout, "\" is not read"}));
  if (parts.size() <= tensors)
    refuse_tensor(v, key, format_problem::tensor,
                  concat({"expected ", tensors, " parts of a sparse tensor, and its size"}));
  for (std::size_t i = 0; i < tensors; ++i)
    if (!is_tensor(parts[i])) refuse_tensor(v, key, format_problem::tensor, "a part of a sparse tensor is no tensor");
  if (by_rows) return {{"crow_indices", parts[0]}, {"col_indices", parts[1]}, {"values", parts[2]}};
  if (by_columns) return {{"ccol_indices", parts[0]}, {"row_indices", parts[1]}, {"values", parts[2]}};
  return {{"indices", parts[0]}, {"values", parts[1]}};
}

NNSTRUCT_DEFINE bool checkpoint_file::is_state_dict(pickle::value v) const {
  return is_mapping(v) && pytorch::is_state_dict(*this, v, tensor_holders(*this, v));
}

NNSTRUCT_DEFINE bool checkpoint_file::is_storage(pickle::value v) const {
  if (function_of(v) == known_function::load_storage) {
    const pickle::item_range args = document_.items(document_.call(v).args);
    return args.size() == 1 && holds_bytes(args[0]);
  }
  const pickle::item_range id = document_.items(document_.persistent(v));
  if (id.size() != (container_->is_older() ? 6u : 5u) || id[0].text() != "storage") return false;
  const pickle::global_name type = document_.global(id[1]);
  return element_size_of_storage(type.module, type.name) != 0;
}

NNSTRUCT_DEFINE pickle::value checkpoint_file::class_of_tensor(pickle::value v) const {
  const pickle::item_range args = document_.items(document_.call(v).args);
  if (function_of(v) == known_function::rebuild_from_type && args.size() == 4) return args[1];
  return {};
}

NNSTRUCT_DEFINE pickle::value checkpoint_file::state_of_tensor(pickle::value v) const {
  const known_function function = function_of(v);
  const pickle::item_range args = document_.items(document_.call(v).args);
  const bool has_one =
      function == known_function::rebuild_from_type || function == known_function::rebuild_parameter_with_state;
  return has_one && args.size() == 4 ? args[3] : pickle::value();
}

/// The function that makes a tensor, and its arguments; those of _rebuild_from_type_v2(function, type, arguments,
/// state) stand one level deeper.
NNSTRUCT_DEFINE checkpoint_file::rebuild checkpoint_file::rebuild_of(pickle::value v) const {
  const known_function function = function_of(v);
  const pickle::item_range args = document_.items(document_.call(v).args);
  if (function != known_function::rebuild_from_type || args.size() != 4) return {function, args};
  const pickle::global_name inner = document_.global(args[0]);
  return {function_named(inner.module, inner.name), document_.items(args[2])};
}

/// Nothing is called here. What an unknown call makes is an inert value, and may be changed as the file says; what is
/// understood must be just what is understood.
NNSTRUCT_DEFINE void checkpoint_file::check_calls() const {
  for (const pickle::call_record& call : document_.calls()) {
    if (call.self.is(pickle::kind::instance)) continue;
    if (function_of(call.self) != known_function::none) {
      check_changes(call);
      continue;
    }
    if (allowed_.unknown_calls == nnstruct::allow) continue;
    const std::string name =
        call.callable.is(pickle::kind::global) ? name_of_global(call.callable) : described(call.callable);
    // A tensor's class says more than what rebuilds it.
    const pickle::item_range args = document_.items(call.args);
    const bool rebuilds = name.find("._rebuild_") != name.npos && !args.empty() && args[0].is(pickle::kind::global);
    refuse_unknown(call.self.offset(),
                   concat({"calls ", name,
                           rebuilds ? concat({" to make a tensor of class ", name_of_global(args[0])}) : std::string(),
                           ", which is not on the list of what a state_dict may call"}));
  }
  if (allowed_.unknown_calls == nnstruct::refuse) check_names();
}

/// Where what is unknown is refused: what is no call of REDUCE, INST or OBJ. An object without a class that is
/// understood, and a name that is only held; TorchScript's classes are no Python.
NNSTRUCT_DEFINE void checkpoint_file::check_names() const {
  const auto is_known = [](const pickle::global_name& global) {
    if (global.module == "torch.nn.parallel.distributed") return false;  // its state may connect to somewhere
    return is_understood(global.module, global.name) || is_constant(global.module, global.name) ||
           (global.module == "numpy" && global.name == "ndarray") || global.module == "__torch__" ||
           global.module.starts_with("__torch__.");
  };
  for (const pickle::call_record& call : document_.calls()) {
    if (!call.self.is(pickle::kind::instance)) continue;
    const pickle::value type = class_of(call.callable);
    const bool global = type.is(pickle::kind::global);
    if (global && is_known(document_.global(type)) &&
        is_class_name(document_.global(type).module, document_.global(type).name))
      continue;
    refuse_unknown(call.self.offset(), concat({"makes an object of ", global ? name_of_global(type) : described(type),
                                               ", which is not on the list of what a state_dict may hold"}));
  }
  for (const pickle::global_name& global : document_.globals())
    if (!is_known(global))
      refuse_unknown(global.offset, concat({"names ", global.module, ".", global.name,
                                            ", which is not on the list of what a state_dict may hold"}));
}

NNSTRUCT_DEFINE void checkpoint_file::refuse_unknown(std::uint64_t at, std::string_view what) const {
  throw FormatError(format_problem::unsafe_global, {path(), record_, at},
                    concat({"the pickle ", what,
                            "; nothing was executed. Use the file only if you trust its source: load it in Python and "
                            "save the plain state_dict"}));
}

/// What changes an object after its call, or fills a dictionary in the call, is not what torch.save writes; and who did
/// not look at it would read other values than Python does.
NNSTRUCT_DEFINE void checkpoint_file::check_changes(const pickle::call_record& call) const {
  const known_function function = function_of(call.self);
  const bool numpy = function == known_function::numpy_array || function == known_function::numpy_dtype;
  const bool ordered = function == known_function::ordered_dict,
             dict = ordered || function == known_function::default_dict;
  if (ordered && !document_.items(call.args).empty())
    refuse(call.self, format_problem::unsupported,
           "an OrderedDict is given what is neither a dict nor a list of keys and values; load the file in Python and "
           "torch.save it again");
  if (!document_.items(call.self).empty() || (!dict && !document_.pairs(call.self).empty()) ||
      (!ordered && !numpy && document_.state(call.self)))
    refuse(
        call.self, format_problem::unsupported,
        concat({is_tensor(call.self) ? "a tensor" : "an object",
                " is changed after it was made, which is not read; load the file in Python and torch.save it again"}));
}

NNSTRUCT_DEFINE pickle::value checkpoint_file::find(std::string_view at) const {
  return part_at(*this, document_.root(), at);
}

NNSTRUCT_DEFINE std::vector<std::string> checkpoint_file::state_dict_paths() const {
  const tensor_holders holders(*this, document_.root());
  return nearest_paths(*this, [&](pickle::value v) { return pytorch::is_state_dict(*this, v, holders); });
}

NNSTRUCT_DEFINE const kept_tensor* checkpoint_file::kept(pickle::value v) const {
  const pickle::value id = document_.persistent(v);
  if (!v.is(pickle::kind::persistent_id) || !(id.is(pickle::kind::string) || id.is(pickle::kind::integer)))
    return nullptr;
  return container_->tensor(detail::path_part(id));
}

NNSTRUCT_DEFINE bool checkpoint_file::is_plain_metadata(pickle::value name, pickle::value attribute) const {
  if (name.text() != "_metadata" || function_of(attribute) != known_function::ordered_dict ||
      document_.state(attribute) != nullptr || document_.pairs(attribute).empty())
    return false;
  for (const auto& [path, facts] : document_.pairs(attribute)) {
    if (!path.is(pickle::kind::string) || !facts.is(pickle::kind::dict) || document_.pairs(facts).size() != 1)
      return false;
    const auto& [fact, version] = *document_.pairs(facts).begin();
    if (fact.text() != "version" || !version.is(pickle::kind::integer)) return false;
  }
  return true;
}

/// {'_metadata': {path: {'version': n}}}; other state of the dictionary is Python's own affair.
NNSTRUCT_DEFINE std::vector<std::pair<std::string, std::int64_t>> checkpoint_file::metadata(pickle::value dict) const {
  std::vector<std::pair<std::string, std::int64_t>> out;
  const pickle::value* state = document_.state(dict);
  if (state == nullptr) return out;
  for (const auto& [name, modules] : document_.pairs(*state)) {
    if (name.text() != "_metadata" || !is_dict(modules)) continue;
    for (const auto& [path, facts] : document_.pairs(modules))
      for (const auto& [fact, version] : document_.pairs(facts))
        if (fact.text() == "version" && path.is(pickle::kind::string) && version.is(pickle::kind::integer))
          out.emplace_back(path.text(), version.integer());
  }
  return out;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
