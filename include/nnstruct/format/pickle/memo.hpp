// SPDX-License-Identifier: Apache-2.0
/// \file
/// The memo of a pickle: values by number, whatever numbers a file chooses.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include <nnstruct/format/pickle/value.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pickle::detail {

/// Picklers count 0, 1, 2 …, with gaps where an optimizer removed entries: an array serves those. A file may
/// also say 4294967295, which must not cost 64 GB: a number far beyond the entries so far goes to a hash
/// table.
class memo {
 public:
  /// For a pickle of so many bytes.
  NNSTRUCT_DECLARE explicit memo(std::size_t bytes) { dense_.reserve(bytes / 12); }

  NNSTRUCT_DECLARE std::uint32_t count() const noexcept { return count_; }

  NNSTRUCT_DECLARE const value* find(std::uint32_t id) const noexcept {
    if (id < dense_.size() && !dense_[id].is(absent)) return &dense_[id];
    return sparse_count_ == 0 ? nullptr : find_sparse(id);
  }

  NNSTRUCT_DECLARE void put(std::uint32_t id, value v) {
    if (id == dense_.size() && sparse_count_ == 0) {
      dense_.push_back(v);
      ++count_;
      return;
    }
    if (find(id) == nullptr) ++count_;
    if (id < dense_.size() || id <= 2 * std::uint64_t{count_} + 1024) {
      if (id >= dense_.size()) dense_.resize(std::size_t{id} + 1, value(absent, 0, 0));
      dense_[id] = v;  // hides an entry of the same number in the table
    } else {
      put_sparse(id, v);
    }
  }

 private:
  static constexpr auto absent = static_cast<kind>(0xff);
  struct entry {
    std::uint32_t id = 0;
    bool used = false;
    value stored;
  };

  // Open addressing. The multiplier comes from an address, so that a file cannot be made to collide.
  NNSTRUCT_DECLARE std::size_t slot(std::uint32_t id) const noexcept {
    const auto seed = static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(table_.data()));
    return static_cast<std::size_t>((id * ((seed * 0x9e3779b97f4a7c15u) | 1)) >> 32) & (table_.size() - 1);
  }
  NNSTRUCT_DECLARE const value* find_sparse(std::uint32_t id) const noexcept {
    std::size_t at = slot(id);
    for (; table_[at].used; at = (at + 1) & (table_.size() - 1)) {
      if (table_[at].id == id) return &table_[at].stored;
    }
    return nullptr;
  }
  NNSTRUCT_DECLARE void put_sparse(std::uint32_t id, value v) {
    if (2 * sparse_count_ >= table_.size()) grow();
    std::size_t at = slot(id);
    while (table_[at].used && table_[at].id != id) at = (at + 1) & (table_.size() - 1);
    if (!table_[at].used) ++sparse_count_;
    table_[at] = {id, true, v};
  }
  NNSTRUCT_DECLARE void grow() {
    const std::vector<entry> old = std::exchange(table_, std::vector<entry>(table_.empty() ? 64 : 2 * table_.size()));
    sparse_count_ = 0;
    for (const entry& e : old) {
      if (e.used) put_sparse(e.id, e.stored);
    }
  }

  std::vector<value> dense_;
  std::vector<entry> table_;  // its size is a power of two
  std::size_t sparse_count_ = 0;
  std::uint32_t count_ = 0;
};

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pickle::detail
