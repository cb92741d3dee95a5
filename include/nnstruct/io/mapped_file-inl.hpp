// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/mman.h>

#include <cerrno>
#include <limits>
#include <string>
#include <system_error>

#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/io/mapped_file.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::io {

NNSTRUCT_DEFINE mapped_file::mapped_file(const input_file& file)
    : data_(file.memory()), size_(static_cast<std::size_t>(file.size())), owned_(file.memory() == nullptr) {
  if (!owned_) return;
  if (file.size() > std::numeric_limits<std::size_t>::max())
    throw IoError(concat({"cannot map \"", file.path(), "\": it is larger than the address space; load without .map"}),
                  file.path(), 0);
  void* const address = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, file.descriptor(), 0);
  if (address == MAP_FAILED) {
    const int number = errno;
    throw IoError(
        concat({"cannot map \"", file.path(), "\": ", std::system_category().message(number), "; load without .map"}),
        file.path(), number);
  }
  data_ = static_cast<const std::byte*>(address);
}

NNSTRUCT_INLINE mapped_file::~mapped_file() {
  if (owned_) ::munmap(const_cast<std::byte*>(data_), size_);
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::io
