// SPDX-License-Identifier: Apache-2.0
/// \file
/// The bytes of a file as memory.
#pragma once

#include <cstddef>

#include <nnstruct/config.hpp>
#include <nnstruct/io/file.hpp>
#include <nnstruct/tensor/storage.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::io {

/// Maps a whole file for reading: nothing is read before it is used. The memory stays, after the file is closed,
/// renamed or removed too, until the last handle on it or on a part of it is gone. It must not be cut off in that time.
/// \throws IoError  the system refuses
nnstruct::detail::storage_handle map_file(const input_file& file);

/// A part of a mapped file, as a storage of its own that must not be written.
/// \pre offset + bytes are within the file
nnstruct::detail::storage_handle part_of(const nnstruct::detail::storage_handle& mapped, std::size_t offset,
                                         std::size_t bytes);

}  // namespace nnstruct::inline NNSTRUCT_ABI::io
