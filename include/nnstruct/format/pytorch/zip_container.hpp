// SPDX-License-Identifier: Apache-2.0
/// \file
/// The zip files of PyTorch 1.6 and later: where their records are, what the small ones say.
#pragma once

#include <string_view>

#include <nnstruct/config.hpp>
#include <nnstruct/format/pytorch/container.hpp>
#include <nnstruct/format/zip/reader.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch {

/// The folder that holds all records: PyTorch takes it from the first entry, so that files can be renamed.
NNSTRUCT_DECLARE std::string_view root_of(const zip::archive& archive);

/// The entry of a record such as `data.pkl` or `data/0`; null if there is none.
NNSTRUCT_DECLARE const zip::entry* find_record(const zip::archive& archive, std::string_view name);

/// Looks at the records `byteorder` and `version`, where they are there.
/// \returns whether the file is big-endian
/// \throws FormatError  the byte order or the version is unknown
NNSTRUCT_DECLARE bool check_small_records(const zip::archive& archive);

/// Opens a file that begins as a zip file does.
/// \param folder  whose storages are read, with the objects of the record of that name and `.pkl`: `data`, or of
///               TorchScript `constants`
/// \throws FormatError, IoError
NNSTRUCT_DECLARE opened_file open_zip(io::input_file file, const limits& allowed, std::string_view folder = "data");

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
