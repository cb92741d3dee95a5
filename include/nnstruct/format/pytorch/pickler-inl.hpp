// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>

#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/format/pytorch/names.hpp>
#include <nnstruct/format/pytorch/pickler.hpp>
#include <nnstruct/span.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch {

namespace detail {
/// Python holds the empty string and those of one character of Latin-1 once.
NNSTRUCT_DECLARE bool is_shared_by_python(std::string_view text) {
  return text.size() < 2 || (text.size() == 2 && (text[0] == '\xc2' || text[0] == '\xc3'));
}
/// What CPython interns when it compiles a constant: letters, digits and underscores.
NNSTRUCT_DECLARE bool looks_like_a_name(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}
/// Strings of PyTorch's own source, which stand in each tensor or `_metadata`.
NNSTRUCT_DECLARE bool is_pytorch_constant(std::string_view text) {
  return text == "storage" || text == "cpu" || text == "version" || text == "_metadata";
}
}  // namespace detail

NNSTRUCT_DEFINE saved_tensor saved(const AnyTensor& tensor) {
  const std::size_t size = size_of(tensor.dtype);
  const nnstruct::detail::storage_handle& storage = tensor.data.storage();
  // Elements of another size than those the storage was made for may lie askew in it: these are saved alone.
  const bool alone = tensor.data.offset() % size != 0 || storage.bytes() % size != 0;
  return {
      tensor.dtype,
      tensor.shape,
      tensor.strides,
      alone ? 0 : tensor.data.offset() / size,
      alone || !storage ? &tensor : storage.identity(),
      alone ? saved_storage{tensor.data.get(), tensor.data.size()} : saved_storage{storage.data(), storage.bytes()}};
}

NNSTRUCT_DEFINE void pickler::global(std::string_view module, std::string_view name) {
  const auto [known, is_new] = globals_.try_emplace({module, name}, 0);
  if (!is_new) return out_.get(known->second);
  if (const std::size_t dot = name.rfind('.');
      dot != name.npos) {  // as Python has a class in a class before protocol 4
    global("__builtin__", "getattr");
    global(module, name.substr(0, dot));
    fresh(name.substr(dot + 1));
    out_.tuple(2);
    out_.memoize();
    out_.reduce();
  } else {
    out_.global(module, name);
  }
  known->second = out_.memoize();
}

NNSTRUCT_DEFINE void pickler::module_class(std::string_view module, std::string_view name) {
  if (container_ == container_kind::zip || globals_.count({module, name}) != 0) return global(module, name);
  out_.mark();
  interned("module");
  global(module, name);
  out_.none();  // the file of its source
  out_.none();
  out_.tuple(4);
  out_.memoize();
  out_.binpersid();
}

NNSTRUCT_DEFINE void pickler::interned(std::string_view text) {
  const auto [known, is_new] = names_.try_emplace(text, 0);
  if (!is_new) return out_.get(known->second);
  out_.unicode(text);
  known->second = out_.memoize();
}

NNSTRUCT_DEFINE void pickler::fresh(std::string_view text) {
  if (detail::is_shared_by_python(text)) return interned(text);
  out_.unicode(text);
  out_.memoize();
}

NNSTRUCT_DEFINE void pickler::name(std::string_view text, const void* identity) {
  if (const auto known = known_names_.find(text); known != known_names_.end()) out_.get(known->second);
  else if (detail::looks_like_a_name(text)) interned(text);
  else if (identity != nullptr) identical(text, identity);
  else fresh(text);
}

NNSTRUCT_DEFINE void pickler::identical(std::string_view text, const void* identity) {
  if (detail::is_shared_by_python(text) || detail::is_pytorch_constant(text)) return interned(text);
  const auto [known, is_new] = identities_.try_emplace(identity, 0);
  if (!is_new) return out_.get(known->second);
  if (const auto name = names_.find(text); name != names_.end()) {
    known->second = name->second;
    return out_.get(known->second);
  }
  out_.unicode(text);
  known->second = out_.memoize();
  if (detail::looks_like_a_name(text)) known_names_.try_emplace(text, known->second);
}

NNSTRUCT_DEFINE std::uint32_t pickler::ordered_dict() {
  global("collections", "OrderedDict");
  out_.empty_tuple();
  out_.reduce();
  return out_.memoize();
}

/// As the state of a BUILD: {'_metadata': OrderedDict of {path: {'version': n}}}.
NNSTRUCT_DEFINE void pickler::metadata(span<const saved_metadata> modules) {
  out_.empty_dict();
  out_.memoize();
  metadata_item(modules);
  out_.build();
}

NNSTRUCT_DEFINE void pickler::metadata_item(span<const saved_metadata> modules) {
  interned("_metadata");
  ordered_dict();
  pickle::batch items(out_, modules.size(), pickle::batch_rule::reduced_mapping);
  for (const auto& [path, version] : modules) {
    items.begin_item();
    fresh(path);
    out_.empty_dict();
    out_.memoize();
    interned("version");
    out_.integer(version);
    out_.setitem();
    items.end_item();
  }
  items.finish();
  out_.setitem();
}

/// _rebuild_tensor_v2(storage, offset, size, stride, requires_grad, backward_hooks), or, for a dtype without a storage
/// class, _rebuild_tensor_v3 with the dtype as the last argument; a Parameter around it.
NNSTRUCT_DEFINE std::uint32_t pickler::tensor(const saved_tensor& t) {
  const bool untyped = storage_class_of(t.dtype).empty();
  require_type(t.dtype, untyped);
  if (t.parameter) global("torch._utils", "_rebuild_parameter");  // (tensor, requires_grad, backward_hooks)
  global("torch._utils", untyped ? "_rebuild_tensor_v3" : "_rebuild_tensor_v2");
  tensor_arguments(t, untyped);
  out_.reduce();
  const std::uint32_t id = out_.memoize();
  if (!t.parameter) return id;
  out_.boolean(t.requires_grad);
  ordered_dict();
  out_.tuple(3);
  out_.memoize();
  out_.reduce();
  return out_.memoize();
}

NNSTRUCT_DEFINE void pickler::require_type(nnstruct::dtype type, bool untyped) const {
  if (untyped && container_ == container_kind::legacy)  // PyTorch writes it, and then cannot read it
    throw Error(concat({"a tensor of type ", name_of(type),
                        " cannot be saved in the format of PyTorch before 1.6, which has no such type: "
                        "save it in the zip format or as safetensors"}));
}

NNSTRUCT_DEFINE void pickler::tensor_arguments(const saved_tensor& t, bool untyped) {
  out_.mark();
  storage(t, untyped);
  out_.integer(static_cast<std::int64_t>(t.offset));
  numbers(t.shape);
  numbers(t.strides);
  out_.boolean(t.requires_grad && !t.parameter);
  ordered_dict();
  if (untyped) global("torch", name_of(t.dtype));
  out_.tuple(untyped ? 7 : 6);
  out_.memoize();
}

/// _rebuild_from_type_v2(function, class, arguments, attributes), or
/// _rebuild_parameter_with_state(tensor, requires_grad, backward_hooks, attributes).
NNSTRUCT_DEFINE void pickler::begin_tensor(const saved_tensor& t, std::string_view module, std::string_view name) {
  const bool untyped = storage_class_of(t.dtype).empty();
  require_type(t.dtype, untyped);
  if (t.parameter) global("torch._utils", "_rebuild_parameter_with_state");
  else global("torch._tensor", "_rebuild_from_type_v2");
  out_.mark();
  global("torch._utils", untyped ? "_rebuild_tensor_v3" : "_rebuild_tensor_v2");
  if (!t.parameter) global(module, name);
  tensor_arguments(t, untyped);
  if (!t.parameter) return;
  out_.reduce();
  out_.memoize();
  out_.boolean(t.requires_grad);
  ordered_dict();
}
NNSTRUCT_DEFINE std::uint32_t pickler::end_tensor() {
  out_.tuple(4);
  out_.memoize();
  out_.reduce();
  return out_.memoize();
}

/// The persistent id ('storage', class, key, location, numel), in a legacy container with None as the sixth: the
/// storage is no view of another one. There the key is the text of an address, which Python makes anew each time.
NNSTRUCT_DEFINE void pickler::storage(const saved_tensor& t, bool untyped) {
  const std::string_view type = untyped ? "UntypedStorage" : storage_class_of(t.dtype);
  out_.mark();
  interned("storage");
  global(untyped ? "torch.storage" : "torch", type);
  // Bytes of type uint8 and of none are one storage, of whatever types their views are.
  const std::string_view kind = t.dtype == dtype::uint8 ? "UntypedStorage" : type;
  const auto [known, is_new] = numbered_.try_emplace({t.identity, kind}, stored{storages_.size(), 0});
  const std::uint64_t numel = t.storage.bytes / (untyped ? 1 : size_of(t.dtype));
  if (is_new) storages_.push_back({t.storage.data, t.storage.bytes, numel, t.storage.held, t.storage.written});
  if (is_new || container_ == container_kind::legacy) {
    out_.unicode(std::to_string(known->second.number));  // of one digit too it is a new string
    known->second.key_id = out_.memoize();
  } else {
    out_.get(known->second.key_id);
  }
  interned("cpu");
  out_.integer(static_cast<std::int64_t>(numel));
  if (container_ == container_kind::legacy) out_.none();
  out_.tuple(5);
  out_.memoize();
  out_.binpersid();
}

NNSTRUCT_DEFINE void pickler::numbers(span<const std::int64_t> values) {
  if (values.empty()) return out_.empty_tuple();
  if (values.size() > 3) out_.mark();
  for (std::int64_t value : values) out_.integer(value);
  out_.tuple(values.size());
  out_.memoize();
}

NNSTRUCT_DEFINE std::string pickler::finish() {
  out_.stop();
  return out_.take();
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
