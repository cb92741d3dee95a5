// SPDX-License-Identifier: Apache-2.0
/// \file
/// Opens a checkpoint; a folder that is one as a whole is named.
#pragma once

#include <string>

#include <nnstruct/config.hpp>
#include <nnstruct/io/file.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format {

/// What a folder is that people give for a checkpoint, and what to do. Empty if nothing in it tells, or it is none.
NNSTRUCT_DECLARE std::string other_folder(const std::string& path);

/// \throws IoError  as io::input_file; of a folder it says what is in it
NNSTRUCT_DECLARE io::input_file open_file(const std::string& path);

}  // namespace nnstruct::inline NNSTRUCT_ABI::format
