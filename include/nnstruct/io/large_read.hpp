// SPDX-License-Identifier: Apache-2.0
/// \file
/// Large parts of a file, read and summed by two threads.
#pragma once

#include <cstddef>
#include <cstdint>

#include <nnstruct/config.hpp>
#include <nnstruct/io/file.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::io {

/// Reads bytes that begin at byte `offset` of the file and computes their checksum while they are in the processor's
/// cache. From two_threads_from bytes on a second thread helps, if there is one; it has ended when this returns.
/// \param with_crc32  compute the checksum
/// \returns the CRC-32 of the bytes; 0 if it was not asked for
/// \throws IoError  as input_file::read, about the first byte that cannot be read
NNSTRUCT_DECLARE std::uint32_t read_large(const input_file& file, std::uint64_t offset, void* to, std::size_t bytes,
                                          bool with_crc32);

}  // namespace nnstruct::inline NNSTRUCT_ABI::io
