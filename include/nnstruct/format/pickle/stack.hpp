// SPDX-License-Identifier: Apache-2.0
/// \file
/// The stack of a pickle machine, and its marks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <nnstruct/concat.hpp>
#include <nnstruct/format/pickle/blocks.hpp>
#include <nnstruct/format/pickle/parser.hpp>
#include <nnstruct/format/pickle/reader.hpp>
#include <nnstruct/format/pickle/value.hpp>
#include <nnstruct/over_limit.hpp>
#include <nnstruct/span.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pickle::detail {

/// Marks are kept apart from the values, as heights of the stack. What lies below the topmost mark is out of
/// reach for opcodes that take a fixed number of values.
class stack {
 public:
  NNSTRUCT_DECLARE stack(const reader& in, std::uint64_t limit) : in_(in), limit_(limit) {}

  NNSTRUCT_DECLARE bool empty() const noexcept { return values_.size() == 0 && marks_.empty(); }

  NNSTRUCT_DECLARE void push(value v) {
    if (values_.size() >= limit_) refuse_more();
    values_.push_back(v);
  }
  NNSTRUCT_DECLARE void mark() {
    if (marks_.size() >= limit_) refuse_more();
    marks_.push_back(values_.size());
  }

  struct few_values {
    value all[3];
    std::size_t count;
    const value& operator[](std::size_t i) const noexcept { return all[i]; }
    operator span<const value>() const noexcept { return {all, count}; }
  };
  /// The topmost `count` values, at most three, the deepest first.
  NNSTRUCT_DECLARE few_values last(std::size_t count) const {
    need(count);
    few_values out{{}, count};
    for (std::size_t i = 0; i < count; ++i) out.all[i] = values_[values_.size() - count + i];
    return out;
  }
  NNSTRUCT_DECLARE value top() const {
    need(1);
    return values_[values_.size() - 1];
  }
  NNSTRUCT_DECLARE void drop(std::size_t count) {
    need(count);
    values_.shrink(values_.size() - count);
  }

  /// How many values lie upon the topmost mark.
  NNSTRUCT_DECLARE std::size_t above_mark() const { return values_.size() - topmost_mark(); }
  /// One of them, the deepest first.
  NNSTRUCT_DECLARE value above_mark(std::size_t i) const { return values_[marks_.back() + i]; }
  /// The value under the topmost mark, where APPENDS and its like find their container.
  NNSTRUCT_DECLARE value below_mark() const {
    const std::size_t at = topmost_mark(), floor = marks_.size() < 2 ? 0 : marks_[marks_.size() - 2];
    if (at == floor) in_.refuse("needs a container below the MARK, found none");
    return values_[at - 1];
  }
  /// Takes the topmost mark and all values upon it, and calls f(value) of each, the deepest first. Their memory is
  /// given back on the way, so that ten million are not held twice.
  template <class F> void take_to_mark(F f) {
    const std::size_t floor = topmost_mark(), end = values_.size();
    for (std::size_t i = floor; i < end; ++i) {
      f(values_[i]);
      if ((i & values_.mask) == values_.mask && i - values_.mask >= floor) values_.give_back(i >> values_.bits);
    }
    values_.shrink(floor);
    marks_.pop_back();
  }
  NNSTRUCT_DECLARE void drop_to_mark() {
    values_.shrink(topmost_mark());
    marks_.pop_back();
  }

  /// POP takes a mark when nothing lies upon it.
  NNSTRUCT_DECLARE void pop() {
    if (!marks_.empty() && marks_.back() == values_.size()) {
      marks_.pop_back();
    } else {
      drop(1);
    }
  }

 private:
  NNSTRUCT_DECLARE std::size_t topmost_mark() const {
    if (marks_.empty()) in_.refuse("needs a MARK on the stack, found none");
    return marks_.back();
  }
  NNSTRUCT_DECLARE void need(std::size_t count) const {
    const std::size_t reachable = values_.size() - (marks_.empty() ? 0 : marks_.back());
    if (reachable < count) refuse_fewer(count, reachable);
  }
  NNSTRUCT_DECLARE [[noreturn]] void refuse_more() const {
    in_.refuse(nnstruct::detail::over_limit(concat({"puts ", limit_ + 1, " values on the stack"}), "elements", limit_),
               format_problem::limit);
  }
  NNSTRUCT_DECLARE [[noreturn]] void refuse_fewer(std::size_t needed, std::size_t found) const {
    in_.refuse(concat({"needs ", needed, needed == 1 ? " value" : " values", " on the stack",
                       marks_.empty() ? "" : " above the MARK", ", found ", found}));
  }

  const reader& in_;
  std::uint64_t limit_;
  blocks<value> values_;
  std::vector<std::size_t> marks_;
};

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pickle::detail
