// SPDX-License-Identifier: Apache-2.0
/// \file
/// A file that arrives in pieces, over several tries if need be.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include <nnstruct/config.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::io {

/// Where the bytes of a partial_file are from, so that bytes of another file are never put behind them.
struct file_origin {
  std::string url;
  std::string validator;     ///< the server's name for this version of the file: ETag or Last-Modified; may be empty
  std::uint64_t length = 0;  ///< of the whole file in bytes, 0: unknown

  bool operator==(const file_origin&) const = default;
};

/// What has arrived so far of a file PATH: it is in PATH.partial, and where it is from in PATH.partial.from. Unlike
/// atomic_file's, this temporary file stays when it is not committed, to be gone on with by another process; but an
/// empty one is removed. One process, and one thread, at a time has it: others wait.
///
/// Every error is an IoError with the path, errno and what to do.
class partial_file {
 public:
  /// Opens what is there, or begins anew.
  /// \throws IoError  the folder is missing or may not be written to
  NNSTRUCT_DECLARE explicit partial_file(std::string path);
  ~partial_file();
  partial_file(const partial_file&) = delete;
  partial_file& operator=(const partial_file&) = delete;

  /// PATH.partial.
  const std::string& path() const noexcept { return path_; }
  /// Bytes that are there.
  std::uint64_t size() const noexcept { return size_; }
  /// As it was given to the last begin(), in this process or an earlier one; empty if that is not known.
  const file_origin& origin() const noexcept { return origin_; }

  /// Begins anew with nothing.
  NNSTRUCT_DECLARE void begin(file_origin origin);
  /// Only so many of the bytes count.
  /// \pre bytes <= size()
  NNSTRUCT_DECLARE void cut(std::uint64_t bytes);
  /// Appends.
  NNSTRUCT_DECLARE void write(const void* from, std::size_t bytes);
  /// \pre offset + bytes <= size()
  NNSTRUCT_DECLARE void read(std::uint64_t offset, void* to, std::size_t bytes) const;

  /// The content is on the disk and has the name PATH, in place of what was there.
  NNSTRUCT_DECLARE void commit();
  /// Nothing of it stays.
  NNSTRUCT_DECLARE void remove() noexcept;

 private:
  NNSTRUCT_DECLARE void open();
  NNSTRUCT_DECLARE void read_origin();
  NNSTRUCT_DECLARE [[noreturn]] void fail(const char* what, int number) const;

  std::string target_, path_, from_path_;
  file_origin origin_;
  std::uint64_t size_ = 0;
  int descriptor_ = -1;
};

}  // namespace nnstruct::inline NNSTRUCT_ABI::io
