// SPDX-License-Identifier: Apache-2.0
/// \file
/// The definitions of partial_file.hpp, over POSIX.
#pragma once

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <system_error>
#include <utility>

#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/io/atomic_file.hpp>
#include <nnstruct/io/file.hpp>
#include <nnstruct/io/partial_file.hpp>
#include <nnstruct/io/system_call.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::io {

NNSTRUCT_DEFINE partial_file::partial_file(std::string path)
    : target_(std::move(path)), path_(target_ + ".partial"), from_path_(path_ + ".from") {
  open();
  try {
    read_origin();
  } catch (...) {
    ::close(descriptor_);  // the destructor does not run for an object that was never finished
    throw;
  }
}

NNSTRUCT_INLINE partial_file::~partial_file() {
  if (descriptor_ < 0) return;
  if (size_ == 0) remove();
  else ::close(descriptor_);
}

NNSTRUCT_DEFINE void partial_file::open() {
  for (;;) {
    descriptor_ = uninterrupted([&] { return ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666); });
    if (descriptor_ < 0) fail("cannot open", errno);
    // Where a file system knows no locks, two at a time spoil the file, which its hash or its checksums tell.
    uninterrupted([&] { return ::flock(descriptor_, LOCK_EX); });
    // While this waited, another may have finished it or removed it.
    struct ::stat mine {
    }, there{};
    if (::fstat(descriptor_, &mine) != 0) fail("cannot read", errno);
    if (::stat(path_.c_str(), &there) == 0 && there.st_ino == mine.st_ino && there.st_dev == mine.st_dev) {
      size_ = static_cast<std::uint64_t>(mine.st_size);
      return;
    }
    ::close(std::exchange(descriptor_, -1));
  }
}

/// Three lines. What is damaged is as good as none.
NNSTRUCT_DEFINE void partial_file::read_origin() {
  constexpr std::uint64_t most = 1 << 16;
  std::string text;
  if (size_ == 0 || ::access(from_path_.c_str(), F_OK) != 0) return;
  const input_file file(from_path_);
  if (file.size() > most) return;
  text.resize(static_cast<std::size_t>(file.size()));
  file.read(0, text.data(), text.size());
  const auto first = text.find('\n');
  const auto second = first == text.npos ? first : text.find('\n', first + 1);
  if (second == text.npos || text.back() != '\n') return;
  file_origin found{text.substr(0, first), text.substr(first + 1, second - first - 1), 0};
  const char* const end = text.data() + text.size() - 1;
  const auto [stop, problem] = std::from_chars(text.data() + second + 1, end, found.length);
  if (problem == std::errc() && stop == end) origin_ = std::move(found);
}

NNSTRUCT_DEFINE void partial_file::begin(file_origin origin) {
  cut(0);
  origin_ = std::move(origin);
  const std::string text = concat({origin_.url, '\n', origin_.validator, '\n', origin_.length, '\n'});
  atomic_file file(from_path_);
  file.write(text.data(), text.size());
  file.commit(false);
}

NNSTRUCT_DEFINE void partial_file::cut(std::uint64_t bytes) {
  const auto length = static_cast<::off_t>(bytes);
  if (uninterrupted([&] { return ::ftruncate(descriptor_, length); }) != 0) fail("cannot write", errno);
  size_ = bytes;
}

NNSTRUCT_DEFINE void partial_file::write(const void* from, std::size_t bytes) {
  const char* at = static_cast<const char*>(from);
  while (bytes > 0) {
    const ::ssize_t count =
        uninterrupted([&] { return ::pwrite(descriptor_, at, bytes, static_cast<::off_t>(size_)); });
    if (count <= 0) fail("cannot write", count < 0 ? errno : EIO);
    at += count;
    bytes -= static_cast<std::size_t>(count);
    size_ += static_cast<std::uint64_t>(count);
  }
}

NNSTRUCT_DEFINE void partial_file::read(std::uint64_t offset, void* to, std::size_t bytes) const {
  char* at = static_cast<char*>(to);
  while (bytes > 0) {
    const ::ssize_t count =
        uninterrupted([&] { return ::pread(descriptor_, at, bytes, static_cast<::off_t>(offset)); });
    if (count <= 0) fail("cannot read", count < 0 ? errno : EIO);
    at += count;
    bytes -= static_cast<std::size_t>(count);
    offset += static_cast<std::uint64_t>(count);
  }
}

NNSTRUCT_DEFINE void partial_file::commit() {
  // A name on a disk whose content is not there yet would pass for the whole file after a power cut.
  if (uninterrupted([&] { return ::fsync(descriptor_); }) != 0) fail("cannot write", errno);
  if (std::rename(path_.c_str(), target_.c_str()) != 0) fail("cannot rename", errno);
  ::unlink(from_path_.c_str());
  ::close(std::exchange(descriptor_, -1));
}

NNSTRUCT_DEFINE void partial_file::remove() noexcept {
  ::unlink(from_path_.c_str());
  ::unlink(path_.c_str());
  if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));  // and with it the lock
}

NNSTRUCT_DEFINE void partial_file::fail(const char* what, int number) const {
  throw IoError(concat({what, " \"", path_, "\": ", std::system_category().message(number),
                        detail::advice(number, detail::folder_of(target_))}),
                path_, number);
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::io
