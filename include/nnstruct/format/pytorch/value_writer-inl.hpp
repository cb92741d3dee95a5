// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/format/pickle/text.hpp>
#include <nnstruct/format/pytorch/names.hpp>
#include <nnstruct/format/pytorch/value_writer.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch {

namespace detail {
/// Bytes as the text whose characters have these numbers: what _codecs.encode(text, 'latin1') takes.
NNSTRUCT_DECLARE std::string as_characters(std::string_view bytes) {
  std::string out;
  for (char c : bytes) {
    const unsigned code = static_cast<unsigned char>(c);
    if (code < 0x80) out += c;
    else (out += static_cast<char>(0xc0 | code >> 6)) += static_cast<char>(0x80 | (code & 0x3f));
  }
  return out;
}
}  // namespace detail

/// Walks a Value with a stack of its own.
NNSTRUCT_DECLARE class value_pickler {
 public:
  value_pickler(pickler& out, const retyped_values* retyped) : out_(out), retyped_(retyped) {}

  void run(const Value& root) {
    write(root);
    while (!around_.empty()) step();
  }

 private:
  static constexpr int in_attributes = -1;
  /// A container of which some parts are written; of a dictionary keys and values count one by one.
  struct open {
    const Value* container;
    std::size_t next;
    pickle::batch items;
    int part = 0;                            // of an object; or in_attributes
    const Value* stands = nullptr;           // a sparse tensor is written as another object
    std::optional<pickle::batch> more = {};  // of an object's items, then of its pairs
  };

  void write(const Value& v) {
    const void* const identity = value_access::identity(v);
    if (const auto known = memo_.find(identity); identity != nullptr && known != memo_.end())
      return out_.out().get(known->second);
    pickle::writer& to = out_.out();
    switch (v.what()) {
      case Value::kind::none: return to.none();
      case Value::kind::boolean: return to.boolean(v.boolean());
      case Value::kind::integer: return to.integer(v.integer());
      case Value::kind::real: return to.real(v.real());
      case Value::kind::big_integer: return to.big_integer(pickle::detail::decimal_to_twos_complement(v.text()));
      case Value::kind::string: return string(v);
      case Value::kind::bytes: return bytes(v, nullptr);
      case Value::kind::bytearray: return bytes(v, "bytearray");
      case Value::kind::tensor: return tensor(v);
      case Value::kind::complex: return complex(v);
      case Value::kind::object: return object(v);
      case Value::kind::set:
      case Value::kind::frozenset: {  // set([...])
        out_.global("__builtin__", v.type_name());
        to.empty_list();
        to.memoize();
        around_.push_back({&v, 0, {to, v.size(), pickle::batch_rule::list}});
        return;
      }
      case Value::kind::tuple:
        if (v.is_size()) out_.global("torch", "Size");
        if (v.empty() && !v.is_size()) return to.empty_tuple();
        if (v.size() > 3) to.mark();
        around_.push_back({&v, 0, {to, 0, pickle::batch_rule::list}});
        return;
      case Value::kind::list:
        to.empty_list();
        memo_[identity] = to.memoize();
        around_.push_back({&v, 0, {to, v.size(), pickle::batch_rule::list}});
        return;
      case Value::kind::dict:
        if (const Value* whole = value_access::saved_as(v)) {
          around_.push_back({whole, 0, {to, 0, pickle::batch_rule::list}, 0, &v});
          return object(*whole, false);
        }
        if (v.is_ordered()) {
          memo_[identity] = out_.ordered_dict();
        } else if (v.is_counter()) {  // Counter({...})
          out_.global("collections", "Counter");
          to.empty_dict();
          to.memoize();
        } else {
          to.empty_dict();
          memo_[identity] = to.memoize();
        }
        around_.push_back(
            {&v, 0, {to, v.size(), v.is_ordered() ? pickle::batch_rule::reduced_mapping : pickle::batch_rule::dict}});
        return;
    }
  }

  /// The next part of the innermost container, or its end.
  void step() {
    open& at = around_.back();
    if (at.part == in_attributes) return attribute_step(at);
    const Value& v = *at.container;
    const std::size_t i = at.next++;
    if (v.is(Value::kind::tensor)) {
      if (i == 0) return write(v.state());
      memo_[value_access::identity(v)] = out_.end_tensor();
    } else if (v.is(Value::kind::object)) {
      if (!object_step(at)) return;
    } else if (v.is(Value::kind::tuple)) {
      if (i < v.size()) return write(v.items()[i]);
      out_.out().tuple(v.size());
      if (v.is_size() && v.size() != 0) out_.out().memoize();
      if (v.is_size()) call_with(1);
      memo_[value_access::identity(v)] = out_.out().memoize();
    } else if (v.is(Value::kind::list) || v.is(Value::kind::set) || v.is(Value::kind::frozenset)) {
      if (i != 0) at.items.end_item();
      if (i < v.size()) {
        at.items.begin_item();
        return write(v.items()[i]);
      }
      at.items.finish();
      if (!v.is(Value::kind::list)) {
        call_with(1);
        memo_[value_access::identity(v)] = out_.out().memoize();
      }
    } else {
      if (i != 0 && i % 2 == 0) at.items.end_item();
      if (i < 2 * v.size()) {
        if (i % 2 == 0) at.items.begin_item();
        return write(i % 2 == 0 ? v.pairs()[i / 2].first : v.pairs()[i / 2].second);
      }
      at.items.finish();
      if (v.is_counter()) {
        call_with(1);
        memo_[value_access::identity(v)] = out_.out().memoize();
      }
      const std::vector<saved_metadata> modules(v.metadata().begin(), v.metadata().end());
      if (const Value& attributes = v.state(); attributes.is(Value::kind::dict) && v.is_ordered()) {
        around_.pop_back();
        around_.push_back({&v, 0, {out_.out(), attributes.size(), pickle::batch_rule::dict}, in_attributes});
        out_.out().empty_dict();
        out_.out().memoize();
        if (!modules.empty() && !attributes.contains("_metadata")) out_.metadata_item(modules);
        return;
      }
      if (!modules.empty()) out_.metadata(modules);
    }
    around_.pop_back();
  }

  /// The attributes of an OrderedDict, key and value in turn.
  void attribute_step(open& at) {
    const std::span<const Value::pair> attributes = at.container->state().pairs();
    const std::size_t i = at.next++;
    if (i != 0 && i % 2 == 0) at.items.end_item();
    if (i < 2 * attributes.size()) {
      if (i % 2 == 0) at.items.begin_item();
      return write(i % 2 == 0 ? attributes[i / 2].first : attributes[i / 2].second);
    }
    at.items.finish();
    out_.out().build();
    around_.pop_back();
  }

  /// Calls the function below so many values, which become its arguments.
  void call_with(std::uint64_t arguments) {
    out_.out().tuple(arguments);
    out_.out().memoize();
    out_.out().reduce();
  }

  void complex(const Value& v) {
    out_.global("__builtin__", "complex");
    out_.out().real(v.complex().real());
    out_.out().real(v.complex().imag());
    call_with(2);
    memo_[value_access::identity(v)] = out_.out().memoize();
  }

  /// Python 2's names, which protocol 2 has.
  static std::string_view module_name(std::string_view module) {
    return module == "builtins" ? "__builtin__" : module == "copyreg" ? "copy_reg" : module;
  }

  /// A class or constant; or, as far as what is called, an object.
  void object(const Value& v, bool enter = true) {
    const object_parts& parts = value_access::parts(v);
    if (parts.made == object_parts::form::storage) {
      const bool untyped = parts.name == "UntypedStorage";
      if (untyped && out_.container() == container_kind::legacy)
        throw Error(concat({place(),
                            "a storage of torch.storage.UntypedStorage cannot be saved in the format of PyTorch "
                            "before 1.6, which has no such class: save it in the zip format"}));
      return out_.storage(saved(*parts.state.tensor()), untyped);
    }
    if (!parts.not_saved.empty())
      throw Error(concat({place(), "this object is not saved, for ", parts.not_saved, ": ", repr(v)}));
    if (!parts.callable.is(Value::kind::none)) {
      around_.push_back({&v, 0, {out_.out(), 0, pickle::batch_rule::list}});
      return write(parts.callable);
    }
    std::string_view name = parts.name;
    if (parts.module == "builtins")
      for (const python2_builtin& builtin : python2_builtins)
        if (builtin.python3 == name) name = builtin.python2;
    out_.global(module_name(parts.module), name);
    if (enter && parts.made != object_parts::form::global)
      around_.push_back({&v, 0, {out_.out(), 0, pickle::batch_rule::list}});
  }

  /// The next part of an object: its arguments; its items; its pairs; its state.
  /// \returns whether that was all
  bool object_step(open& at) {
    const object_parts& parts = value_access::parts(*at.container);
    pickle::writer& to = out_.out();
    switch (at.part) {
      case 0:
        at.part = 1;
        write(parts.arguments);
        return false;
      case 1: {
        const bool instance = parts.made == object_parts::form::instance;
        instance ? to.newobj() : to.reduce();
        memo_[value_access::identity(at.stands != nullptr ? *at.stands : *at.container)] = to.memoize();
        at.more.emplace(to, parts.items.size(), pickle::batch_rule::reduced_list);
        at.next = 0;
        at.part = 2;
        return false;
      }
      case 2:
        if (at.next > 1) at.more->end_item();
        if (const std::size_t i = at.next - 1; i < parts.items.size()) {
          at.more->begin_item();
          write(parts.items.items()[i]);
          return false;
        }
        at.more->finish();
        at.more.emplace(to, parts.pairs.size(), pickle::batch_rule::reduced_mapping);
        at.next = 0;
        at.part = 3;
        return false;
      case 3:
        if (at.next > 1 && at.next % 2 == 1) at.more->end_item();
        if (const std::size_t i = at.next - 1; i < 2 * parts.pairs.size()) {
          if (i % 2 == 0) at.more->begin_item();
          const auto& [key, mapped] = parts.pairs.pairs()[i / 2];
          write(i % 2 == 0 ? key : mapped);
          return false;
        }
        at.more->finish();
        if (!parts.has_state) return true;
        at.part = 4;
        write(parts.state);
        return false;
      default: to.build(); return true;
    }
  }

  void string(const Value& v) {
    const void* const identity = value_access::identity(v);
    if (value_access::is_identical(v)) out_.identical(v.text(), identity);
    else out_.name(v.text(), identity);
  }
  /// _codecs.encode(text, 'latin1'), around it perhaps another type; b'' is bytes().
  void bytes(const Value& v, const char* type) {
    pickle::writer& to = out_.out();
    if (type != nullptr) out_.global("__builtin__", type);
    if (v.text().empty()) {
      if (type == nullptr) out_.global("__builtin__", "bytes");
      to.empty_tuple();
    } else {
      out_.global("_codecs", "encode");
      texts_.push_back(std::make_unique<std::string>(detail::as_characters(v.text())));
      out_.fresh(*texts_.back());
      out_.name("latin1");
      to.tuple(2);
      to.memoize();
      if (type != nullptr) {
        to.reduce();
        to.memoize();
        to.tuple(1);
        to.memoize();
      }
    }
    to.reduce();
    memo_[value_access::identity(v)] = to.memoize();
  }
  void tensor(const Value& v) {
    if (!nnstruct::detail::is_consistent(*v.tensor()))
      throw Error(concat({place(), "this tensor is not consistent: its shape, strides and data do not go together"}));
    saved_tensor t = saved(*v.tensor());
    if (retyped_ != nullptr)
      if (const auto other = retyped_->find(v.tensor()); other != retyped_->end()) t = other->second;
    t.parameter = v.is_parameter();
    t.requires_grad = v.requires_grad();
    if (const Value& object = value_access::as_object(v); object.is(Value::kind::object)) {
      const object_parts& parts = value_access::parts(object);
      out_.begin_tensor(t, parts.module, parts.name);
      around_.push_back({&v, 0, {out_.out(), 0, pickle::batch_rule::list}});
      return;
    }
    memo_[value_access::identity(v)] = out_.tensor(t);
  }

  /// `model.layers.0: `, where the walk is.
  std::string place() const {
    std::string out;
    for (const open& at : around_) {
      const Value& v = *at.container;
      const std::size_t i = at.next - 1;
      if (!out.empty()) out += '.';
      if (v.is(Value::kind::object)) out += v.type_name();
      else if (!v.is(Value::kind::dict)) out += std::to_string(i);
      else if (const Value& key = v.pairs()[i / 2].first; key.is(Value::kind::string)) out += key.text();
      else out += repr(key);
      if (out.size() > 500) return concat({out.substr(0, 500), "...: "});
    }
    return out.empty() ? out : concat({out, ": "});
  }

  pickler& out_;
  const retyped_values* retyped_;
  std::vector<open> around_;
  std::unordered_map<const void*, std::uint32_t> memo_;
  std::vector<std::unique_ptr<std::string>> texts_;  // the pickler keeps views of what it wrote
};

NNSTRUCT_DEFINE void write_value(pickler& out, const Value& value) { value_pickler(out, nullptr).run(value); }

NNSTRUCT_DEFINE std::string pickle_of_value(pickler& out, const Value& value, const retyped_values* retyped) {
  value_pickler walk(out, retyped);
  walk.run(value);
  return out.finish();
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
