// SPDX-License-Identifier: Apache-2.0
/// \file
/// Zip files that are no checkpoint of PyTorch: named in the error, with what to do.
#pragma once

#include <string>
#include <string_view>

#include <nnstruct/config.hpp>
#include <nnstruct/format/zip/reader.hpp>
#include <nnstruct/io/file.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format {

/// What a zip file without data.pkl is, and what to do, as far as the entries in it tell with certainty. Empty if they
/// tell nothing.
/// \throws IoError  it cannot be read
NNSTRUCT_DECLARE std::string other_zip(const zip::archive& archive);

/// The same of a file that begins as a zip file of torch.save does, and is several of them: no zip::archive opens it.
NNSTRUCT_DECLARE std::string several_zips(const io::input_file& file);

}  // namespace nnstruct::inline NNSTRUCT_ABI::format
