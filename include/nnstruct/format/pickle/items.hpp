// SPDX-License-Identifier: Apache-2.0
/// \file
/// The items of a container of a document: ranges to walk with a for loop.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <type_traits>

#include <nnstruct/format/pickle/blocks.hpp>
#include <nnstruct/format/pickle/value.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pickle {

struct key_value {
  value key;
  value mapped;
};

// A container's items lie in runs in the array that holds all items of the document: one for each APPENDS, and for each
// block of that array.
struct run {
  std::uint32_t begin = 0;
  std::uint32_t count = 0;
  std::uint32_t next = 0;  // number of the next run plus one; 0 is the end
};
struct run_list {
  run first;
  std::uint32_t last = 0;   // as run::next; 0 while the first run is the last
  std::uint32_t total = 0;  // values in all runs
};

/// The items of a container in order: `for (value v : doc.items(list))`. Step 2 gives key_value pairs.
template <unsigned Step> class run_range {
 public:
  class iterator {
   public:
    using value_type = std::conditional_t<Step == 1, value, key_value>;
    using difference_type = std::ptrdiff_t;
    using iterator_category = std::input_iterator_tag;
    using iterator_concept = std::forward_iterator_tag;
    using reference = value_type;
    using pointer = void;

    constexpr iterator() noexcept = default;
    value_type operator*() const noexcept {
      if constexpr (Step == 1) {
        return at_[0];
      } else {
        return {at_[0], at_[1]};
      }
    }
    iterator& operator++() noexcept {
      at_ += Step;
      if (at_ == stop_) enter(next_ == 0 ? run{} : runs_[next_ - 1]);
      return *this;
    }
    iterator operator++(int) noexcept {
      iterator before = *this;
      ++*this;
      return before;
    }
    friend bool operator==(const iterator& a, const iterator& b) noexcept { return a.at_ == b.at_; }

   private:
    friend class run_range;
    iterator(const detail::blocks<value>* values, const run* runs, const run& r) noexcept
        : values_(values), runs_(runs) {
      enter(r);
    }
    void enter(const run& r) noexcept {  // runs are never empty: an empty one is the end
      at_ = r.count == 0 ? nullptr : &(*values_)[r.begin];
      stop_ = at_ + r.count;
      next_ = r.next;
    }

    const detail::blocks<value>* values_ = nullptr;
    const run* runs_ = nullptr;
    const value* at_ = nullptr;
    const value* stop_ = nullptr;
    std::uint32_t next_ = 0;
  };

  std::size_t size() const noexcept { return list_.total / Step; }
  bool empty() const noexcept { return list_.total == 0; }
  iterator begin() const noexcept { return {values_, runs_, list_.first}; }
  iterator end() const noexcept { return {}; }

  /// The item at `i` (less than size()): at once in a tuple, along the runs in a list of thousands.
  typename iterator::value_type operator[](std::size_t i) const noexcept {
    const run* r = &list_.first;
    std::size_t skip = i * Step;
    for (; skip >= r->count; r = &runs_[r->next - 1]) skip -= r->count;
    return *iterator(values_, runs_, {r->begin + static_cast<std::uint32_t>(skip), Step, 0});
  }

 private:
  friend class document;
  run_range(const detail::blocks<value>* values, const run* runs, const run_list& list) noexcept
      : values_(values), runs_(runs), list_(list) {}

  const detail::blocks<value>* values_;
  const run* runs_;
  run_list list_;
};
using item_range = run_range<1>;
using pair_range = run_range<2>;

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pickle
