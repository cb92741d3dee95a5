// SPDX-License-Identifier: Apache-2.0
/// \file
/// Bytes of a file one after the other, for who does not want all of them in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include <nnstruct/config.hpp>
#include <nnstruct/io/file.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::io {

/// A known number of bytes, from the first to the last. The file outlives it.
class byte_stream {
 public:
  byte_stream() = default;
  byte_stream(const byte_stream&) = delete;
  byte_stream& operator=(const byte_stream&) = delete;
  virtual ~byte_stream() = default;

  /// The next bytes.
  /// \pre there are as many left
  /// \throws IoError, FormatError
  virtual void read(void* to, std::size_t bytes) = 0;
  /// After the last byte: that there should be none left, and that they are those that were saved.
  /// \returns whether there was a checksum to compare with
  /// \throws FormatError  checksum: they are not
  virtual bool finish() { return false; }
};

/// Bytes that stand in a file as they are, without a checksum.
class raw_stream final : public byte_stream {
 public:
  raw_stream(const input_file& file, std::uint64_t offset) : file_(file), at_(offset) {}
  void read(void* to, std::size_t bytes) override {
    file_.read(at_, to, bytes);
    at_ += bytes;
  }

 private:
  const input_file& file_;
  std::uint64_t at_;
};

/// What to write where it is not in memory: numbered parts, each of which can be read once or more.
class stream_source {
 public:
  virtual ~stream_source() = default;
  virtual std::unique_ptr<byte_stream> open(std::size_t number) const = 0;
};

/// Calls put(bytes, count) with each piece of a part of that many bytes, and compares its checksum. Pieces are of
/// 1 MB: whole elements of every type.
template <class Put> void each_piece(const stream_source& from, std::size_t number, std::uint64_t bytes, Put put) {
  constexpr std::uint64_t most = std::uint64_t{1} << 20;
  const std::unique_ptr<byte_stream> stream = from.open(number);
  const std::unique_ptr<char[]> piece(new char[static_cast<std::size_t>(bytes < most ? bytes : most)]);
  while (bytes != 0) {
    const auto count = static_cast<std::size_t>(bytes < most ? bytes : most);
    stream->read(piece.get(), count);
    put(static_cast<const void*>(piece.get()), count);
    bytes -= count;
  }
  stream->finish();
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::io
