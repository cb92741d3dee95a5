// SPDX-License-Identifier: Apache-2.0
/// \file
/// Memory that tensors and parameters share by counting references.
#pragma once

#include <cstddef>
#include <utility>

#include <nnstruct/config.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// One piece of memory and its count of references. How the memory is given back is the storage's own affair,
/// so that mapped files can stand beside the heap.
struct storage {
  std::byte* data;
  std::size_t bytes;
  void (*release)(storage&) noexcept;
  unsigned references;
  /// Somebody holds a pointer through which he may write: later copies do not share this memory.
  bool exposed;
  /// The memory must not be written: who wants to write takes a copy. A mapped file.
  bool read_only = false;
};

/// A new heap storage, 64-byte aligned, holding one reference. Throws std::bad_alloc.
NNSTRUCT_DECLARE storage* allocate_storage(std::size_t bytes, bool zeroed);
/// The same for values that will be there for long, as a model's: large ones are on huge pages where the system gives
/// them. Their first touch is what costs most of a load otherwise. Not for what comes and goes: they begin at a huge
/// page.
NNSTRUCT_DECLARE storage* allocate_lasting_storage(std::size_t bytes);

/// A handle on a storage, or on none. Copies are cheap and share the memory; counting is thread-safe.
class storage_handle {
 public:
  storage_handle() = default;
  /// Takes over the one reference that `fresh` holds.
  explicit storage_handle(storage* fresh) noexcept : storage_(fresh) {}
  storage_handle(const storage_handle& other) noexcept : storage_(other.storage_) {
    // <atomic> would cost every user a third of a second.
    if (storage_) __atomic_fetch_add(&storage_->references, 1u, __ATOMIC_RELAXED);
  }
  storage_handle(storage_handle&& other) noexcept : storage_(std::exchange(other.storage_, nullptr)) {}
  storage_handle& operator=(storage_handle other) noexcept {
    std::swap(storage_, other.storage_);
    return *this;
  }
  ~storage_handle() {
    if (storage_ && __atomic_fetch_sub(&storage_->references, 1u, __ATOMIC_ACQ_REL) == 1) storage_->release(*storage_);
  }

  explicit operator bool() const noexcept { return storage_ != nullptr; }
  std::byte* data() const noexcept { return storage_ ? storage_->data : nullptr; }
  std::size_t bytes() const noexcept { return storage_ ? storage_->bytes : 0; }
  /// Nobody else holds this memory, and it may be written.
  bool unique() const noexcept {
    return storage_ && !storage_->read_only && __atomic_load_n(&storage_->references, __ATOMIC_ACQUIRE) == 1;
  }
  /// Tells one memory from another: equal for handles that share theirs.
  const void* identity() const noexcept { return storage_; }
  bool exposed() const noexcept { return storage_ && storage_->exposed; }
  void expose() const noexcept { storage_->exposed = true; }

 private:
  storage* storage_ = nullptr;
};

/// The same bytes in memory of their own.
NNSTRUCT_DECLARE storage_handle clone(const storage_handle& original);

/// A copy by value that shares memory as long as that cannot be noticed.
template <class = void> storage_handle snapshot(const storage_handle& original) {
  return original.exposed() ? clone(original) : original;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
