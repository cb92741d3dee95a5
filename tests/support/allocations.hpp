// SPDX-License-Identifier: Apache-2.0
/// \file
/// Every allocation of the program, by whomever, goes through before_allocation(), which the one source that includes
/// this defines; it may throw. Not with AddressSanitizer, which has allocation functions of its own: the two do not go
/// together.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <new>

static void before_allocation(std::size_t size);

static void* counted(std::size_t size, std::size_t alignment) {
  before_allocation(size);
  const std::size_t whole = (size + alignment - 1) / alignment * alignment;
  if (void* memory = std::aligned_alloc(alignment, whole == 0 ? alignment : whole)) return memory;
  throw std::bad_alloc();
}

void* operator new(std::size_t size) { return counted(size, alignof(std::max_align_t)); }
void* operator new(std::size_t size, std::align_val_t alignment) {
  return counted(size, static_cast<std::size_t>(alignment));
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }
