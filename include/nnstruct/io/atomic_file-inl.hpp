// SPDX-License-Identifier: Apache-2.0
/// \file
/// The definitions of atomic_file.hpp, over POSIX.
#pragma once

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstring>
#include <string_view>
#include <system_error>
#include <utility>

#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/io/atomic_file.hpp>
#include <nnstruct/io/system_call.hpp>
#include <nnstruct/io/temporary_files.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::io {

namespace detail {

inline constexpr std::size_t write_buffer_bytes = std::size_t{64} << 10;

NNSTRUCT_DEFINE std::string folder_of(const std::string& path) {
  const auto slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

/// What a symbolic link finally points to, whether it exists or not. (realpath needs it to exist.)
NNSTRUCT_DECLARE std::string follow_links(const std::string& given) {
  std::string path = given;
  for (int links = 0; links < 40; ++links) {  // the number that Linux follows
    char to[PATH_MAX];
    const ::ssize_t length = ::readlink(path.c_str(), to, sizeof to);
    if (length < 0) return path;  // no link, or nothing there
    const std::string_view link(to, static_cast<std::size_t>(length));
    path = link.starts_with('/') ? std::string(link) : folder_of(path).append("/").append(link);
  }
  throw IoError(concat({"cannot save \"", given, "\": ", std::system_category().message(ELOOP),
                        "; the link leads back to itself, remove it"}),
                given, ELOOP);
}

/// Under which an unnamed file can be found.
NNSTRUCT_DECLARE std::string path_of(int descriptor) { return concat({"/proc/self/fd/", descriptor}); }

NNSTRUCT_DECLARE bool sync(int descriptor) {
  return uninterrupted([=] { return ::fsync(descriptor); }) == 0;
}

NNSTRUCT_DEFINE std::string advice(int number, const std::string& folder) {
  switch (number) {
    case ENOSPC: return "; free some space on that disk, or save to another one";
    case EDQUOT: return "; free some of your quota on that disk, or save to another one";
    case EIO: return "; the disk itself reports the error: save to another one and have it checked";
    case EFBIG: return "; the file system or `ulimit -f` allows no file of this size";
    case EROFS: return "; that file system is mounted read-only: save to another one";
    case ENOENT: return concat({"; the folder ", folder, " must exist: create it first"});
    case ENOTDIR: return concat({"; ", folder, " is no folder"});
    case EACCES:
    case EPERM: return concat({"; saving needs write permission on the folder ", folder});
    default: return "";
  }
}

}  // namespace detail

NNSTRUCT_DEFINE atomic_file::atomic_file(std::string path, temporary kind) : path_(std::move(path)) {
  if (path_.find('\0') != std::string::npos) fail("a zero byte follows in the path; no file has such a name", 0);
  target_ = detail::follow_links(path_);
  look_at_target();
  buffer_ = std::make_unique_for_overwrite<char[]>(detail::write_buffer_bytes);
  detail::remove_leftovers(target_);
  create_temporary(kind);
  keep_lock();
}

NNSTRUCT_INLINE atomic_file::~atomic_file() { discard(); }

NNSTRUCT_DEFINE void atomic_file::look_at_target() {
  struct ::stat status {};
  if (::stat(target_.c_str(), &status) != 0) {
    if (errno != ENOENT) fail("", errno);
    if (target_.empty() || target_.ends_with('/')) fail("the path ends without a file name; add one", 0);
    return;
  }
  if (S_ISDIR(status.st_mode)) fail("it is a directory; give the path of a file in it", 0);
  // To rename over a device or a pipe would replace it.
  if (!S_ISREG(status.st_mode)) fail("it is a device, a pipe or a socket; save to a regular file", 0);
  replaces_ = true;
  old_mode_ = status.st_mode & 0777U;
  // rename asks the folder only; who protects a file means the file.
  if (::faccessat(AT_FDCWD, target_.c_str(), W_OK, AT_EACCESS) != 0 && errno == EACCES)
    fail("the file there is write-protected; change its permissions, or save under another name", EACCES);
}

NNSTRUCT_DEFINE void atomic_file::create_temporary(temporary kind) {
  if (kind == temporary::unnamed) open_unnamed();
  if (descriptor_ < 0) open_named();
  // The umask took bits away that the old file has.
  const auto set_mode = [&] { return ::fchmod(descriptor_, old_mode_); };
  if (replaces_ && uninterrupted(set_mode) != 0) fail("", errno);
}

/// Until the rename, when what is written has long been closed.
NNSTRUCT_DEFINE void atomic_file::keep_lock() {
  if (lock_ >= 0) ::close(lock_);
  lock_ = uninterrupted([&] { return ::fcntl(descriptor_, F_DUPFD_CLOEXEC, 0); });
  if (lock_ < 0) fail("", errno);
}

/// Whatever prevents it, the file is then created with a name, or that is what fails.
NNSTRUCT_DEFINE void atomic_file::open_unnamed() {
  const std::string folder = detail::folder_of(target_);
  const ::mode_t mode = replaces_ ? old_mode_ : 0666;
  descriptor_ = uninterrupted([&] { return ::open(folder.c_str(), O_RDWR | O_TMPFILE | O_CLOEXEC, mode); });
  if (descriptor_ < 0) return;
  // Before Linux 6.0 some file systems forgot the umask here. Where it takes nothing away, that is the same to see.
  struct ::stat status {};
  const bool masked = replaces_ || (::fstat(descriptor_, &status) == 0 && (status.st_mode & 0666) != 0666);
  const bool has_proc = ::access(detail::path_of(descriptor_).c_str(), F_OK) == 0;
  if (!masked || !has_proc || !detail::lock_temporary(descriptor_, false)) ::close(std::exchange(descriptor_, -1));
}

NNSTRUCT_DEFINE void atomic_file::open_named() {
  for (;;) {
    temporary_ = detail::temporary_name(target_);
    const ::mode_t mode = replaces_ ? old_mode_ : 0666;
    descriptor_ =
        uninterrupted([&] { return ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode); });
    if (descriptor_ >= 0) {
      if (detail::lock_temporary(descriptor_, true)) return;
      ::close(std::exchange(descriptor_, -1));
    } else if (errno != EEXIST) {  // a process with our number, of another container or not to be removed
      const int number = errno;
      temporary_.clear();
      fail("", number);
    }
  }
}

NNSTRUCT_DEFINE void atomic_file::write(const void* from, std::size_t bytes) {
  if (descriptor_ < 0) fail("it was committed, or an earlier write failed; start again with a new atomic_file", 0);
  if (bytes == 0) return;
  if (bytes > detail::write_buffer_bytes - buffered_) flush();
  if (bytes >= detail::write_buffer_bytes) {
    write_through(static_cast<const char*>(from), bytes);
  } else {
    std::memcpy(buffer_.get() + buffered_, from, bytes);
    buffered_ += bytes;
  }
  position_ += bytes;
}

NNSTRUCT_DEFINE void atomic_file::flush() {
  write_through(buffer_.get(), buffered_);
  buffered_ = 0;
}

NNSTRUCT_DEFINE void atomic_file::write_through(const char* from, std::size_t bytes) {
  while (bytes > 0) {
    const ::ssize_t count = uninterrupted([&] { return ::write(descriptor_, from, bytes); });
    if (count <= 0) fail("", count < 0 ? errno : EIO);
    from += count;
    bytes -= static_cast<std::size_t>(count);
  }
}

NNSTRUCT_DEFINE void atomic_file::commit(bool durable) {
  if (descriptor_ < 0) fail("it was committed, or an earlier write failed; start again with a new atomic_file", 0);
  finish_content(durable);

  // The folder is opened before the rename, so that what can go wrong goes wrong while the old file is there.
  const std::string folder = detail::folder_of(target_);
  const auto open_folder = [&] { return ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); };
  folder_ = durable ? uninterrupted(open_folder) : -1;
  if (durable && folder_ < 0) {
    const int number = errno;
    fail(concat({"a durable save must open the folder ", folder, " (", std::system_category().message(number),
                 "); allow reading it, or save without .durable"}),
         number);
  }
  if (temporary_.empty() && !link_temporary()) {
    copy_to_named();
    finish_content(durable);
  }
  if (std::rename(temporary_.c_str(), target_.c_str()) != 0) fail("", errno);
  temporary_.clear();

  // Some network file systems cannot sync a folder and say so; their servers keep the name by themselves.
  const int number = !durable || detail::sync(folder_) || errno == EINVAL || errno == ENOTSUP ? 0 : errno;
  discard();
  if (number != 0)
    throw IoError(concat({"saved \"", path_, "\", the new file is in its place, but the folder could not be synced: ",
                          std::system_category().message(number), "; a power cut now may bring the old file back"}),
                  path_, number);
}

/// All that was written is in the file; what is locked stays so.
NNSTRUCT_DEFINE void atomic_file::finish_content(bool durable) {
  flush();
  if (durable && !detail::sync(descriptor_)) fail("", errno);
  // Network file systems report a full disk here. EINTR is none: Linux has closed it.
  if (::close(std::exchange(descriptor_, -1)) != 0 && errno != EINTR) fail("", errno);
}

/// Gives the unnamed file a name. (Not that of the target: a link replaces nothing.) False if the system does not let
/// us, as some profiles of AppArmor.
NNSTRUCT_DEFINE bool atomic_file::link_temporary() {
  const std::string from = detail::path_of(lock_);
  do {
    temporary_ = detail::temporary_name(target_);
    if (::linkat(AT_FDCWD, from.c_str(), AT_FDCWD, temporary_.c_str(), AT_SYMLINK_FOLLOW) == 0) return true;
  } while (errno == EEXIST);
  temporary_.clear();
  return false;
}

/// The content of the unnamed file goes to one with a name.
NNSTRUCT_DEFINE void atomic_file::copy_to_named() {
  create_temporary(temporary::named);
  for (::off_t at = 0;;) {
    const ::ssize_t count =
        uninterrupted([&] { return ::pread(lock_, buffer_.get(), detail::write_buffer_bytes, at); });
    if (count < 0) fail("", errno);
    if (count == 0) break;
    write_through(buffer_.get(), static_cast<std::size_t>(count));
    at += count;
  }
  keep_lock();
}

/// The name goes before the lock does, lest somebody else removes it and gives it to another file meanwhile.
NNSTRUCT_DEFINE void atomic_file::discard() noexcept {
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
  temporary_.clear();
  for (int* descriptor : {&descriptor_, &lock_, &folder_})
    if (*descriptor >= 0) ::close(std::exchange(*descriptor, -1));
}

/// \param what  our words, or "" for those of the system
NNSTRUCT_DEFINE void atomic_file::fail(const std::string& what, int number) {
  discard();
  std::string text = concat({"cannot save \"", path_.c_str(), "\": "});  // what() would end at a zero byte
  if (!what.empty()) text += what;
  else text += std::system_category().message(number) + detail::advice(number, detail::folder_of(target_));
  if (replaces_) text += "; the old file is as it was";
  throw IoError(text, path_, number);
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::io
