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

/// What is written before a file has its name.
enum class temporary {
  unnamed,  ///< has no name either until it is complete, where the system knows such files; elsewhere as named
  named,    ///< `.NAME.PID-COUNT.tmp` in the same folder
};

/// Writes a temporary file and renames it on commit: until then the old file is as it was, afterwards the new one is
/// there whole. A symbolic link stays and its target is replaced. The old file's permission bits are kept; a new file
/// gets those that the umask leaves.
///
/// Only a program killed between the file's two names, or where the system knows no file without one, leaves its
/// temporary file behind. The next save of the same file removes it, but no file whose writer lives: that has a lock.
/// (On network file systems, where locks may be each machine's own, it stays.)
///
/// Every error is an IoError with the path, errno and what to do; after one nothing can be committed any
/// more.
class atomic_file {
 public:
  /// Removes what killed programs left of the same file, and creates the temporary file.
  /// \throws IoError  the folder is missing or may not be written to; the path is a directory or another
  /// thing
  ///                  that is no regular file, or a file that is write-protected
  NNSTRUCT_DECLARE explicit atomic_file(std::string path, temporary kind = temporary::unnamed);
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
  NNSTRUCT_DECLARE void create_temporary(temporary kind);
  NNSTRUCT_DECLARE void keep_lock();
  NNSTRUCT_DECLARE void open_unnamed();
  NNSTRUCT_DECLARE void open_named();
  NNSTRUCT_DECLARE void flush();
  NNSTRUCT_DECLARE void write_through(const char* from, std::size_t bytes);
  NNSTRUCT_DECLARE void finish_content(bool durable);
  NNSTRUCT_DECLARE bool link_temporary();
  NNSTRUCT_DECLARE void copy_to_named();
  NNSTRUCT_DECLARE void discard() noexcept;
  NNSTRUCT_DECLARE [[noreturn]] void fail(const std::string& what, int number);

  std::string path_;
  std::string target_;     ///< path_, symbolic links followed
  std::string temporary_;  ///< its path; empty while it has none
  std::unique_ptr<char[]> buffer_;
  std::size_t buffered_ = 0;
  std::uint64_t position_ = 0;
  unsigned old_mode_ = 0;
  int descriptor_ = -1;
  int lock_ = -1;    ///< of the same opening: keeps the lock, and an unnamed file, until the rename
  int folder_ = -1;  ///< of a durable save, to be synced
  bool replaces_ = false;
};

}  // namespace nnstruct::inline NNSTRUCT_ABI::io
