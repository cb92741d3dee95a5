// SPDX-License-Identifier: Apache-2.0
/// \file
/// A file that appears under its name only when it is complete.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include <nnstruct/config.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::io {

namespace detail {
/// "a/b" -> "a", "b" -> ".", "/b" -> "/"
NNSTRUCT_DECLARE std::string folder_of(const std::string& path);
/// What the user can do about an error of the system while a file is written: "; free some space ...", or "".
NNSTRUCT_DECLARE std::string advice(int number, const std::string& folder);
}  // namespace detail

/// Writes a temporary file, `.NAME.PID-COUNT.tmp` in the same folder, and renames it on commit: until then
/// the old file is as it was, afterwards the new one is there whole. A symbolic link stays and its target is
/// replaced. The old file's permission bits are kept; a new file gets those that the umask leaves. Only a
/// killed process leaves its temporary file behind.
///
/// Every error is an IoError with the path, errno and what to do; after one nothing can be committed any
/// more.
class atomic_file {
 public:
  /// Creates the temporary file.
  /// \throws IoError  the folder is missing or may not be written to; the path is a directory or another
  /// thing
  ///                  that is no regular file, or a file that is write-protected
  NNSTRUCT_DECLARE explicit atomic_file(std::string path);
  /// Removes the temporary file if it was not committed.
  ~atomic_file();

  atomic_file(const atomic_file&) = delete;
  atomic_file& operator=(const atomic_file&) = delete;

  /// Appends. Small pieces are gathered in a buffer of 64 KB, large ones go straight to the system.
  NNSTRUCT_DECLARE void write(const void* from, std::size_t bytes);
  /// Bytes appended so far.
  std::uint64_t position() const noexcept { return position_; }

  /// Gives the file its name. With `durable` the content and then the name are on the disk when this returns:
  /// after a power cut there is the old file or the new one. Without, that holds for a killed process only.
  /// \throws IoError  the old file is as it was, unless the message says that the new one is in its place
  /// already
  NNSTRUCT_DECLARE void commit(bool durable);

  /// As it was given to the constructor.
  const std::string& path() const noexcept { return path_; }

 private:
  NNSTRUCT_DECLARE void look_at_target();
  NNSTRUCT_DECLARE void create_temporary();
  NNSTRUCT_DECLARE void flush();
  NNSTRUCT_DECLARE void write_through(const char* from, std::size_t bytes);
  NNSTRUCT_DECLARE void close_checked();
  NNSTRUCT_DECLARE void discard() noexcept;
  NNSTRUCT_DECLARE [[noreturn]] void fail(const std::string& what, int number);

  std::string path_;
  std::string target_;     ///< path_, symbolic links followed
  std::string temporary_;  ///< empty when there is none
  std::unique_ptr<char[]> buffer_;
  std::size_t buffered_ = 0;
  std::uint64_t position_ = 0;
  unsigned old_mode_ = 0;
  int descriptor_ = -1;
  bool replaces_ = false;
};

}  // namespace nnstruct::inline NNSTRUCT_ABI::io
