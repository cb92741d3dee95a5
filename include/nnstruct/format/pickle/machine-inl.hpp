// SPDX-License-Identifier: Apache-2.0
/// \file
/// Definitions of machine.hpp.
#pragma once

#include <algorithm>
#include <bit>
#include <utility>

#include <nnstruct/concat.hpp>
#include <nnstruct/format/pickle/getattr_calls-inl.hpp>
#include <nnstruct/format/pickle/known_calls-inl.hpp>
#include <nnstruct/format/pickle/machine.hpp>
#include <nnstruct/format/pickle/machine_dangers-inl.hpp>
#include <nnstruct/over_limit.hpp>
#include <nnstruct/span.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pickle::detail {

NNSTRUCT_DEFINE machine::machine(std::unique_ptr<const std::string> bytes, const file_place& place,
                                 const limits& allowed, leniency taken)
    : bytes_(std::move(bytes)),
      allowed_(allowed),
      taken_(taken),
      in_(*bytes_, place),
      build_(in_, allowed_),
      scalars_(in_, build_, allowed_.digits),
      stack_(in_, allowed_.elements),
      memo_(std::min<std::size_t>(bytes_->size(), std::size_t{1} << 22)) {}

NNSTRUCT_DEFINE document machine::run() {
  for (;;) {
    const opcode code = in_.next();
    if (code == opcode::stop) return stop();
    execute(code);
  }
}

template <class Void> [[gnu::always_inline]] inline void machine::execute(opcode code) {
  switch (code) {
    case opcode::proto: return proto();
    case opcode::frame: return in_.enter_frame(in_.number<8>());

    case opcode::mark: return stack_.mark();
    case opcode::pop: return stack_.pop();
    case opcode::pop_mark: return stack_.drop_to_mark();
    case opcode::dup: return stack_.push(stack_.top());

    case opcode::none: return stack_.push({});
    case opcode::newtrue: return stack_.push(builder::boolean(true));
    case opcode::newfalse: return stack_.push(builder::boolean(false));
    case opcode::int_text: return stack_.push(scalars_.int_text(in_.line()));
    case opcode::long_text: return stack_.push(scalars_.long_text(in_.line()));
    case opcode::binint1: return stack_.push(builder::integer(static_cast<std::int64_t>(in_.number<1>())));
    case opcode::binint2: return stack_.push(builder::integer(static_cast<std::int64_t>(in_.number<2>())));
    case opcode::binint: return stack_.push(builder::integer(static_cast<std::int32_t>(in_.number<4>())));
    case opcode::long1: return stack_.push(scalars_.twos_complement(in_.take(in_.number<1>())));
    case opcode::long4: return stack_.push(scalars_.twos_complement(in_.take(scalars_.signed_length(in_.number<4>()))));
    case opcode::float_text: return stack_.push(scalars_.float_text(in_.line()));
    case opcode::binfloat: return stack_.push(builder::real(std::bit_cast<double>(in_.big_endian8())));

    case opcode::string: return stack_.push(scalars_.string_text(in_.line()));
    case opcode::binstring:
      return stack_.push(scalars_.python2_text(in_.take(scalars_.signed_length(in_.number<4>()))));
    case opcode::short_binstring: return stack_.push(scalars_.python2_text(in_.take(in_.number<1>())));
    case opcode::unicode: return stack_.push(scalars_.unicode_text(in_.line()));
    case opcode::short_binunicode: return stack_.push(scalars_.utf8(in_.take(in_.number<1>())));
    case opcode::binunicode: return stack_.push(scalars_.utf8(in_.take(in_.number<4>())));
    case opcode::binunicode8: return stack_.push(scalars_.utf8(in_.take(in_.number<8>())));
    case opcode::short_binbytes: return stack_.push(build_.text(kind::bytes, in_.take(in_.number<1>())));
    case opcode::binbytes: return stack_.push(build_.text(kind::bytes, in_.take(in_.number<4>())));
    case opcode::binbytes8: return stack_.push(build_.text(kind::bytes, in_.take(in_.number<8>())));
    case opcode::bytearray8: return stack_.push(build_.text(kind::bytearray, in_.take(in_.number<8>())));

    case opcode::empty_tuple: return stack_.push(builder::empty_tuple());
    case opcode::tuple1: return tuple(1);
    case opcode::tuple2: return tuple(2);
    case opcode::tuple3: return tuple(3);
    case opcode::tuple: return from_mark(kind::tuple);
    case opcode::empty_list: return stack_.push(build_.container(kind::list));
    case opcode::list: return from_mark(kind::list);
    case opcode::append: return append();
    case opcode::appends: return appends();
    case opcode::empty_dict: return stack_.push(build_.container(kind::dict));
    case opcode::dict: return from_mark(kind::dict);
    case opcode::setitem: return setitem();
    case opcode::setitems: return setitems(stack_.below_mark());
    case opcode::empty_set: return stack_.push(build_.container(kind::set));
    case opcode::additems: return additems();
    case opcode::frozenset: return from_mark(kind::frozenset);

    case opcode::put: return put(scalars_.memo_id(in_.line()));
    case opcode::binput: return put(in_.number<1>());
    case opcode::long_binput: return put(in_.number<4>());
    case opcode::memoize: return put(memo_.count());
    case opcode::get: return get(scalars_.memo_id(in_.line()));
    case opcode::binget: return get(in_.number<1>());
    case opcode::long_binget: return get(in_.number<4>());

    case opcode::global: {
      const std::string_view module = in_.line();
      return stack_.push(global(module, in_.line()));
    }
    case opcode::stack_global: return replace(2, stack_global());
    case opcode::persid: {
      const value id = scalars_.utf8(in_.line());
      return stack_.push(build_.container(kind::persistent_id, span(&id, 1)));
    }
    case opcode::binpersid: return replace(1, build_.container(kind::persistent_id, stack_.last(1)));
    case opcode::reduce: return replace(2, call(kind::call, stack_.last(2)[0], stack_.last(1)[0]));
    case opcode::newobj: return replace(2, call(kind::instance, stack_.last(2)[0], stack_.last(1)[0]));
    case opcode::newobj_ex: {
      const auto parts = stack_.last(3);
      need(parts[2].is(kind::dict), "a dict of keyword arguments", parts[2]);
      return replace(3, call(kind::instance, parts[0], parts[1], parts[2]));
    }
    case opcode::inst: return inst();
    case opcode::obj: return obj();
    case opcode::build: return build();

    case opcode::stop:  // run() does this one
    case opcode::ext1:
    case opcode::ext2:
    case opcode::ext4:
    case opcode::next_buffer:
    case opcode::readonly_buffer: break;
  }
  refuse_opcode(code);
}

NNSTRUCT_DEFINE void machine::refuse_opcode(opcode code) const {
  const bool extension = code == opcode::ext1 || code == opcode::ext2 || code == opcode::ext4;
  if (extension) {
    in_.fail(in_.opcode_offset(), concat({name(code),
                                          " refers to Python's extension registry, which is not in the file: save it "
                                          "without copyreg.add_extension"}));
  }
  if (!name(code).empty()) {
    in_.fail(in_.opcode_offset(), concat({name(code),
                                          " refers to an out-of-band buffer, which is not in the file: save it "
                                          "without buffer_callback"}));
  }
  in_.fail(in_.opcode_offset(), concat({"expected an opcode, found the byte ", static_cast<unsigned>(code),
                                        "; this is no pickle, or a damaged one: get or save the file again"}));
}

NNSTRUCT_DEFINE void machine::proto() {
  if (in_.opcode_offset() != 0) in_.refuse("stands inside of the pickle; it can only begin one");
  protocol_ = static_cast<unsigned>(in_.number<1>());
  if (protocol_ > 5) {
    in_.fail(0, concat({"pickle protocol ", protocol_,
                        ", but 5 is the newest that is known: save the file "
                        "with protocol 2"}));
  }
}

NNSTRUCT_DEFINE document machine::stop() {
  const value root = stack_.top();
  stack_.drop(1);
  if (!stack_.empty()) in_.refuse("finds more than one value on the stack");
  if (in_.left_in_frame() != 0) in_.refuse("stands before the end of its frame");
  if (!taken_.trailing && in_.left_in_stream() != 0) {
    in_.fail(in_.position(), concat({"expected the end of the pickle after STOP, found ", in_.left_in_stream(),
                                     " more bytes: get or save the file again"}));
  }
  if (has_getattr_ && !taken_.dangerous) {
    std::uint64_t at = 0;
    if (const std::string wrong = wrong_getattr(build_.made(), at); !wrong.empty()) refuse_danger(at, wrong);
  }
  if (has_load_ && !taken_.dangerous) check_loads_are_called();
  return build_.finish(root, std::move(bytes_), protocol_);
}

// Containers

NNSTRUCT_DEFINE void machine::tuple(std::size_t size) {
  replace(size, build_.container(kind::tuple, stack_.last(size)));
}

NNSTRUCT_DEFINE void machine::from_mark(kind what) {
  if (what == kind::tuple && stack_.above_mark() == 0) {
    stack_.drop_to_mark();
    return stack_.push(builder::empty_tuple());
  }
  (void)stack_.above_mark();  // there is a mark
  const value made = build_.container(what);
  if (what == kind::dict) {
    setitems(made);
  } else {
    stack_.take_to_mark([&](value item) {
      if (what == kind::frozenset) need_hashable(item, "items that do not change");
      build_.add_item(made, item);
    });
  }
  stack_.push(made);
}

NNSTRUCT_DEFINE void machine::append() {
  const auto both = stack_.last(2);
  need_list(both[0]);
  build_.add_item(both[0], both[1]);
  stack_.drop(1);
}

NNSTRUCT_DEFINE void machine::appends() {
  const value target = stack_.below_mark();
  need_list(target);
  stack_.take_to_mark([&](value item) { build_.add_item(target, item); });
}

NNSTRUCT_DEFINE void machine::setitem() {
  const auto all = stack_.last(3);
  need_mapping(all[0]);
  need_hashable(all[1], "keys that do not change");
  build_.add_pair(all[0], all[1], all[2]);
  stack_.drop(2);
}

NNSTRUCT_DEFINE void machine::setitems(value target) {
  need_mapping(target);
  if (stack_.above_mark() % 2 != 0) in_.refuse("needs keys and values in turn, found a key without a value");
  value key;
  bool has_key = false;
  stack_.take_to_mark([&](value v) {
    if (has_key) {
      build_.add_pair(target, key, v);
    } else {
      need_hashable(v, "keys that do not change");
      key = v;
    }
    has_key = !has_key;
  });
}

NNSTRUCT_DEFINE void machine::additems() {
  const value target = stack_.below_mark();
  need(target.is(kind::set), "a set below the items", target);
  stack_.take_to_mark([&](value item) {
    need_hashable(item, "items that do not change");
    build_.add_item(target, item);
  });
}

// Memo

NNSTRUCT_DEFINE void machine::put(std::uint64_t id) {
  memo_.put(static_cast<std::uint32_t>(id), stack_.top());
  if (memo_.count() > allowed_.memo) {
    in_.refuse(nnstruct::detail::over_limit(concat({"makes ", memo_.count(), " memo entries"}), "memo", allowed_.memo),
               format_problem::limit);
  }
}

NNSTRUCT_DEFINE void machine::get(std::uint64_t id) {
  const value* const found = memo_.find(static_cast<std::uint32_t>(id));
  if (found == nullptr) in_.refuse(concat({"needs memo entry ", id, ", which nothing has stored"}));
  stack_.push(*found);
}

// Globals, calls, objects

NNSTRUCT_DEFINE value machine::global(std::string_view module, std::string_view name) {
  const value module_text = scalars_.utf8(module);
  const value name_text = scalars_.utf8(name);
  if (module.empty() || name.empty()) in_.refuse("needs a module and a name, found an empty one");
  return named(module_text.text(), name_text.text());
}

NNSTRUCT_DEFINE value machine::stack_global() {
  const auto names = stack_.last(2);
  need(names[0].is(kind::string), "the name of a module", names[0]);
  need(names[1].is(kind::string), "the name of a global", names[1]);
  if (names[0].text().empty() || names[1].text().empty()) {
    in_.refuse("needs a module and a name, found an empty one");
  }
  return named(names[0].text(), names[1].text());
}

NNSTRUCT_DEFINE value machine::call(kind what, value callable, value args, value kwargs) {
  const bool fine = callable.is(kind::global) || callable.is(kind::persistent_id) || callable.is(kind::call) ||
                    callable.is(kind::instance);
  need(fine, what == kind::call ? "something to call" : "a class", callable);
  need(args.is(kind::tuple), "a tuple of arguments", args);
  need_known_function(callable);
  if (!taken_.calls) refuse_danger(in_.opcode_offset(), "calls something in a storage");
  if (has_load_ && !taken_.dangerous && callable.is(kind::global) && is_storage_load(build_.made().global(callable)))
    check_load(args);
  if (what == kind::call && callable.is(kind::global)) {
    const document& made = build_.made();
    // type(None) is how pickle writes the class of None; with more arguments it makes a class of what the file says.
    const global_name function = made.global(callable);
    if (function.name == "type" && python3_module(function.module) == "builtins" && made.items(args).size() > 1 &&
        !taken_.dangerous)
      refuse_danger(in_.opcode_offset(), "makes a class by type()");
    if (taken_.passes_on != nullptr && !made.items(args).empty() && taken_.passes_on(made.global(callable)))
      return made.items(args)[0];
    if (value known; make_known(build_, in_, callable, args, known)) {
      const bool recorded = known.is(kind::call) && made.call(known).callable.index() == callable.index();
      if (!recorded) build_.count_call(callable);
      return known;
    }
  }
  return build_.call(what, callable, args, kwargs);
}

/// A tuple of the values upon the topmost mark, which are taken with it, but for the first so many.
NNSTRUCT_DEFINE value machine::arguments_above_mark(std::size_t from) {
  if (stack_.above_mark() == from) {
    stack_.drop_to_mark();
    return builder::empty_tuple();
  }
  const value tuple = build_.container(kind::tuple);
  stack_.take_to_mark([&](value v) {
    if (from == 0) build_.add_item(tuple, v);
    else --from;
  });
  return tuple;
}

NNSTRUCT_DEFINE void machine::inst() {
  const std::string_view module = in_.line();
  const value type = global(module, in_.line());
  const value tuple = arguments_above_mark(0);
  stack_.push(call(kind::call, type, tuple));
}

NNSTRUCT_DEFINE void machine::obj() {
  if (stack_.above_mark() == 0) in_.refuse("needs a class above the MARK, found nothing");
  const value type = stack_.above_mark(0);
  const value tuple = arguments_above_mark(1);
  stack_.push(call(kind::call, type, tuple));
}

NNSTRUCT_DEFINE void machine::build() {
  const auto parts = stack_.last(2);
  const bool fine = parts[0].is(kind::call) || parts[0].is(kind::instance);
  need(fine, "an object that a call made, below its state", parts[0]);
  build_.set_state(parts[0], parts[1]);
  stack_.drop(1);
}

// Small things

NNSTRUCT_DEFINE void machine::replace(std::size_t count, value made) {
  stack_.drop(count);
  stack_.push(made);
}

NNSTRUCT_DEFINE void machine::need(bool fine, const char* what, value found) const {
  if (!fine) in_.refuse(concat({"needs ", what, ", found ", with_article(found.what())}));
}

NNSTRUCT_DEFINE void machine::need_list(value target) const {
  const bool fine = target.is(kind::list) || target.is(kind::call) || target.is(kind::instance);
  need(fine, "a list, or an object that acts as one, below the items", target);
}

NNSTRUCT_DEFINE void machine::need_mapping(value target) const {
  const bool fine = target.is(kind::dict) || target.is(kind::call) || target.is(kind::instance);
  need(fine, "a dict, or an object that acts as one, below the items", target);
}

NNSTRUCT_DEFINE void machine::need_hashable(value v, const char* what) const { need(is_hashable(v.what()), what, v); }

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pickle::detail
