// SPDX-License-Identifier: Apache-2.0
/// \file
/// Decompresses what other tools have packed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include <nnstruct/config.hpp>
#include <nnstruct/io/file.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::io {

/// No DEFLATE stream becomes longer than so many times its own length (zlib's technical details).
inline constexpr std::uint64_t most_inflation = 1032;

/// What a stream was found to be.
enum class inflate_outcome : unsigned char {
  fine,      ///< the stream ends where it should, and so does what it holds
  damaged,   ///< it is no DEFLATE stream
  too_long,  ///< it holds more than expected
  cut,       ///< it ends before, or is not over where its bytes end
};

/// What a DEFLATE stream stands in.
enum class deflate_wrapping : unsigned char {
  none,  ///< raw
  gzip,  ///< RFC 1952: a header, and a checksum and the length behind it, which are compared
};

/// Decompresses a DEFLATE stream (RFC 1951) in pieces, and computes the checksum of what is in it on the way.
class inflater {
 public:
  /// \param offset, stored  where it stands in the file, in bytes
  /// \throws std::bad_alloc
  NNSTRUCT_DECLARE inflater(const input_file& file, std::uint64_t offset, std::uint64_t stored,
                            deflate_wrapping wrapping = deflate_wrapping::none);
  ~inflater();
  inflater(const inflater&) = delete;
  inflater& operator=(const inflater&) = delete;

  /// The next bytes of what it holds.
  /// \returns fine, unless the stream is damaged or does not hold as many
  /// \throws IoError  the file cannot be read; std::bad_alloc
  NNSTRUCT_DECLARE inflate_outcome read(void* to, std::size_t bytes);
  /// Whether it ends here.
  NNSTRUCT_DECLARE inflate_outcome finish();

  /// Of what was read.
  std::uint32_t crc32() const noexcept { return crc32_; }

 private:
  struct state;  // zlib's
  NNSTRUCT_DECLARE inflate_outcome make(unsigned char* to, std::size_t room, std::size_t& made);

  const input_file& file_;
  std::uint64_t at_, left_;  // of its bytes in the file
  std::unique_ptr<state> state_;
  std::uint32_t crc32_ = 0;
  bool ended_ = false;
};

/// What inflate() found.
struct inflated {
  using outcome = inflate_outcome;
  outcome what;
  std::uint32_t crc32;  ///< of what it holds
};

/// Decompresses a stream whole.
/// \param offset, stored  where it stands in the file, in bytes
/// \param to, size        memory for exactly what it holds, as the file says
/// \throws IoError        the file cannot be read; std::bad_alloc
NNSTRUCT_DECLARE inflated inflate(const input_file& file, std::uint64_t offset, std::uint64_t stored, void* to,
                                  std::uint64_t size);

}  // namespace nnstruct::inline NNSTRUCT_ABI::io
