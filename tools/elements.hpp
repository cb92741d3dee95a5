// SPDX-License-Identifier: Apache-2.0
/// \file
/// The elements of a file's tensors in pieces, whatever their strides: not more than a few of them are in memory.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include <nnstruct/format/tensor_file.hpp>
#include <nnstruct/io/byte_stream.hpp>
#include <nnstruct/io/mapped_file.hpp>

#include "progress.hpp"

namespace nnstruct_command {

/// How much is read at once; whole elements of every dtype.
inline constexpr std::size_t piece_bytes = std::size_t{256} << 10;

/// Calls f(bytes, count) with each piece of a stream of that length, and ends it.
/// \returns whether there was a checksum
template <class F> bool each_piece(nnstruct::io::byte_stream& from, std::uint64_t bytes, progress& shown, F f) {
  const auto piece = std::make_unique<std::byte[]>(piece_bytes);
  for (std::uint64_t done = 0; done < bytes;) {
    const auto count = static_cast<std::size_t>(bytes - done < piece_bytes ? bytes - done : piece_bytes);
    from.read(piece.get(), count);
    f(piece.get(), count);
    shown.add(count);
    done += count;
  }
  return from.finish();
}

/// Reads tensors of one file. A storage that is a tensor, row-major, is read as it stands in the file. Of another one
/// the checksum is compared first; then its elements are taken from the file's pages, or, if it is compressed or of the
/// other byte order, from a copy in memory, of one storage at a time.
class element_reader {
 public:
  enum class checksums : bool { compared, known };  ///< known: somebody has done it

  explicit element_reader(const nnstruct::format::tensor_file& file, checksums how = checksums::compared)
      : file_(file), how_(how) {}

  /// The tensor's elements, row-major and little-endian, with their checksum. Good until the next call.
  /// \throws IoError, FormatError; the stream too
  std::unique_ptr<nnstruct::io::byte_stream> open(const nnstruct::format::tensor_record& tensor);
  /// The first of the tensor's elements as they are stored, with its strides. Good until the next call.
  const std::byte* first_of(const nnstruct::format::tensor_record& tensor);

 private:
  const std::byte* bytes_of(std::size_t storage);
  bool verify(std::size_t storage);

  const nnstruct::format::tensor_file& file_;
  checksums how_;
  std::optional<nnstruct::io::mapped_file> mapped_;
  std::vector<signed char> verified_;  // by storage: -1 not looked at, 0 there is no checksum, 1 it is right
  std::vector<std::byte> copy_;
  std::size_t copied_ = static_cast<std::size_t>(-1);
};

}  // namespace nnstruct_command
