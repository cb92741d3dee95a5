// SPDX-License-Identifier: Apache-2.0
/// \file
/// Decompresses what other tools have packed.
#pragma once

#include <cstdint>

#include <nnstruct/config.hpp>
#include <nnstruct/io/file.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::io {

/// No DEFLATE stream becomes longer than so many times its own length (zlib's technical details).
inline constexpr std::uint64_t most_inflation = 1032;

/// What inflate() found.
struct inflated {
  enum class outcome : unsigned char {
    fine,      ///< the stream ends where it should, and so does what it holds
    damaged,   ///< it is no DEFLATE stream
    too_long,  ///< it holds more than expected
    cut,       ///< it ends before, or is not over where its bytes end
  };
  outcome what;
  std::uint32_t crc32;  ///< of what it holds
};

/// Decompresses a raw DEFLATE stream (RFC 1951) in pieces, and computes the checksum of what is in it on the way.
/// \param offset, stored  where it stands in the file, in bytes
/// \param to, size        memory for exactly what it holds, as the file says
/// \throws IoError        the file cannot be read; std::bad_alloc
inflated inflate(const input_file& file, std::uint64_t offset, std::uint64_t stored, void* to, std::uint64_t size);

}  // namespace nnstruct::inline NNSTRUCT_ABI::io
