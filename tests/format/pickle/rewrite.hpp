// SPDX-License-Identifier: Apache-2.0
/// \file
/// Writes a document again as CPython's pickler would write the objects, for comparing with the stream it
/// came from.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include <nnstruct/format/pickle/document.hpp>
#include <nnstruct/format/pickle/writer.hpp>

namespace nnstruct_test {

namespace pickle = nnstruct::format::pickle;

/// Python memoizes by identity. What was one object shows in the document: by its index, a string by its
/// address.
class rewriter {
 public:
  explicit rewriter(const pickle::document& doc) : doc_(doc) {}

  std::string stream() {
    out_.proto();
    write(doc_.root());
    out_.stop();
    return out_.take();
  }

 private:
  using identity = std::pair<int, std::uintptr_t>;

  static identity identity_of(pickle::value v) {
    const int text = v.is(pickle::kind::string)      ? 0
                     : v.is(pickle::kind::bytes)     ? 3
                     : v.is(pickle::kind::bytearray) ? 4
                                                     : 1;
    if (text != 1) return {text, reinterpret_cast<std::uintptr_t>(v.text().data())};
    return {v.is(pickle::kind::global) ? 1 : 2, v.index()};
  }
  bool written_before(pickle::value v) {
    const auto at = memo_.find(identity_of(v));
    if (at == memo_.end()) return false;
    out_.get(at->second);
    return true;
  }
  void memoize(pickle::value v) { memo_[identity_of(v)] = out_.memoize(); }

  void items(pickle::value v, pickle::batch_rule rule) {
    pickle::batch batch(out_, doc_.items(v).size(), rule);
    for (const pickle::value item : doc_.items(v)) {
      batch.begin_item();
      write(item);
      batch.end_item();
    }
    batch.finish();
  }
  void pairs(pickle::value v, pickle::batch_rule rule) {
    pickle::batch batch(out_, doc_.pairs(v).size(), rule);
    for (const auto& [key, mapped] : doc_.pairs(v)) {
      batch.begin_item();
      write(key);
      write(mapped);
      batch.end_item();
    }
    batch.finish();
  }

  void tuple(pickle::value v) {
    const auto items = doc_.items(v);
    if (items.empty()) return out_.empty_tuple();
    if (written_before(v)) return;
    if (items.size() > 3) out_.mark();
    for (const pickle::value item : items) write(item);
    out_.tuple(items.size());
    memoize(v);
  }

  static std::string characters(std::string_view latin1) {
    std::string text;
    for (const char c : latin1) {
      const auto code = static_cast<unsigned char>(c);
      if (code < 0x80) text += c;
      else text += {static_cast<char>(0xc0 | code >> 6), static_cast<char>(0x80 | (code & 0x3f))};
    }
    return text;
  }
  /// A function or string of Python's own source, which is one object however often it is written.
  void global(const char* module, const char* name) {
    const auto [known, is_new] = own_.try_emplace(std::string(module) + "." + name, 0);
    if (!is_new) return out_.get(known->second);
    out_.global(module, name);
    known->second = out_.memoize();
  }
  /// The characters are a string made anew; but of each single one Python has one object.
  void text_of(std::string_view latin1) {
    const std::string text = characters(latin1);
    if (latin1.size() != 1) return out_.unicode(text), void(out_.memoize());
    const auto [known, is_new] = characters_.try_emplace(text, 0);
    if (!is_new) return out_.get(known->second);
    out_.unicode(text);
    known->second = out_.memoize();
  }
  void string(pickle::value v) {
    if (written_before(v)) return;
    const auto known = characters_.find(std::string(v.text()));  // its address is not that of the bytes
    if (known != characters_.end()) return out_.get(known->second);
    out_.unicode(v.text()), memoize(v);
  }
  void latin1() {
    const auto [known, is_new] = own_.try_emplace("latin1", 0);
    if (!is_new) return out_.get(known->second);
    out_.unicode("latin1");
    known->second = out_.memoize();
  }
  /// Before protocol 3 these are made by calls.
  void bytes(pickle::value v) {
    if (written_before(v)) return;
    if (v.text().empty()) {
      global("__builtin__", "bytes");
      out_.empty_tuple();
    } else {
      global("_codecs", "encode");
      text_of(v.text());
      latin1();
      out_.tuple(2), out_.memoize();
    }
    out_.reduce();
    memoize(v);
  }
  void bytearray(pickle::value v) {
    if (!v.text().empty() && written_before(v)) return;
    global("__builtin__", "bytearray");
    if (v.text().empty()) {
      out_.empty_tuple();
    } else {
      global("_codecs", "encode");
      text_of(v.text());
      latin1();
      out_.tuple(2), out_.memoize(), out_.reduce(), out_.memoize();
      out_.tuple(1), out_.memoize();
    }
    out_.reduce();
    memoize(v);
  }

  void call(pickle::value v) {
    if (written_before(v)) return;
    const pickle::call_record& c = doc_.call(v);
    write(c.callable);
    write(c.args);
    v.is(pickle::kind::call) ? out_.reduce() : out_.newobj();
    memoize(v);
    items(v, pickle::batch_rule::reduced_list);
    pairs(v, pickle::batch_rule::reduced_mapping);
    if (doc_.state(v) != nullptr) write(*doc_.state(v)), out_.build();
  }

  void write(pickle::value v) {
    using pickle::kind;
    switch (v.what()) {
      case kind::none: return out_.none();
      case kind::boolean: return out_.boolean(v.boolean());
      case kind::integer: return out_.integer(v.integer());
      case kind::big_integer: return out_.big_integer(v.text());
      case kind::real: return out_.real(v.real());
      case kind::string: return string(v);
      case kind::tuple: return tuple(v);
      case kind::list:
        if (!written_before(v)) out_.empty_list(), memoize(v), items(v, pickle::batch_rule::list);
        return;
      case kind::dict:
        if (!written_before(v)) out_.empty_dict(), memoize(v), pairs(v, pickle::batch_rule::dict);
        return;
      case kind::global:
        if (!written_before(v)) out_.global(doc_.global(v).module, doc_.global(v).name), memoize(v);
        return;
      case kind::call:
      case kind::instance: return call(v);
      case kind::persistent_id: return write(doc_.persistent(v)), out_.binpersid();
      case kind::bytes: return bytes(v);
      case kind::bytearray: return bytearray(v);
      case kind::set:
      case kind::frozenset: break;  // protocol 2 writes calls instead
      case kind::back_reference: return write(doc_.referred(v));
    }
    out_.stop();  // makes the comparison fail
  }

  const pickle::document& doc_;
  pickle::writer out_;
  std::map<identity, std::uint32_t> memo_;
  std::map<std::string, std::uint32_t> own_, characters_;
};

inline std::string rewrite(const pickle::document& doc) { return rewriter(doc).stream(); }

}  // namespace nnstruct_test
