// SPDX-License-Identifier: Apache-2.0
/// \file
/// An array in blocks: it grows without moving, and gives the memory of what is done with back to the system.
#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>
#include <vector>

#include <nnstruct/config.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pickle::detail {

/// For the values of a pickle, which may be ten million. A vector that doubles holds them twice while it grows; and
/// what malloc is given back in the middle of its memory stays the program's.
template <class T> class blocks {
  static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);

 public:
  static constexpr std::size_t bits = 10, block = std::size_t{1} << bits, mask = block - 1;

  std::size_t size() const noexcept { return size_; }
  T& operator[](std::size_t i) noexcept { return table_[i >> bits].get()[i & mask]; }
  const T& operator[](std::size_t i) const noexcept { return table_[i >> bits].get()[i & mask]; }

  void push_back(const T& v) {
    if (size_ >> bits == table_.size()) add_block();
    ::new (static_cast<void*>(&(*this)[size_])) T(v);
    ++size_;
  }
  /// \param size  at most size()
  void shrink(std::size_t size) {
    size_ = size;
    const std::size_t used = (size >> bits) + 2;  // and one to spare
    if (used < table_.size()) table_.resize(used);
  }
  /// Block number i holds nothing from now on that anybody reads.
  void give_back(std::size_t number) noexcept { ::madvise(table_[number].get(), block * sizeof(T), MADV_DONTNEED); }

 private:
  void add_block() {
    std::unique_ptr<T, release> fresh(static_cast<T*>(::operator new(block * sizeof(T), page)));
    table_.push_back(std::move(fresh));
  }

  static constexpr std::align_val_t page{4096};
  struct release {
    void operator()(T* memory) const noexcept { ::operator delete(memory, page); }
  };
  std::vector<std::unique_ptr<T, release>> table_;
  std::size_t size_ = 0;
};

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pickle::detail
