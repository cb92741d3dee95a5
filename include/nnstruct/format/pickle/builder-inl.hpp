// SPDX-License-Identifier: Apache-2.0
/// \file
/// Definitions of builder.hpp.
#pragma once

#include <algorithm>
#include <limits>
#include <utility>

#include <nnstruct/concat.hpp>
#include <nnstruct/format/pickle/builder.hpp>
#include <nnstruct/format/pickle/measure-inl.hpp>
#include <nnstruct/over_limit.hpp>
#include <nnstruct/span.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pickle::detail {

/// The arrays are made as large as those of a usual state_dict of this length: growing would cost as much
/// time as all the parsing. What is not used is address space, not memory.
NNSTRUCT_DEFINE builder::builder(const reader& in, const limits& allowed) : in_(in), allowed_(allowed) {
  const auto bytes = static_cast<std::size_t>(std::min<std::uint64_t>(in.left_in_stream(), std::uint64_t{1} << 22));
  out_.objects_.reserve(bytes / 12 + 1);
  out_.calls_.reserve(bytes / 48 + 1);
  out_.objects_.emplace_back();
  out_.calls_.emplace_back();
  out_.extras_.emplace_back();
}

NNSTRUCT_DEFINE value builder::text(kind what, std::string_view bytes) {
  if (bytes.size() > allowed_.text_bytes)
    in_.refuse(
        nnstruct::detail::over_limit(concat({"finds ", bytes.size(), " bytes"}), "text_bytes", allowed_.text_bytes),
        format_problem::limit);
  return {what, static_cast<std::uint32_t>(bytes.size()), reinterpret_cast<std::uintptr_t>(bytes.data())};
}

NNSTRUCT_DEFINE std::uint32_t builder::add_object() {
  if (out_.objects_.size() > allowed_.elements)
    in_.refuse(nnstruct::detail::over_limit(concat({"makes ", out_.objects_.size(), " objects"}), "elements",
                                            allowed_.elements),
               format_problem::limit);
  out_.objects_.emplace_back();
  return static_cast<std::uint32_t>(out_.objects_.size() - 1);
}

NNSTRUCT_DEFINE value builder::container(kind what, span<const value> items) {
  const value made = container(what);
  for (const value item : items) add_item(made, item);
  if (what == kind::persistent_id) out_.persistent_ids_.push_back(made);
  return made;
}

NNSTRUCT_DEFINE value builder::global(std::string_view module, std::string_view name) {
  const auto offset = static_cast<std::uint32_t>(in_.opcode_offset());
  out_.globals_.push_back({module, name, offset});
  return {kind::global, static_cast<std::uint32_t>(out_.globals_.size() - 1), offset};
}

NNSTRUCT_DEFINE value builder::call(kind what, value callable, value args, value kwargs) {
  value made = container(what);
  made.bits_ |= std::uint64_t{out_.calls_.size()} << 32;
  out_.calls_.push_back({made, callable, args});
  object& outer = out_.objects_[made.number_];
  enclose(outer, callable);
  enclose(outer, args);
  if (kwargs.is(kind::dict)) {
    extras(outer).kwargs = kwargs;
    enclose(outer, kwargs);
  }
  return made;
}

NNSTRUCT_DEFINE document::call_extras& builder::extras(object& o) {
  if (o.extras == 0) {
    o.extras = static_cast<std::uint32_t>(out_.extras_.size());
    out_.extras_.emplace_back();
  }
  return out_.extras_[o.extras];
}

NNSTRUCT_DEFINE void builder::add_item(value target, value item) {
  object& outer = out_.objects_[target.number_];
  add_value(outer.items, item);
  put_into(outer, item);
}

NNSTRUCT_DEFINE void builder::add_pair(value target, value key, value mapped) {
  object& outer = out_.objects_[target.number_];
  run_list& list = target.is(kind::dict) ? outer.items : extras(outer).pairs;
  if ((out_.values_.size() & out_.values_.mask) == out_.values_.mask) out_.values_.push_back({});  // both in one block
  add_value(list, key);
  add_value(list, mapped);
  put_into(outer, key);
  put_into(outer, mapped);
}

NNSTRUCT_DEFINE void builder::set_state(value target, value state) {
  object& outer = out_.objects_[target.number_];
  document::call_extras& more = extras(outer);
  if (more.has_state) in_.refuse("needs an object without a state, found one that has its state already");
  more.has_state = true;
  more.state = state;
  put_into(outer, state);
}

NNSTRUCT_DEFINE void builder::add_value(run_list& list, value v) {
  if (++elements_ > allowed_.elements)
    in_.refuse(nnstruct::detail::over_limit(concat({"makes ", elements_, " elements in all containers"}), "elements",
                                            allowed_.elements),
               format_problem::limit);
  const std::size_t at = out_.values_.size();
  out_.values_.push_back(v);
  ++list.total;
  run& last = list.last == 0 ? list.first : out_.runs_[list.last - 1];
  if (last.count == 0) {
    last = {static_cast<std::uint32_t>(at), 1, 0};
  } else if (last.begin + last.count == at && (at & out_.values_.mask) != 0) {
    ++last.count;
  } else {
    last.next = list.last = static_cast<std::uint32_t>(out_.runs_.size() + 1);
    out_.runs_.push_back({static_cast<std::uint32_t>(at), 1, 0});
  }
}

NNSTRUCT_DEFINE void builder::put_into(object& outer, value inner) {
  altered_ = altered_ || outer.enclosed;
  enclose(outer, inner);
  altered_ = altered_ || outer.enclosed;  // by itself
}

NNSTRUCT_DEFINE void builder::enclose(object& outer, value inner) {
  std::uint32_t size = 1;
  if (inner.is_object()) {
    object& o = out_.objects_[inner.number_];
    o.enclosed = true;
    if (altered_) return;  // measured at the end
    size = o.tree_size;
    if (o.depth >= outer.depth && &o != &outer) {
      outer.depth = (o.depth + 1) & 0x7fffffff;
      out_.depth_ = std::max<std::uint32_t>(out_.depth_, outer.depth);
      if (outer.depth > allowed_.nesting) refuse_nesting(outer.depth);
    }
  }
  outer.tree_size = saturating_add(outer.tree_size, size);
}

NNSTRUCT_DEFINE void builder::refuse_nesting(std::uint64_t depth) const {
  in_.refuse(
      nnstruct::detail::over_limit(concat({"makes ", depth, " objects in objects"}), "nesting", allowed_.nesting),
      format_problem::limit);
}

NNSTRUCT_DEFINE char* builder::room(std::size_t size) {
  constexpr std::size_t block = std::size_t{1} << 16;
  if (size > pool_left_) {
    pool_left_ = std::max(size, block);
    pool_at_ = out_.pool_.emplace_back(std::make_unique<char[]>(pool_left_)).get();
  }
  return pool_at_;
}

NNSTRUCT_DEFINE std::string_view builder::keep(std::size_t size) {
  const std::string_view kept(pool_at_, size);
  pool_at_ += size;
  pool_left_ -= size;
  return kept;
}

NNSTRUCT_DEFINE document builder::finish(value root, std::unique_ptr<const std::string> bytes, unsigned protocol) {
  out_.root_ = root;
  out_.bytes_ = std::move(bytes);
  out_.size_ = in_.position();
  out_.protocol_ = protocol;
  if (altered_) measure_again();
  if (root.is_object()) out_.depth_ = std::max(out_.depth_, std::uint32_t{1});
  out_.tree_size_ = root.is_object() ? out_.objects_[root.number_].tree_size : 1;
  return std::move(out_);
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pickle::detail
