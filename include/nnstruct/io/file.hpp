// SPDX-License-Identifier: Apache-2.0
/// \file
/// A regular file, open for reading at any place; or one that is part of the program.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include <nnstruct/config.hpp>
#include <nnstruct/io/embedded_file.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::io {

/// A file that is open for reading. Reads say where they read, so that one object serves many threads at
/// once. Only regular files are opened: a pipe or a device could block for ever, or never end. An embedded file is read
/// as any other, without the system.
class input_file {
 public:
  /// \throws IoError  the file is missing or may not be read (with errno), or it is a directory, a pipe or a
  ///                  device (errno 0). Never waits.
  NNSTRUCT_DECLARE explicit input_file(std::string path);
  /// \param file  its bytes must outlive this object
  NNSTRUCT_DECLARE explicit input_file(const EmbeddedFile& file);
  ~input_file();

  input_file(input_file&& other) noexcept;
  input_file& operator=(input_file&& other) noexcept;
  input_file(const input_file&) = delete;
  input_file& operator=(const input_file&) = delete;

  /// As it was given to the constructor; the name of an embedded file.
  const std::string& path() const noexcept { return path_; }
  /// Bytes that the file had when it was opened.
  std::uint64_t size() const noexcept { return size_; }
  /// The bytes of an embedded file; null if this is a file of the system.
  const std::byte* memory() const noexcept { return memory_; }
  /// For what else a system can do with an open file, as mapping it. Still owned by this object; -1 if embedded.
  int descriptor() const noexcept { return descriptor_; }

  /// Reads exactly `bytes` bytes that begin at byte `offset` of the file.
  /// \throws IoError  the system failed, or the file ends before
  NNSTRUCT_DECLARE void read(std::uint64_t offset, void* to, std::size_t bytes) const;

 private:
  std::string path_;
  std::uint64_t size_ = 0;
  const std::byte* memory_ = nullptr;
  int descriptor_ = -1;
};

}  // namespace nnstruct::inline NNSTRUCT_ABI::io
