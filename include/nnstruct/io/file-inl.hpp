// SPDX-License-Identifier: Apache-2.0
/// \file
/// The definitions of file.hpp, over POSIX.
#pragma once

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <limits>
#include <system_error>
#include <utility>

#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/io/checked.hpp>
#include <nnstruct/io/file.hpp>
#include <nnstruct/io/system_call.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::io {

namespace detail {

NNSTRUCT_DECLARE [[noreturn]] void cannot_open(const std::string& path, int number) {
  std::string text = concat({"cannot open \"", path, "\": ", std::system_category().message(number)});
  if (number == ENOENT) text += "; check the path (a relative one starts at the working directory)";
  if (number == EACCES) text += "; ask for read permission on the file and search permission on its folders";
  throw IoError(text, path, number);
}

NNSTRUCT_DECLARE void require_regular(const std::string& path, const struct ::stat& status) {
  if (S_ISREG(status.st_mode)) return;
  const char* found = S_ISDIR(status.st_mode)    ? "a directory"
                      : S_ISFIFO(status.st_mode) ? "a pipe"
                      : S_ISSOCK(status.st_mode) ? "a socket"
                                                 : "a device";
  throw IoError(concat({"cannot read \"", path, "\": expected a regular file, found ", found,
                        S_ISDIR(status.st_mode) ? "; give the path of a file in it"
                                                : "; write its content to a file first and open that"}),
                path, 0);
}

}  // namespace detail

NNSTRUCT_DEFINE input_file::input_file(std::string path) : path_(std::move(path)) {
  if (path_.find('\0') != std::string::npos)  // the message shows what the system would see: it ends there
    throw IoError(
        concat({"cannot open \"", path_.c_str(), "\": a zero byte follows in the path; no file has such a name"}),
        path_, 0);
  // O_NONBLOCK: to open a pipe that nobody writes to would otherwise wait. Regular files do not heed it.
  descriptor_ = uninterrupted([&] { return ::open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK); });
  if (descriptor_ < 0) detail::cannot_open(path_, errno);
  try {
    struct ::stat status {};
    if (::fstat(descriptor_, &status) != 0) detail::cannot_open(path_, errno);
    detail::require_regular(path_, status);
    size_ = static_cast<std::uint64_t>(status.st_size);
  } catch (...) {
    ::close(descriptor_);  // the destructor does not run for an object that was never finished
    throw;
  }
}

NNSTRUCT_DEFINE input_file::input_file(const EmbeddedFile& file)
    : path_(file.name()), size_(file.size()), memory_(file.data()) {}

NNSTRUCT_INLINE input_file::~input_file() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

NNSTRUCT_INLINE input_file::input_file(input_file&& other) noexcept
    : path_(std::move(other.path_)),
      size_(other.size_),
      memory_(other.memory_),
      descriptor_(std::exchange(other.descriptor_, -1)) {}

NNSTRUCT_INLINE input_file& input_file::operator=(input_file&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(size_, other.size_);
  std::swap(memory_, other.memory_);
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

NNSTRUCT_DEFINE void input_file::read(std::uint64_t offset, void* to, std::size_t bytes) const {
  const bool embedded = memory_ != nullptr;
  const auto furthest = embedded ? size_ : static_cast<std::uint64_t>(std::numeric_limits<::off_t>::max());
  if (!(checked(offset) + bytes).at_most(furthest))
    throw IoError(
        concat({"cannot read \"", path_, "\": byte ", offset, " is beyond ", embedded ? "its end" : "any file's end"}),
        path_, 0);
  if (embedded) {
    if (bytes != 0) std::memcpy(to, memory_ + offset, bytes);
    return;
  }
  auto* out = static_cast<char*>(to);
  while (bytes > 0) {
    const ::ssize_t count =
        uninterrupted([&] { return ::pread(descriptor_, out, bytes, static_cast<::off_t>(offset)); });
    if (count < 0) {
      const int number = errno;
      throw IoError(
          concat({"cannot read \"", path_, "\" at byte ", offset, ": ", std::system_category().message(number)}), path_,
          number);
    }
    if (count == 0) {
      struct ::stat now {};
      const bool known = ::fstat(descriptor_, &now) == 0;
      throw IoError(concat({"cannot read \"", path_, "\": expected ", bytes, " more bytes at byte ", offset,
                            ", but it ends at byte ", known ? static_cast<std::uint64_t>(now.st_size) : offset,
                            "; the file may be being written"}),
                    path_, 0);
    }
    const auto got = static_cast<std::size_t>(count);
    out += got;
    offset += got;
    bytes -= got;
  }
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::io
