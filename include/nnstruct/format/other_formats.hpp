// SPDX-License-Identifier: Apache-2.0
/// \file
/// What people take for a checkpoint: named in the error.
#pragma once

#include <string_view>

#include <nnstruct/config.hpp>
#include <nnstruct/io/file.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format {

/// What a file that is none of ours is, and what to do, as far as its first bytes tell: `a git-lfs pointer: run git lfs
/// pull`. Empty if they tell nothing.
NNSTRUCT_DECLARE std::string_view other_format(const io::input_file& file);

}  // namespace nnstruct::inline NNSTRUCT_ABI::format
