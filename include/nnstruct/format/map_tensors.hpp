// SPDX-License-Identifier: Apache-2.0
/// \file
/// The elements of a file's tensors where they stand in the file: mapped, or embedded in the program; not read.
#pragma once

#include <vector>

#include <nnstruct/config.hpp>
#include <nnstruct/format/read_tensors.hpp>
#include <nnstruct/span.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format {

/// As read_tensors; but those whose elements stand in the file as they are wanted in memory (of the same type,
/// row-major, at a multiple of 64 bytes) are parts of the mapped file. Their checksums are not compared: then the
/// result is not verified. (The elements of torch.bool may be any byte in a file, so they are always read.) Of an
/// embedded file they are parts of the program's memory.
/// \throws FormatError, IoError
NNSTRUCT_DECLARE tensors_read map_tensors(const tensor_file& file, span<const tensor_record> tensors,
                                          span<const wanted_tensor> wanted);

/// As read_storages; those that stand at a multiple of 64 bytes are parts of the mapped file, as above.
/// \throws FormatError, IoError
NNSTRUCT_DECLARE tensors_read map_storages(const tensor_file& file);

}  // namespace nnstruct::inline NNSTRUCT_ABI::format
