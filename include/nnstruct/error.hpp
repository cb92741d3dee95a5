// SPDX-License-Identifier: Apache-2.0
/// \file
/// The exceptions of the library: one small tree under nnstruct::Error.
/// A message says what was expected, what was found, where, and what to do.
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include <nnstruct/config.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

/// The root of all errors that the library throws.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A value of the wrong shape, or a parameter without values, met while a network runs.
class ShapeError : public Error {
 public:
  using Error::Error;
};

/// A gradient that cannot be computed or is not there.
class GradError : public Error {
 public:
  using Error::Error;
};

/// The operating system refused a file operation.
class IoError : public Error {
 public:
  /// \param what   the whole message, the path in it
  /// \param path   the file or folder the operation was about
  /// \param number the system's errno, 0 where the library itself refused (a directory given as a file)
  IoError(const std::string& what, std::string path, int number)
      : Error(what), path_(std::move(path)), number_(number) {}

  const std::string& path() const noexcept { return path_; }
  int error_number() const noexcept { return number_; }

 private:
  std::string path_;
  int number_;
};

/// A file could not be brought from its address, or what came is another file.
class DownloadError : public Error {
 public:
  /// \param what    the whole message, the address in it
  /// \param status  the server's HTTP status, 0 where that is not the point
  DownloadError(const std::string& what, std::string url, long status)
      : Error(what), url_(std::move(url)), status_(status) {}

  const std::string& url() const noexcept { return url_; }
  long status() const noexcept { return status_; }

 private:
  std::string url_;
  long status_;
};

/// What is wrong with a file's content.
enum class format_problem : std::uint8_t {
  format,         ///< not a format the library knows
  zip,            ///< the zip container is damaged or ambiguous
  checksum,       ///< a record's bytes do not have the stored CRC-32
  pickle,         ///< the pickle stream is damaged
  unsafe_global,  ///< the pickle names what payloads call; or, where that is refused, calls what is not understood
  tensor,         ///< a tensor's dtype, shape or strides do not make sense
  storage,        ///< a tensor's storage is missing or has another size
  limit,          ///< a limit of the reader is exceeded
  safetensors,    ///< the header of a safetensors file is damaged
  unsupported,    ///< well-formed, but not read by this version
  data_set,       ///< a file of a data set is damaged, of another format, or does not belong to another one
};

/// Where in a file something stands; empty members are unknown.
struct file_place {
  std::string_view file;                ///< the path that was opened
  std::string_view record;              ///< the zip entry
  std::optional<std::uint64_t> offset;  ///< bytes: in the pickle for its problems, otherwise in the file
};

/// A file is not what it should be. The message is `FILE: RECORD: byte OFFSET: WHAT`.
class FormatError : public Error {
 public:
  FormatError(format_problem problem, const file_place& place, std::string_view what)
      : Error(text(place, what)), problem_(problem), file_(place.file), record_(place.record), offset_(place.offset) {}

  /// The same problem, with more to say.
  FormatError(const FormatError& error, std::string_view more)
      : Error(std::string(error.what()).append(more)),
        problem_(error.problem_),
        file_(error.file_),
        record_(error.record_),
        offset_(error.offset_) {}

  format_problem problem() const noexcept { return problem_; }
  const std::string& file() const noexcept { return file_; }
  const std::string& record() const noexcept { return record_; }
  std::optional<std::uint64_t> offset() const noexcept { return offset_; }

 private:
  static std::string text(const file_place& place, std::string_view what) {
    std::string out;
    if (!place.file.empty()) out.append(place.file).append(": ");
    if (!place.record.empty()) out.append(place.record).append(": ");
    if (place.offset) out.append("byte ").append(std::to_string(*place.offset)).append(": ");
    return out.append(what);
  }

  format_problem problem_;
  std::string file_;
  std::string record_;
  std::optional<std::uint64_t> offset_;
};

}  // namespace nnstruct::inline NNSTRUCT_ABI
