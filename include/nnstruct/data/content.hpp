// SPDX-License-Identifier: Apache-2.0
/// \file
/// What is in a file of a data set, whether it is packed by gzip, as most are distributed, or not.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <nnstruct/config.hpp>
#include <nnstruct/io/file.hpp>
#include <nnstruct/io/inflate.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::data::detail {

/// A file that is read once, forward. It is recognised by its content whether it is packed.
class content {
 public:
  /// \throws IoError, FormatError
  NNSTRUCT_DECLARE explicit content(const std::string& path);

  const std::string& path() const noexcept { return file_.path(); }
  /// Bytes of it, unpacked: never more than the file can hold.
  std::uint64_t size() const noexcept { return size_; }

  /// The next bytes. \pre there are as many
  /// \throws IoError, FormatError
  NNSTRUCT_DECLARE void read(void* to, std::size_t bytes);
  /// When all has been read: what was packed had its checksum.
  /// \throws FormatError
  NNSTRUCT_DECLARE void finish();

  /// \throws FormatError  what is wrong, and where in what is unpacked
  NNSTRUCT_DECLARE [[noreturn]] void refuse(std::uint64_t offset, std::string_view what) const;

 private:
  NNSTRUCT_DECLARE void require(io::inflate_outcome found) const;

  io::input_file file_;
  std::uint64_t size_, at_ = 0;
  std::unique_ptr<io::inflater> packed_;
};

}  // namespace nnstruct::inline NNSTRUCT_ABI::data::detail
