// SPDX-License-Identifier: Apache-2.0
/// \file
/// What people take for a checkpoint: named in the error, with what to do.
#pragma once

#include <string>

#include <nnstruct/config.hpp>
#include <nnstruct/io/file.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format {

/// What a file that is none of ours is, and what to do, as far as its content tells with certainty; never by its name:
/// `a git-lfs pointer: run git lfs pull`. Empty if it tells nothing. Of zip files other_zip() knows more.
/// \throws IoError  it cannot be read
NNSTRUCT_DECLARE std::string other_format(const io::input_file& file);

}  // namespace nnstruct::inline NNSTRUCT_ABI::format
