// SPDX-License-Identifier: Apache-2.0
/// \file
/// Every allocation of the program, by whomever, goes through before_allocation(), which the one source that includes
/// this defines; it may throw. live_allocations counts those that were not given back. Not with AddressSanitizer, which
/// has allocation functions of its own: the two do not go together.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>

static void before_allocation(std::size_t size);
static std::atomic<long> live_allocations{0};

static void* counted(std::size_t size, std::size_t alignment) {
  before_allocation(size);
  const std::size_t whole = (size + alignment - 1) / alignment * alignment;
  void* const memory = std::aligned_alloc(alignment, whole == 0 ? alignment : whole);
  if (memory == nullptr) throw std::bad_alloc();
  ++live_allocations;
  return memory;
}
static void given_back(void* memory) noexcept {
  if (memory != nullptr) --live_allocations;
  std::free(memory);
}

void* operator new(std::size_t size) { return counted(size, alignof(std::max_align_t)); }
void* operator new(std::size_t size, std::align_val_t alignment) {
  return counted(size, static_cast<std::size_t>(alignment));
}
void operator delete(void* memory) noexcept { given_back(memory); }
void operator delete(void* memory, std::size_t) noexcept { given_back(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { given_back(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { given_back(memory); }
