// SPDX-License-Identifier: Apache-2.0
/// \file
/// The stack of a pickle machine, and its marks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <nnstruct/concat.hpp>
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

  NNSTRUCT_DECLARE bool empty() const noexcept { return values_.empty() && marks_.empty(); }

  NNSTRUCT_DECLARE void push(value v) {
    if (values_.size() >= limit_) refuse_more();
    values_.push_back(v);
  }
  NNSTRUCT_DECLARE void mark() {
    if (marks_.size() >= limit_) refuse_more();
    marks_.push_back(values_.size());
  }

  /// The topmost `count` values, the deepest first.
  NNSTRUCT_DECLARE span<const value> last(std::size_t count) const {
    const std::size_t reachable = values_.size() - (marks_.empty() ? 0 : marks_.back());
    if (reachable < count) refuse_fewer(count, reachable);
    return {values_.data() + (values_.size() - count), count};
  }
  NNSTRUCT_DECLARE value top() const { return last(1)[0]; }
  NNSTRUCT_DECLARE void drop(std::size_t count) { values_.resize(values_.size() - last(count).size()); }

  NNSTRUCT_DECLARE span<const value> since_mark() const {
    if (marks_.empty()) in_.refuse("needs a MARK on the stack, found none");
    return span(values_).subspan(marks_.back());
  }
  /// The value under the topmost mark, where APPENDS and its like find their container.
  NNSTRUCT_DECLARE value below_mark() const {
    const std::size_t at = values_.size() - since_mark().size();
    const std::size_t floor = marks_.size() < 2 ? 0 : marks_[marks_.size() - 2];
    if (at == floor) in_.refuse("needs a container below the MARK, found none");
    return values_[at - 1];
  }
  /// The topmost mark and all values since.
  NNSTRUCT_DECLARE void drop_to_mark() {
    values_.resize(values_.size() - since_mark().size());
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
  std::vector<value> values_;
  std::vector<std::size_t> marks_;
};

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pickle::detail
