// SPDX-License-Identifier: Apache-2.0
/// \file
/// Writes checkpoints as torch.save does, record by record; the pickle is byte for byte PyTorch's own.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <nnstruct/config.hpp>
#include <nnstruct/format/pytorch/pickler.hpp>
#include <nnstruct/io/byte_stream.hpp>
#include <nnstruct/span.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch {

/// A key of a state_dict and its tensor.
using saved_item = std::pair<std::string_view, saved_tensor>;

/// The pickle of an OrderedDict from keys to tensors; without modules, without `_metadata`.
/// \param out  has the storages afterwards
NNSTRUCT_DECLARE std::string pickle_of_state_dict(pickler& out, span<const saved_item> items,
                                                  span<const saved_metadata> modules);

/// Saves a pickle and the storages that it names, in the container that the pickle was made for. The file appears under
/// its name only when it is complete.
/// \param durable the file is on the disk, and not only in the system's memory, when this returns
/// \param from    if it is given, it has the storages' bytes, by their numbers, and not their `data`
/// \throws IoError, and what `from` throws; the old file, if there was one, is then as it was
NNSTRUCT_DECLARE void write_checkpoint(const std::string& path, std::string_view pickle,
                                       span<const saved_storage> storages, container_kind container, bool durable,
                                       const io::stream_source* from = nullptr);

/// Saves a state_dict, as above.
NNSTRUCT_DECLARE void write_state_dict(const std::string& path, span<const saved_item> items,
                                       span<const saved_metadata> modules, container_kind container, bool durable);

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
