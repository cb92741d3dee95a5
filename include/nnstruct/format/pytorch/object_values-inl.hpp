// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <complex>
#include <cstring>
#include <string>
#include <utility>

#include <nnstruct/concat.hpp>
#include <nnstruct/format/map_tensors.hpp>
#include <nnstruct/format/pickle/getattr_calls.hpp>
#include <nnstruct/format/pytorch/checkpoint_file-inl.hpp>
#include <nnstruct/format/pytorch/object_values.hpp>
#include <nnstruct/format/pytorch/plain_values-inl.hpp>
#include <nnstruct/tensor/convert.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch {

namespace detail {

/// It is made by a call itself: `getattr(Outer, 'Inner')` of a class in a class.
NNSTRUCT_DECLARE bool is_made(pickle::value callable) noexcept {
  return callable.is(pickle::kind::call) || callable.is(pickle::kind::instance);
}

}  // namespace detail

NNSTRUCT_DEFINE object_values::object_values(checkpoint_file& file)
    : file_(file), doc_(file.document()), plain_(file), made_(doc_.object_count()) {}

NNSTRUCT_DEFINE bool object_values::is_container(pickle::value v) const {
  switch (v.what()) {
    case pickle::kind::list:
    case pickle::kind::tuple:
    case pickle::kind::set:
    case pickle::kind::frozenset:
    case pickle::kind::dict:
    case pickle::kind::instance: return true;
    case pickle::kind::call: return file_.is_tensor(v) ? has_class(v) : !file_.is_storage(v);
    default: return false;
  }
}
NNSTRUCT_DEFINE bool object_values::has_class(pickle::value v) const {
  return file_.is_tensor(v) &&
         !(file_.class_of_tensor(v).is(pickle::kind::none) && file_.state_of_tensor(v).is(pickle::kind::none));
}
template <class F> void object_values::each_part(pickle::value v, F f) const {
  for (pickle::value item : doc_.items(v)) f(item, std::string_view());
  for (const auto& [key, mapped] : doc_.pairs(v)) f(key, std::string_view()), f(mapped, key.text());
  if (!(v.is(pickle::kind::call) || v.is(pickle::kind::instance))) return;
  if (file_.is_tensor(v)) return f(file_.state_of_tensor(v), std::string_view());
  if (const pickle::value callable = file_.callable_of(v); detail::is_made(callable)) f(callable, std::string_view());
  f(doc_.call(v).args, std::string_view());
  f(doc_.kwargs(v), std::string_view());
  const pickle::value* state = doc_.state(v);
  if (state == nullptr) return;
  if (!file_.is_dict(v)) return f(*state, std::string_view());
  each_attribute(v, [&](pickle::value name, pickle::value attribute) {
    f(name, std::string_view()), f(attribute, std::string_view());
  });
}
template <class F> void object_values::each_attribute(pickle::value dict, F f) const {
  if (const pickle::value* state = doc_.state(dict); state != nullptr && file_.is_dict(*state))
    for (const auto& [name, attribute] : doc_.pairs(*state))
      if (!file_.is_plain_metadata(name, attribute)) f(name, attribute);
}

NNSTRUCT_DEFINE void object_values::find_tensor(std::string_view key, pickle::value v) {
  if (file_.is_tensor(v) || file_.is_storage(v)) tensors_.emplace(v.index(), file_.tensor(key, v));
}

NNSTRUCT_DEFINE bool object_values::read_elements(elements wanted) {
  with_elements_ = wanted != elements::left_out;
  if (!with_elements_) return false;
  tensors_read read = wanted == elements::mapped ? map_storages(file_) : read_storages(file_);
  storages_ = std::move(read.values);
  return read.verified;
}

NNSTRUCT_DEFINE void object_values::make(pickle::value v) {
  made_[v.index()] = is_container(v) ? container(v) : leaf(v);
}

NNSTRUCT_DEFINE Value object_values::value_of(pickle::value v) {
  return v.is_object() ? made_[v.index()] : plain_.value_of(v);
}

NNSTRUCT_DEFINE std::vector<Value> object_values::items(pickle::value v) {
  std::vector<Value> out;
  out.reserve(doc_.items(v).size());
  const auto take = [&](pickle::value item) { out.push_back(value_of(item)); };
  // The memory of a very long one is given back while the Values are made; nobody asks for it again.
  if (doc_.items(v).size() > pickle::detail::blocks<pickle::value>::block) file_.take_items(v, take);
  else
    for (pickle::value item : doc_.items(v)) take(item);
  return out;
}
NNSTRUCT_DEFINE std::vector<Value::pair> object_values::pairs(pickle::value v) {
  std::vector<Value::pair> out;
  out.reserve(doc_.pairs(v).size());
  for (const auto& [key, mapped] : doc_.pairs(v)) out.emplace_back(value_of(key), value_of(mapped));
  return out;
}

NNSTRUCT_DEFINE Value object_values::container(pickle::value v) {
  switch (v.what()) {
    case pickle::kind::list: return Value::list(items(v));
    case pickle::kind::tuple: return Value::tuple(items(v));
    case pickle::kind::set: return Value::set(items(v));
    case pickle::kind::frozenset: return Value::frozenset(items(v));
    default: break;
  }
  if (file_.is_tensor(v)) return tensor(v);
  return file_.is_dict(v) ? dict(v) : v.is(pickle::kind::call) ? call(v) : object(v, object_parts::form::instance);
}

NNSTRUCT_DEFINE Value object_values::dict(pickle::value v) {
  std::vector<Value::pair> items = pairs(v);
  const bool ordered = file_.function_of(v) == known_function::ordered_dict;
  std::vector<Value::pair> attributes;
  each_attribute(v, [&](pickle::value name, pickle::value attribute) {
    attributes.emplace_back(value_of(name), value_of(attribute));
  });
  Value out = value_access::dict(
      std::move(items), ordered, ordered ? file_.metadata(v) : StateDict::metadata_type(),
      attributes.empty() ? Value() : value_access::dict(std::move(attributes), false, StateDict::metadata_type()));
  if (const Value* twice = value_access::duplicate_key(out))
    file_.refuse(v, format_problem::pickle,
                 concat({"the key ", repr(*twice), " comes twice; the file has two meanings"}));
  return out;
}

NNSTRUCT_DEFINE Value object_values::tensor(pickle::value v) {
  const tensor_record& t = tensors_.find(v.index())->second;
  AnyTensor view = with_elements_ ? view_of(file_, t, storages_) : shape_of(file_, t);
  Value as_object;
  if (file_.is_storage(v) || has_class(v)) {
    object_parts parts;
    const bool storage = file_.is_storage(v);
    const pickle::item_range id = doc_.items(doc_.persistent(v));
    pickle::global_name name = doc_.global(storage && !id.empty() ? id[1] : file_.class_of_tensor(v));
    if (storage && id.empty()) {  // of a plain pickle
      const bool untyped = file_.storages()[t.storage].untyped;
      name.module = untyped ? "torch.storage" : "torch";
      name.name = untyped ? "UntypedStorage" : storage_class_of(t.dtype);
    }
    parts.made = storage ? object_parts::form::storage : object_parts::form::instance;
    parts.module = name.module.empty() ? "torch.nn.parameter" : pickle::python3_module(name.module);
    parts.name = name.name.empty() ? "Parameter" : name.name;
    parts.has_state = true;
    if (storage) {
      if (t.offset != 0 || t.numel * size_of(t.dtype) != file_.storages()[t.storage].place.bytes)
        parts.not_saved = "it is a part of another storage";
      parts.state = std::move(view);
      return value_access::object(std::move(parts));
    }
    parts.state = value_of(file_.state_of_tensor(v));
    as_object = value_access::object(std::move(parts));
  }
  return value_access::tensor(std::move(view), t.parameter, t.requires_grad, std::move(as_object));
}

NNSTRUCT_DEFINE Value object_values::leaf(pickle::value v) {
  if (tensors_.find(v.index()) != tensors_.end()) return tensor(v);
  if (const pickle::value type = file_.class_of(v); type.is(pickle::kind::global)) return value_of(type);
  if (!file_.kept_in().find(detail::path_part(doc_.persistent(v))))
    file_.refuse(v, format_problem::unsupported,
                 "a persistent id names neither a tensor nor a storage of the file, and what it means only the program "
                 "knows that saved it; load the file there, and torch.save what it is");
  return value_access::object(
      {.text = concat({"<", file_.described(v), ">"}), .not_saved = "it is a storage of a tar archive"});
}

NNSTRUCT_DEFINE Value object_values::object(pickle::value v, object_parts::form form) {
  object_parts out;
  const pickle::value callable = file_.callable_of(v);
  const pickle::path_of_names name = pickle::names_to(doc_, callable);
  if (is_tensor_class(name.module, name.name))
    file_.refuse(
        v, format_problem::unsupported,
        concat({"a ", name.module, ".", name.name,
                " is made as any object, and not by a function of PyTorch's that rebuilds tensors, so that its "
                "elements are unknown; load the file in Python and torch.save it again"}));
  out.made = form;
  out.module = pickle::python3_module(name.module);
  out.name = python3_name(name.module, name.name);
  if (detail::is_made(callable)) out.callable = value_of(callable);
  out.arguments = value_of(doc_.call(v).args);
  if (!detail::is_made(callable) && name.name.empty()) {
    out.text = concat({"<", file_.described(v), ">"});
    out.not_saved = "its class is made by another object";
  }
  out.keywords = value_of(doc_.kwargs(v));
  if (out.keywords.is(Value::kind::dict)) out.not_saved = "it is made with keyword arguments";
  if (!doc_.items(v).empty()) out.items = Value::list(items(v));
  if (!doc_.pairs(v).empty()) out.pairs = dict(v);
  if (const pickle::value* state = doc_.state(v)) {
    out.has_state = true;
    out.state = value_of(*state);
  }
  finish_numpy(v, out);
  return value_access::object(std::move(out));
}

/// What NumPy has and no tensor can be: dtypes, and arrays and numbers of texts, dates, objects, records.
NNSTRUCT_DEFINE void object_values::finish_numpy(pickle::value v, object_parts& out) const {
  const auto end_with_bytes = [](Value& tuple) {  // of Python 2 they are a string, if they happen to be UTF-8
    if (!tuple.is(Value::kind::tuple) || tuple.empty() || !tuple.items().back().is(Value::kind::string)) return;
    std::vector<Value> items(tuple.items().begin(), tuple.items().end());
    items.back() = Value::bytes(items.back().text());
    tuple = Value::tuple(std::move(items));
  };
  switch (file_.function_of(v)) {
    case known_function::numpy_dtype: out.text = numpy_dtype_text(doc_, v); break;
    case known_function::numpy_array:  // (class, shape, type)
      end_with_bytes(out.state);
      if (const pickle::item_range args = doc_.items(doc_.call(v).args); !args.empty())
        if (const pickle::global_name type = doc_.global(args[0]); !type.name.empty())
          out.text = concat({"<", type.module, ".", type.name, " object>"});
      break;
    case known_function::numpy_buffer: out.text = "<numpy.ndarray object>"; break;
    case known_function::numpy_number:
      end_with_bytes(out.arguments);
      out.text = "<numpy.generic object>";
      break;
    default: break;
  }
}

/// A number of NumPy as Python's own: `numpy.float32(0.5)` as 0.5.
NNSTRUCT_DEFINE Value object_values::number(const numpy_number& number) const {
  const nnstruct::dtype type = number.elements.dtype;
  std::byte bytes[16], wide[16];
  std::memcpy(bytes, number.bytes.data(), number.bytes.size());
  if (number.elements.swapped) detail::swap_elements(type, bytes, number.bytes.size());
  const auto as = [&]<class T>(nnstruct::dtype wanted, T) {
    T out;
    nnstruct::detail::convert(type, bytes, wanted, wide, 1);
    std::memcpy(&out, wide, sizeof out);
    return out;
  };
  if (type == dtype::boolean) return bytes[0] != std::byte{0};
  if (type == dtype::uint64) return as(dtype::uint64, std::uint64_t{});
  if (is_floating(type)) return as(dtype::float64, double{});
  if (!is_complex(type)) return as(dtype::int64, std::int64_t{});
  const complex128 parts = as(dtype::complex128, complex128{});
  return std::complex<double>(parts.real, parts.imag);
}

NNSTRUCT_DEFINE Value object_values::call(pickle::value v) {
  const pickle::item_range args = doc_.items(doc_.call(v).args);
  switch (file_.function_of(v)) {
    case known_function::encode:  // with these arguments it is bytes already, see pickle/known_calls.hpp
      file_.refuse(v, format_problem::pickle, "expected bytes as _codecs.encode(text, 'latin1'), found something else");
    case known_function::complex:
      if (args.size() == 2 && args[0].is(pickle::kind::real) && args[1].is(pickle::kind::real))
        return std::complex<double>(args[0].real(), args[1].real());
      break;
    case known_function::set:
    case known_function::frozenset: {
      const bool frozen = file_.function_of(v) == known_function::frozenset;
      if (args.size() > 1 || (args.size() == 1 && !args[0].is(pickle::kind::list) && !args[0].is(pickle::kind::tuple)))
        break;
      std::vector<Value> all;
      if (!args.empty()) {
        const Value made_of = value_of(args[0]);
        all.assign(made_of.items().begin(), made_of.items().end());
      }
      return frozen ? Value::frozenset(std::move(all)) : Value::set(std::move(all));
    }
    case known_function::size:
      if (args.size() == 1 && (args[0].is(pickle::kind::tuple) || args[0].is(pickle::kind::list)))
        return value_access::size({value_of(args[0]).items().begin(), value_of(args[0]).items().end()});
      break;
    case known_function::counter:
      if (args.empty()) return value_access::counter({});
      if (args.size() == 1 && args[0].is(pickle::kind::dict)) {
        (void)dict(args[0]);  // no key twice
        return value_access::counter(pairs(args[0]));
      }
      break;
    case known_function::numpy_number:
      if (const auto found = numpy_number_of(doc_, v)) return number(*found);
      break;
    case known_function::rebuild_sparse:
    case known_function::rebuild_nested:
    case known_function::rebuild_from_type:
    case known_function::rebuild_parameter:
    case known_function::rebuild_parameter_with_state:
      if (file_.is_sparse(v)) {
        std::vector<Value::pair> parts;
        for (const auto& [name, part] : file_.sparse_parts({}, v)) parts.emplace_back(name, value_of(part));
        return value_access::sparse(std::move(parts), object(v, object_parts::form::call),
                                    value_of(file_.state_of_tensor(v)));
      }
      break;
    default: break;
  }
  return object(v, object_parts::form::call);
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
