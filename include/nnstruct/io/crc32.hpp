// SPDX-License-Identifier: Apache-2.0
/// \file
/// The checksum that zip files store beside each record.
#pragma once

#include <cstddef>
#include <cstdint>

#include <nnstruct/config.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::io {

/// CRC-32 (APPNOTE 4.4.7) of `crc`'s bytes followed by these. Begin with 0:
/// crc32(crc32(0, a, n), b, m) is the checksum of a and b in a row.
NNSTRUCT_DECLARE std::uint32_t crc32(std::uint32_t crc, const void* from, std::size_t bytes) noexcept;

/// The CRC-32 of two parts in a row, of which the second has `second_bytes` bytes.
NNSTRUCT_DECLARE std::uint32_t crc32_combine(std::uint32_t first, std::uint32_t second,
                                             std::uint64_t second_bytes) noexcept;

}  // namespace nnstruct::inline NNSTRUCT_ABI::io
