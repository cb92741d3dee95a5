// SPDX-License-Identifier: Apache-2.0
/// \file
/// The definitions of crc32.hpp, over zlib, and over libdeflate where the build has it: it takes a third of the time.
#pragma once

#ifdef NNSTRUCT_WITH_LIBDEFLATE
#include <libdeflate.h>
#endif
#include <zlib.h>

#include <nnstruct/io/crc32.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::io {

NNSTRUCT_DEFINE std::uint32_t crc32(std::uint32_t crc, const void* from, std::size_t bytes) noexcept {
  if (bytes == 0) return crc;  // zlib takes a null pointer for "start again"
#ifdef NNSTRUCT_WITH_LIBDEFLATE
  return ::libdeflate_crc32(crc, from, bytes);
#else
  const auto* data = static_cast<const ::Bytef*>(from);
#if ZLIB_VERNUM >= 0x1290
  return static_cast<std::uint32_t>(::crc32_z(crc, data, bytes));
#else
  // Older ones count in unsigned int.
  ::uLong sum = crc;
  while (bytes > 0) {
    const std::size_t piece = bytes < (std::size_t{1} << 30) ? bytes : std::size_t{1} << 30;
    sum = ::crc32(sum, data, static_cast<::uInt>(piece));
    data += piece;
    bytes -= piece;
  }
  return static_cast<std::uint32_t>(sum);
#endif
#endif
}

NNSTRUCT_DEFINE std::uint32_t crc32_combine(std::uint32_t first, std::uint32_t second,
                                            std::uint64_t second_bytes) noexcept {
  return static_cast<std::uint32_t>(::crc32_combine(first, second, static_cast<::z_off_t>(second_bytes)));
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::io
