// SPDX-License-Identifier: Apache-2.0
/// \file
/// What pickle.dump writes: one pickle, in which everything stands.
#pragma once

#include <nnstruct/config.hpp>
#include <nnstruct/format/pytorch/container.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch {

/// It begins as a pickle that is read here, and not as one that torch.save or another library wrote.
NNSTRUCT_DECLARE bool looks_like_plain(const io::input_file& file);
/// There are no storages beside the pickle: the elements of its arrays and tensors stand in it.
/// \throws IoError, FormatError  format: its root is an object of another library's that holds no tensors
NNSTRUCT_DECLARE opened_file open_plain(io::input_file file, const limits& allowed);

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
