// SPDX-License-Identifier: Apache-2.0
/// \file
/// Writes the stream of PyTorch before 1.6, which every later one reads too.
#pragma once

#include <string_view>

#include <nnstruct/config.hpp>
#include <nnstruct/format/pytorch/pickler.hpp>
#include <nnstruct/io/atomic_file.hpp>
#include <nnstruct/io/byte_stream.hpp>
#include <nnstruct/span.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch {

/// What torch.save(..., _use_new_zipfile_serialization=False) writes: pickles of a magic number, the protocol's
/// version, the writer's machine, the objects, the storages' keys; then each storage with the number of its elements.
/// The keys are 0, 1, 2 … where PyTorch's are addresses; nothing else differs, and equal objects give equal bytes.
/// \param pickle  of a pickler for container_kind::legacy, whose storages these are
/// \param from    if it is given, it has the storages' bytes
/// \throws IoError
NNSTRUCT_DECLARE void write_legacy(io::atomic_file& to, std::string_view pickle, span<const saved_storage> storages,
                                   const io::stream_source* from = nullptr);

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
