// SPDX-License-Identifier: Apache-2.0
/// \file
/// Where a pickle ends that stands in the middle of a file.
#pragma once

#include <cstdint>
#include <string>

#include <nnstruct/config.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/io/file.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pickle {

/// The bytes of a pickle, from the opcode at `offset` to its STOP. Opcodes are passed over with their arguments,
/// without looking at what they mean; long texts are not read.
///
/// \param end    where what may hold the pickle ends, in bytes from the start of the file
/// \param place  for messages; its offset is set
/// \throws FormatError  pickle: there is no STOP before the end, or a byte that is no opcode
/// \throws IoError      the file cannot be read
NNSTRUCT_DECLARE std::uint64_t extent(const io::input_file& file, std::uint64_t offset, std::uint64_t end,
                                      file_place place);

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pickle
