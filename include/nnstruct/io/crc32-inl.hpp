// SPDX-License-Identifier: Apache-2.0
/// \file
/// The definition of crc32.hpp, over zlib.
#pragma once

#include <zlib.h>

#include <nnstruct/io/crc32.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::io {

NNSTRUCT_DEFINE std::uint32_t crc32(std::uint32_t crc, const void* from, std::size_t bytes) noexcept {
  if (bytes == 0) return crc;  // zlib takes a null pointer for "start again"
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
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::io
