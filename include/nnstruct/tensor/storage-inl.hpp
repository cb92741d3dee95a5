// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstring>
#include <new>

#include <nnstruct/tensor/storage.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// What a vector register and a cache line like best, and what PyTorch aligns to.
inline constexpr std::size_t storage_alignment = 64;

/// The storage stands in front of its own bytes: one allocation.
NNSTRUCT_DEFINE storage* allocate_storage(std::size_t bytes, bool zeroed) {
  static_assert(sizeof(storage) <= storage_alignment);
  if (bytes > static_cast<std::size_t>(-1) - storage_alignment) throw std::bad_alloc();
  void* block = ::operator new (storage_alignment + bytes, std::align_val_t{storage_alignment});
  std::byte* data = static_cast<std::byte*>(block) + storage_alignment;
  if (zeroed) std::memset(data, 0, bytes);
  const auto release = [](storage& self) noexcept {
    ::operator delete (static_cast<void*>(&self), std::align_val_t{storage_alignment});
  };
  return new (block) storage{data, bytes, release, 1, false};
}

NNSTRUCT_DEFINE storage_handle clone(const storage_handle& original) {
  storage_handle copy(allocate_storage(original.bytes(), false));
  if (original.bytes() != 0) std::memcpy(copy.data(), original.data(), original.bytes());
  return copy;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
