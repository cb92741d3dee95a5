// SPDX-License-Identifier: Apache-2.0
/// \file
/// The bytes of a file as memory.
#pragma once

#include <cstddef>

#include <nnstruct/config.hpp>
#include <nnstruct/io/file.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::io {

/// A whole file mapped for reading: nothing is read before it is used. The memory stays as long as this object, after
/// the file is closed, renamed or removed too. It must not be cut off in that time. Of an embedded file it is the
/// program's own memory.
class mapped_file {
 public:
  /// \throws IoError  the system refuses
  NNSTRUCT_DECLARE explicit mapped_file(const input_file& file);
  ~mapped_file();
  mapped_file(const mapped_file&) = delete;
  mapped_file& operator=(const mapped_file&) = delete;

  const std::byte* data() const noexcept { return data_; }
  std::size_t size() const noexcept { return size_; }

 private:
  const std::byte* data_;
  std::size_t size_;
  bool owned_;
};

}  // namespace nnstruct::inline NNSTRUCT_ABI::io
