// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/mman.h>

#include <cerrno>
#include <limits>
#include <memory>
#include <string>
#include <system_error>

#include <nnstruct/error.hpp>
#include <nnstruct/io/mapped_file.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::io {

NNSTRUCT_INLINE nnstruct::detail::storage_handle map_file(const input_file& file) {
  using nnstruct::detail::storage;
  if (file.size() > std::numeric_limits<std::size_t>::max())
    throw IoError("cannot map " + file.path() + ": it is larger than the address space; load without .map", file.path(),
                  0);
  const auto bytes = static_cast<std::size_t>(file.size());
  auto owner = std::make_unique<storage>();
  void* const address = ::mmap(nullptr, bytes, PROT_READ, MAP_PRIVATE, file.descriptor(), 0);
  if (address == MAP_FAILED) {
    const int number = errno;
    throw IoError("cannot map " + file.path() + ": " + std::system_category().message(number) + "; load without .map",
                  file.path(), number);
  }
  const auto release = [](storage& self) noexcept {
    ::munmap(self.data, self.bytes);
    delete &self;
  };
  *owner = storage{static_cast<std::byte*>(address), bytes, release, 1, false, true};
  return nnstruct::detail::storage_handle(owner.release());
}

NNSTRUCT_INLINE nnstruct::detail::storage_handle part_of(const nnstruct::detail::storage_handle& mapped,
                                                         std::size_t offset, std::size_t bytes) {
  using nnstruct::detail::storage;
  struct part : storage {
    nnstruct::detail::storage_handle whole;
  };
  const auto release = [](storage& self) noexcept { delete static_cast<part*>(&self); };
  return nnstruct::detail::storage_handle(new part{{mapped.data() + offset, bytes, release, 1, false, true}, mapped});
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::io
