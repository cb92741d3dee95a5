// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/mman.h>

#include <cstring>
#include <new>

#include <nnstruct/tensor/storage.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// What a vector register and a cache line like best, and what PyTorch aligns to.
inline constexpr std::size_t storage_alignment = 64;

inline constexpr std::size_t huge_page_bytes = std::size_t{2} << 20;

/// The storage stands in front of its own bytes: one allocation.
template <std::size_t Alignment> storage* allocate_aligned(std::size_t bytes) {
  static_assert(sizeof(storage) <= storage_alignment);
  if (bytes > static_cast<std::size_t>(-1) - storage_alignment) throw std::bad_alloc();
  void* block = ::operator new (storage_alignment + bytes, std::align_val_t{Alignment});
  const auto release = [](storage& self) noexcept {
    ::operator delete (static_cast<void*>(&self), std::align_val_t{Alignment});
  };
  return new (block) storage{static_cast<std::byte*>(block) + storage_alignment, bytes, release, 1, false};
}

NNSTRUCT_DEFINE storage* allocate_storage(std::size_t bytes, bool zeroed) {
  storage* const fresh = allocate_aligned<storage_alignment>(bytes);
  if (zeroed) std::memset(fresh->data, 0, bytes);
  return fresh;
}

NNSTRUCT_DEFINE storage* allocate_lasting_storage(std::size_t bytes) {
  if (bytes < 2 * huge_page_bytes) return allocate_storage(bytes, false);
  storage* const fresh = allocate_aligned<huge_page_bytes>(bytes);
  // An advice, which may be refused.
  ::madvise(static_cast<void*>(fresh), bytes / huge_page_bytes * huge_page_bytes, MADV_HUGEPAGE);
  return fresh;
}

NNSTRUCT_DEFINE storage_handle clone(const storage_handle& original) {
  storage_handle copy(allocate_storage(original.bytes(), false));
  if (original.bytes() != 0) std::memcpy(copy.data(), original.data(), original.bytes());
  return copy;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
