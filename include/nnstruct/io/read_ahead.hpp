// SPDX-License-Identifier: Apache-2.0
/// \file
/// Many small reads, forward through a file, with few system calls.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include <nnstruct/config.hpp>
#include <nnstruct/io/file.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::io {

/// A window onto a file that moves forward. While the places asked for lie close together it reads ever
/// further ahead, so that 5,000 small records take some twenty system calls; between large ones it reads a
/// page. An embedded file is looked at where it is. For one thread; the file outlives it.
class read_ahead {
 public:
  /// The most that can be asked for at once: more than the longest header of a zip entry.
  static constexpr std::size_t most = std::size_t{132} << 10;

  /// \param end  nothing behind this offset is read; at most the file's size
  NNSTRUCT_DECLARE read_ahead(const input_file& file, std::uint64_t end);

  /// `count` bytes from byte `offset`, valid until the next call.
  /// \pre count <= most, and they end before the end given above
  /// \throws IoError  as input_file::read
  NNSTRUCT_DECLARE std::string_view at(std::uint64_t offset, std::size_t count);

 private:
  NNSTRUCT_DECLARE void refill(std::uint64_t offset, std::size_t count);

  const input_file& file_;
  std::unique_ptr<char[]> bytes_;  ///< none for an embedded file
  std::uint64_t end_;
  std::uint64_t start_ = 0;
  std::size_t size_ = 0;
  std::size_t ahead_;
};

}  // namespace nnstruct::inline NNSTRUCT_ABI::io
