// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <complex>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include <nnstruct/concat.hpp>
#include <nnstruct/format/map_tensors.hpp>
#include <nnstruct/format/pytorch/checkpoint_file.hpp>
#include <nnstruct/format/pytorch/value_reader.hpp>
#include <nnstruct/format/read_tensors.hpp>
#include <nnstruct/over_limit.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch {

namespace detail {

/// The decimal digits of a little-endian two's complement.
NNSTRUCT_DECLARE std::string decimal(std::string_view bytes) {
  std::vector<std::uint32_t> digits;  // base 2^32, the least first
  const bool negative = !bytes.empty() && static_cast<unsigned char>(bytes.back()) >= 0x80;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const unsigned byte = static_cast<unsigned char>(bytes[i]) ^ (negative ? 0xffu : 0u);
    if (i % 4 == 0) digits.push_back(0);
    digits.back() |= static_cast<std::uint32_t>(byte) << (8 * (i % 4));
  }
  if (negative)  // two's complement: inverted, plus one
    for (std::uint32_t& digit : digits)
      if (++digit != 0) break;
  std::string out;
  while (!digits.empty()) {
    std::uint64_t rest = 0;
    for (std::size_t i = digits.size(); i-- > 0;) {
      const std::uint64_t part = rest << 32 | digits[i];
      digits[i] = static_cast<std::uint32_t>(part / 1'000'000'000);
      rest = part % 1'000'000'000;
    }
    while (!digits.empty() && digits.back() == 0) digits.pop_back();
    for (int i = 0; i < 9 && (!digits.empty() || rest != 0); ++i, rest /= 10) out += static_cast<char>('0' + rest % 10);
  }
  if (negative) out += '-';
  std::reverse(out.begin(), out.end());
  return out;
}

/// What _codecs.encode(text, 'latin1') gives: UTF-8 of characters up to 255, as bytes.
NNSTRUCT_DECLARE std::optional<std::string> latin1(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const unsigned char lead = static_cast<unsigned char>(text[i]);
    if (lead < 0x80) {
      out += text[i];
    } else if ((lead == 0xc2 || lead == 0xc3) && i + 1 < text.size()) {
      out += static_cast<char>((lead & 3u) << 6 | (static_cast<unsigned char>(text[++i]) & 0x3fu));
    } else {
      return std::nullopt;
    }
  }
  return out;
}

}  // namespace detail

/// Makes Values of a document's objects, each once, from the inside out and without recursion.
NNSTRUCT_DECLARE class value_builder {
 public:
  explicit value_builder(checkpoint_file& file)
      : file_(file),
        doc_(file.document()),
        made_(doc_.object_count()),
        state_(doc_.object_count(), unseen),
        weights_(doc_.object_count()) {}

  value_read run(pickle::value root, elements wanted) {
    find_tensors(root);
    value_read out;
    with_elements_ = wanted != elements::left_out;
    if (with_elements_) {
      tensors_read read = wanted == elements::mapped ? map_storages(file_) : read_storages(file_);
      storages_ = std::move(read.values);
      out.verified = read.verified;
    } else {
      storages_.resize(file_.storages().size());
      out.verified = false;
    }
    build(root);
    require_few_shared(root);
    out.value = value_of(root);
    return out;
  }

 private:
  enum : char { unseen, waiting, done };

  /// What has parts that are Values of their own.
  bool is_container(pickle::value v) const {
    switch (v.what()) {
      case pickle::kind::list:
      case pickle::kind::tuple:
      case pickle::kind::set:
      case pickle::kind::frozenset:
      case pickle::kind::dict:
      case pickle::kind::instance: return true;
      case pickle::kind::call: return !file_.is_tensor(v) || has_class(v);
      default: return false;
    }
  }
  /// A tensor of a class of its own, or with attributes.
  bool has_class(pickle::value v) const {
    return file_.is_tensor(v) &&
           !(file_.class_of_tensor(v).is(pickle::kind::none) && file_.state_of_tensor(v).is(pickle::kind::none));
  }
  template <class F> void each_part(pickle::value v, F f) const {
    for (pickle::value item : doc_.items(v)) f(item, std::string_view());
    for (const auto& [key, mapped] : doc_.pairs(v)) f(key, std::string_view()), f(mapped, key.text());
    if (!(v.is(pickle::kind::call) || v.is(pickle::kind::instance))) return;
    if (file_.is_tensor(v)) return f(file_.state_of_tensor(v), std::string_view());
    f(doc_.call(v).args, std::string_view());
    f(doc_.kwargs(v), std::string_view());
    const pickle::value* state = doc_.state(v);
    if (state == nullptr) return;
    if (!file_.is_dict(v)) return f(*state, std::string_view());
    each_attribute(v, [&](pickle::value name, pickle::value attribute) {
      f(name, std::string_view()), f(attribute, std::string_view());
    });
  }
  /// Of an OrderedDict, what Python code has given it besides `_metadata`, which is read by
  /// checkpoint_file::metadata().
  template <class F> void each_attribute(pickle::value dict, F f) const {
    if (const pickle::value* state = doc_.state(dict); state != nullptr && file_.is_dict(*state))
      for (const auto& [name, attribute] : doc_.pairs(*state))
        if (name.text() != "_metadata") f(name, attribute);
  }

  void find_tensors(pickle::value root) {
    std::vector<bool> seen(doc_.object_count());
    std::vector<std::pair<pickle::value, std::string_view>> todo = {{root, {}}};
    while (!todo.empty()) {
      const auto [v, key] = todo.back();
      todo.pop_back();
      if (!v.is_object() || seen[v.index()]) continue;
      seen[v.index()] = true;
      if (file_.is_tensor(v) || file_.is_storage(v)) tensors_.emplace(v.index(), file_.tensor(key, v));
      if (is_container(v)) each_part(v, [&](pickle::value part, std::string_view k) { todo.emplace_back(part, k); });
    }
  }

  void build(pickle::value root) {
    std::vector<pickle::value> todo = {root};
    while (!todo.empty()) {
      const pickle::value v = todo.back();
      if (!v.is_object() || state_[v.index()] == done) {
        todo.pop_back();
      } else if (state_[v.index()] == unseen && is_container(v)) {
        state_[v.index()] = waiting;
        each_part(v, [&](pickle::value part, std::string_view) {
          if (part.is_object() && state_[part.index()] == unseen) todo.push_back(part);
        });
      } else {
        made_[v.index()] = is_container(v) ? container(v) : leaf(v);
        weigh(v);
        state_[v.index()] = done;
        todo.pop_back();
      }
    }
  }

  std::vector<Value> items(pickle::value v) {
    std::vector<Value> out;
    out.reserve(doc_.items(v).size());
    for (pickle::value item : doc_.items(v)) out.push_back(value_of(item));
    return out;
  }
  std::vector<Value::pair> pairs(pickle::value v) {
    std::vector<Value::pair> out;
    out.reserve(doc_.pairs(v).size());
    for (const auto& [key, mapped] : doc_.pairs(v)) {
      constexpr std::uint64_t most = 10'000;  // keys are compared with each other by their texts
      if (key.is_object() && weights_[key.index()] > most)
        file_.refuse(key, format_problem::unsupported,
                     concat({"a key of a dict has more than ", most, " values in it"}));
      out.emplace_back(value_of(key), value_of(mapped));
    }
    return out;
  }

  Value container(pickle::value v) {
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

  Value dict(pickle::value v) {
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

  /// How much somebody meets who follows all references, and what there is if each object counts once. Sums that are
  /// larger than any limit stay as they are.
  void weigh(pickle::value v) {
    std::uint64_t own = 1, all = 1;
    const auto add = [&](pickle::value part) {
      const std::uint64_t direct = part.is_object() ? 0 : 1 + part.text().size() / 64;
      own += direct;
      all = std::min(all + (part.is_object() ? weights_[part.index()] : direct), std::uint64_t{1} << 62);
    };
    if (is_container(v)) each_part(v, [&](pickle::value part, std::string_view) { add(part); });
    weights_[v.index()] = all;
    own_ += own;
  }
  void require_few_shared(pickle::value root) const {
    if (!root.is_object() || weights_[root.index()] <= own_) return;
    const std::uint64_t added = weights_[root.index()] - own_, most = file_.allowed().shared_values;
    if (added > most)
      file_.refuse(root, format_problem::limit,
                   nnstruct::detail::over_limit(concat({"objects are shared so often that, each counted where it is "
                                                        "named, they are ",
                                                        added, " values more"}),
                                                "shared_values", most));
  }

  Value tensor(pickle::value v) {
    const tensor_record& t = tensors_.find(v.index())->second;
    AnyTensor view = with_elements_ ? view_of(file_, t, storages_) : shape_of(file_, t);
    Value as_object;
    if (file_.is_storage(v) || has_class(v)) {
      object_parts parts;
      const bool storage = file_.is_storage(v);
      const pickle::value type = storage ? doc_.items(doc_.persistent(v))[1] : file_.class_of_tensor(v);
      const pickle::global_name name = doc_.global(type);
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

  /// An object without parts of its own.
  Value leaf(pickle::value v) {
    if (tensors_.find(v.index()) != tensors_.end()) return tensor(v);
    if (const pickle::value type = file_.class_of(v); type.is(pickle::kind::global)) return value_of(type);
    if (!file_.kept_in().find(detail::path_part(doc_.persistent(v))))
      file_.refuse(
          v, format_problem::unsupported,
          "a persistent id names neither a tensor nor a storage of the file, and what it means only the program "
          "knows that saved it; load the file there, and torch.save what it is");
    return value_access::object(
        {.text = concat({"<", file_.described(v), ">"}), .not_saved = "it is a storage of a tar archive"});
  }

  /// An inert object with all that the file says of it.
  Value object(pickle::value v, object_parts::form form) {
    object_parts out;
    const pickle::global_name name = doc_.global(file_.callable_of(v));
    if (is_tensor_class(name.module, name.name))
      file_.refuse(
          v, format_problem::unsupported,
          concat({"a ", name.module, ".", name.name,
                  " is made as any object, and not by a function of PyTorch's that rebuilds tensors, so that its "
                  "elements are unknown; load the file in Python and torch.save it again"}));
    out.made = form;
    out.module = pickle::python3_module(name.module);
    out.name = name.name;
    out.arguments = value_of(doc_.call(v).args);
    if (name.name.empty()) {
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
    return value_access::object(std::move(out));
  }

  Value call(pickle::value v) {
    const pickle::item_range args = doc_.items(doc_.call(v).args);
    const auto encoded = [&](pickle::value text, pickle::value encoding) -> std::optional<std::string> {
      const std::string_view name = encoding.text();
      if (!text.is(pickle::kind::string) || (name != "latin1" && name != "latin-1")) return std::nullopt;
      return detail::latin1(text.text());
    };
    switch (file_.function_of(v)) {
      case known_function::encode:
        if (args.size() == 2)
          if (const auto bytes = encoded(args[0], args[1])) return Value::bytes(*bytes);
        file_.refuse(v, format_problem::pickle,
                     "expected bytes as _codecs.encode(text, 'latin1'), found something else");
      case known_function::bytes:
        if (args.empty()) return Value::bytes({});
        break;
      case known_function::bytearray:
        if (args.empty()) return value_access::text(Value::kind::bytearray, {});
        if (args.size() == 2)
          if (const auto bytes = encoded(args[0], args[1])) return value_access::text(Value::kind::bytearray, *bytes);
        if (args.size() == 1 && file_.function_of(args[0]) == known_function::encode)
          return value_access::text(Value::kind::bytearray, value_of(args[0]).text());
        break;
      case known_function::complex:
        if (args.size() == 2 && args[0].is(pickle::kind::real) && args[1].is(pickle::kind::real))
          return std::complex<double>(args[0].real(), args[1].real());
        break;
      case known_function::set:
      case known_function::frozenset: {
        const bool frozen = file_.function_of(v) == known_function::frozenset;
        if (args.size() > 1 ||
            (args.size() == 1 && !args[0].is(pickle::kind::list) && !args[0].is(pickle::kind::tuple)))
          break;
        std::vector<Value> all = args.empty() ? std::vector<Value>() : items(args[0]);
        return frozen ? Value::frozenset(std::move(all)) : Value::set(std::move(all));
      }
      case known_function::size:
        if (args.size() == 1 && (args[0].is(pickle::kind::tuple) || args[0].is(pickle::kind::list)))
          return value_access::size(items(args[0]));
        break;
      case known_function::counter:
        if (args.empty()) return value_access::counter({});
        if (args.size() == 1 && args[0].is(pickle::kind::dict)) {
          (void)dict(args[0]);  // no key twice
          return value_access::counter(pairs(args[0]));
        }
        break;
      case known_function::rebuild_sparse:
      case known_function::rebuild_from_type:
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

  Value value_of(pickle::value v) {
    if (v.is_object()) return made_[v.index()];
    switch (v.what()) {
      case pickle::kind::boolean: return v.boolean();
      case pickle::kind::integer: return v.integer();
      case pickle::kind::real: return v.real();
      case pickle::kind::big_integer: return value_access::text(Value::kind::big_integer, decimal(v.text()));
      case pickle::kind::bytes: return Value::bytes(v.text());
      case pickle::kind::bytearray: return value_access::text(Value::kind::bytearray, v.text());
      case pickle::kind::string: {
        if (v.text().empty()) return std::string_view();
        Value& known = strings_[v.text().data()];  // where it stands in the pickle: the same place, the same object
        if (known.is(Value::kind::none)) known = value_access::string(v.text(), true);
        return known;
      }
      case pickle::kind::global: {
        const pickle::global_name name = doc_.global(v);
        Value& known = globals_[{name.module, name.name}];
        if (!known.is(Value::kind::none)) return known;
        object_parts parts;
        parts.module = pickle::python3_module(name.module);
        parts.name = name.name;
        if (name.module == "__builtin__")
          for (const python2_builtin& builtin : python2_builtins)
            if (builtin.python2 == name.name) parts.name = builtin.python3;
        const bool dtype = dtype_named(name.module, name.name).has_value();
        if (!dtype) {
          const std::string_view module = parts.module == "builtins" ? std::string_view() : parts.module;
          parts.text = concat({"<class '", module, module.empty() ? "" : ".", parts.name, "'>"});
        }
        return known = value_access::object(std::move(parts));
      }
      default: return {};
    }
  }

  std::string decimal(std::string_view bytes) const {
    const std::uint64_t most = file_.allowed().digits;
    const auto refuse = [&](const std::string& found) {
      file_.refuse(doc_.root(), format_problem::limit, nnstruct::detail::over_limit(found, "digits", most));
    };
    // A byte is more than 12/5 digits, and the conversion takes time by the square of them.
    if (bytes.size() / 5 > most / 12 + 1) refuse(concat({"an integer of ", bytes.size(), " bytes"}));
    std::string out = detail::decimal(bytes);
    if (const std::size_t digits = out.size() - out.starts_with('-'); digits > most)
      refuse(concat({"an integer of ", digits, " digits"}));
    return out;
  }

  checkpoint_file& file_;
  const pickle::document& doc_;
  bool with_elements_ = true;
  std::vector<Value> made_;
  std::vector<char> state_;
  std::vector<std::uint64_t> weights_;
  std::uint64_t own_ = 0;  // the sum, if nothing were shared
  std::unordered_map<std::uint32_t, tensor_record> tensors_;
  std::unordered_map<const char*, Value> strings_;
  std::map<std::pair<std::string_view, std::string_view>, Value> globals_;
  std::vector<nnstruct::detail::storage_handle> storages_;
};

NNSTRUCT_DEFINE value_read read_value(checkpoint_file file, std::string_view at, elements wanted) {
  return value_builder(file).run(file.find(at), wanted);
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
