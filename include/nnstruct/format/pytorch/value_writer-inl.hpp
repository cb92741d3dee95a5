// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <unordered_map>
#include <vector>

#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/format/pickle/text.hpp>
#include <nnstruct/format/pytorch/value_writer.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch {

namespace detail {
/// Bytes as the text whose characters have these numbers: what _codecs.encode(text, 'latin1') takes.
NNSTRUCT_INLINE std::string as_characters(std::string_view bytes) {
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
class value_pickler {
 public:
  explicit value_pickler(pickler& out) : out_(out) {}

  void run(const Value& root) {
    write(root);
    while (!around_.empty()) step();
  }

 private:
  /// A container of which some parts are written; of a dictionary keys and values count one by one.
  struct open {
    const Value* container;
    std::size_t next;
    pickle::batch items;
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
      case Value::kind::object: throw Error(concat({place(), "this object is not written: ", v.text()}));
      case Value::kind::tuple:
        if (v.empty()) return to.empty_tuple();
        if (v.size() > 3) to.mark();
        around_.push_back({&v, 0, {to, 0, pickle::batch_rule::list}});
        return;
      case Value::kind::list:
        to.empty_list();
        memo_[identity] = to.memoize();
        around_.push_back({&v, 0, {to, v.size(), pickle::batch_rule::list}});
        return;
      case Value::kind::dict:
        if (v.is_ordered()) {
          memo_[identity] = out_.ordered_dict();
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
    const Value& v = *at.container;
    const std::size_t i = at.next++;
    if (v.is(Value::kind::tuple)) {
      if (i < v.size()) return write(v.items()[i]);
      out_.out().tuple(v.size());
      memo_[value_access::identity(v)] = out_.out().memoize();
    } else if (v.is(Value::kind::list)) {
      if (i != 0) at.items.end_item();
      if (i < v.size()) {
        at.items.begin_item();
        return write(v.items()[i]);
      }
      at.items.finish();
    } else {
      if (i != 0 && i % 2 == 0) at.items.end_item();
      if (i < 2 * v.size()) {
        if (i % 2 == 0) at.items.begin_item();
        return write(i % 2 == 0 ? v.pairs()[i / 2].first : v.pairs()[i / 2].second);
      }
      at.items.finish();
      if (!v.metadata().empty()) out_.metadata(std::vector<saved_metadata>(v.metadata().begin(), v.metadata().end()));
    }
    around_.pop_back();
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
      if (type == nullptr) out_.global("_codecs", "encode");
      texts_.push_back(std::make_unique<std::string>(detail::as_characters(v.text())));
      out_.fresh(*texts_.back());
      out_.name("latin1");
      to.tuple(2);
      to.memoize();
    }
    to.reduce();
    memo_[value_access::identity(v)] = to.memoize();
  }
  void tensor(const Value& v) {
    if (!nnstruct::detail::is_consistent(*v.tensor()))
      throw Error(concat({place(), "this tensor is not consistent: its shape, strides and data do not go together"}));
    saved_tensor t = saved(*v.tensor());
    t.parameter = v.is_parameter();
    t.requires_grad = v.requires_grad();
    memo_[value_access::identity(v)] = out_.tensor(t);
  }

  /// `model.layers.0: `, where the walk is.
  std::string place() const {
    std::string out;
    for (const open& at : around_) {
      const Value& v = *at.container;
      const std::size_t i = at.next - 1;
      if (!out.empty()) out += '.';
      if (!v.is(Value::kind::dict)) out += std::to_string(i);
      else if (const Value& key = v.pairs()[i / 2].first; key.is(Value::kind::string)) out += key.text();
      else out += repr(key);
      if (out.size() > 500) return concat({out.substr(0, 500), "...: "});
    }
    return out.empty() ? out : concat({out, ": "});
  }

  pickler& out_;
  std::vector<open> around_;
  std::unordered_map<const void*, std::uint32_t> memo_;
  std::vector<std::unique_ptr<std::string>> texts_;  // the pickler keeps views of what it wrote
};

NNSTRUCT_INLINE std::string pickle_of_value(pickler& out, const Value& value) {
  value_pickler walk(out);
  walk.run(value);
  return out.finish();
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
