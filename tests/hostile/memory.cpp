// SPDX-License-Identifier: Apache-2.0
#include "hostile/memory.hpp"

#include <malloc.h>

#include <algorithm>
#include <cstdlib>
#include <new>

namespace {
std::size_t live = 0, most = 0, before = 0;
#if HOSTILE_COUNTS
void* counted(void* memory) {
  if (memory == nullptr) throw std::bad_alloc();
  live += ::malloc_usable_size(memory);
  most = std::max(most, live);
  return memory;
}
void give_back(void* memory) {
  if (memory != nullptr) live -= ::malloc_usable_size(memory);
  std::free(memory);
}
#endif
}  // namespace

namespace hostile {
void forget_peak() { most = before = live; }
std::size_t peak_memory() { return most - before; }
}  // namespace hostile

#if HOSTILE_COUNTS
void* operator new(std::size_t size) { return counted(std::malloc(std::max<std::size_t>(size, 1))); }
void* operator new(std::size_t size, std::align_val_t align) {
  const auto to = static_cast<std::size_t>(align);
  return counted(std::aligned_alloc(to, (std::max<std::size_t>(size, 1) + to - 1) / to * to));
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  try {
    return operator new(size);
  } catch (const std::bad_alloc&) { return nullptr; }
}
void operator delete(void* memory) noexcept { give_back(memory); }
void operator delete(void* memory, std::size_t) noexcept { give_back(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { give_back(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { give_back(memory); }
#endif
