// SPDX-License-Identifier: Apache-2.0
/// \file
/// What a pickle says, as inert data: a root value and a few flat arrays that hold all objects.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <nnstruct/format/pickle/items.hpp>
#include <nnstruct/format/pickle/value.hpp>
#include <nnstruct/span.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pickle {

/// A global name as it stands in the stream (python3_module() for comparing).
struct global_name {
  std::string_view module;
  std::string_view name;
  std::uint32_t offset;     ///< of the opcode
  std::uint32_t calls = 0;  ///< of it that have no call_record, since other opcodes make the same (known_calls.hpp)
};

/// A call that the pickle asks for. Nothing is called; who reads the document decides what it means.
/// What else is known of it: document::state(), kwargs(), items(), pairs() of `self`.
struct call_record {
  value self;      ///< a call or instance, with its offset
  value callable;  ///< a global as a rule; else a persistent_id, call or instance
  value args;      ///< a tuple
};

/// Everything one pickle says. A handful of arrays: made, moved and destroyed without recursion.
///
/// Values refer to each other by index, so what the pickle shares is shared here: a list put into two places
/// is one object, and what is appended later shows in both. Two consequences for code that walks a document:
///  * cycles: a list can contain itself. Where a walk from the root comes back to an object that it is in, the value is
///    a back_reference, which is no object: who does not ask for referred() meets no cycle. So no chain of objects is
///    longer than depth(), which is at most limits::nesting: recursion is safe.
///  * sharing: ten lists, each holding the next one ten times, are ten objects, but billions of values for
///    who follows every reference. tree_size() says how many values such a walk meets: look at it first,
///    or visit each object once (index(), object_count()).
class document {
 public:
  document(document&&) noexcept = default;
  document& operator=(document&&) noexcept = default;

  value root() const noexcept { return root_; }

  /// Of a tuple, list, set, frozenset; of a call or instance, what APPEND gave it.
  item_range items(value v) const noexcept { return {&values_, runs_.data(), item_list(v)}; }
  /// Of a dict; of a call or instance, what SETITEM gave it. As written: of a key that comes twice Python
  /// takes the last.
  pair_range pairs(value v) const noexcept { return {&values_, runs_.data(), pair_list(v)}; }
  /// Of a call or instance; of anything else, an empty record.
  const call_record& call(value v) const noexcept { return calls_[call_number(v)]; }
  /// Of a global; of anything else, empty names.
  global_name global(value v) const noexcept {
    return v.is(kind::global) ? globals_[v.number_] : global_name{{}, {}, 0};
  }
  /// What a persistent_id holds: torch writes a tuple, protocol 0 a string.
  value persistent(value v) const noexcept {
    return v.is(kind::persistent_id) ? values_[objects_[v.number_].items.first.begin] : value();
  }

  /// Of a call or instance that a BUILD gave a state: the state. Otherwise nullptr.
  const value* state(value v) const noexcept {
    const call_extras& extras = extras_[objects_[object_number(v)].extras];
    return extras.has_state ? &extras.state : nullptr;
  }
  /// Of an instance made with keyword arguments (NEWOBJ_EX): a dict. Otherwise None.
  value kwargs(value v) const noexcept { return extras_[objects_[object_number(v)].extras].kwargs; }

  /// What a back_reference stands for. Of anything else, itself.
  value referred(value v) const noexcept {
    v.refers_back_ = false;
    return v;
  }

  /// Calls f(item) for the items of a list, tuple or set and gives back their memory on the way: it has none
  /// afterwards.
  template <class F> void take_items(value v, F f) {
    run_list& list = objects_[object_number(v)].items;
    for (run r = list.first; r.count != 0; r = r.next == 0 ? run{} : runs_[r.next - 1]) {
      for (std::uint32_t i = 0; i < r.count; ++i) f(values_[r.begin + i]);
      if (r.count == detail::blocks<value>::block) values_.give_back(r.begin >> detail::blocks<value>::bits);
    }
    list = {};
  }

  /// Every call and instance of the stream, used or not, in its order: one loop checks them all.
  span<const call_record> calls() const noexcept { return span(calls_).subspan(1); }
  /// Every global of the stream, in its order, as often as it is written.
  span<const global_name> globals() const noexcept { return globals_; }

  /// How many items, keys and values the stream's containers have, used or not; and one of them.
  std::size_t item_count() const noexcept { return values_.size(); }
  value item(std::size_t i) const noexcept { return values_[i]; }

  /// Every persistent id of the stream, in its order.
  span<const value> persistent_ids() const noexcept { return persistent_ids_; }

  std::uint32_t object_count() const noexcept { return static_cast<std::uint32_t>(objects_.size()); }
  /// The longest chain of objects in objects: 0 for a bare number.
  std::uint32_t depth() const noexcept { return depth_; }
  /// Values in root(), shared ones as often as they are referred to. 2^32 - 1 stands for more.
  std::uint32_t tree_size() const noexcept { return tree_size_; }

  unsigned protocol() const noexcept { return protocol_; }  ///< of PROTO; 0 where there is none
  std::uint64_t size() const noexcept { return size_; }     ///< bytes of the pickle, STOP included

 private:
  friend class detail::builder;
  document() = default;

  struct object {
    run_list items;                  // dict: keys and values in turn; persistent_id: the id
    std::uint32_t depth : 31 = 1;    // depth and tree_size are exact unless builder::altered_
    std::uint32_t enclosed : 1 = 0;  // something contains it
    std::uint32_t tree_size = 1;
    std::uint32_t extras = 0;
  };
  struct call_extras {  // what few calls have
    bool has_state = false;
    value state;
    value kwargs;
    run_list pairs;
  };

  static bool is_call(value v) noexcept { return v.is(kind::call) || v.is(kind::instance); }
  static std::size_t object_number(value v) noexcept { return v.is_object() ? v.number_ : 0; }
  static std::size_t call_number(value v) noexcept { return is_call(v) ? static_cast<std::size_t>(v.bits_ >> 32) : 0; }
  const run_list& item_list(value v) const noexcept {
    const bool other = v.is(kind::dict) || v.is(kind::persistent_id);
    return objects_[other ? 0 : object_number(v)].items;
  }
  const run_list& pair_list(value v) const noexcept {
    const object& o = objects_[object_number(v)];
    return v.is(kind::dict) ? o.items : extras_[o.extras].pairs;
  }

  value root_;
  std::unique_ptr<const std::string> bytes_;   // behind a pointer: a short string would move with the document
  std::vector<std::unique_ptr<char[]>> pool_;  // texts that do not stand in the stream as they are
  detail::blocks<value> values_;               // all items of all objects
  std::vector<run> runs_;
  std::vector<object> objects_;      // [0] is the empty tuple
  std::vector<call_record> calls_;   // [0] is empty
  std::vector<call_extras> extras_;  // [0] is empty
  std::vector<global_name> globals_;
  std::vector<value> persistent_ids_;
  std::uint32_t depth_ = 0;
  unsigned protocol_ = 0;
  std::uint32_t tree_size_ = 0;
  std::uint64_t size_ = 0;
};

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pickle
