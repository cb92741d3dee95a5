// SPDX-License-Identifier: Apache-2.0
/// \file
/// The zip file around a checkpoint: which one it is, where its records are, what the small ones say.
#pragma once

#include <string_view>

#include <nnstruct/config.hpp>
#include <nnstruct/format/zip/reader.hpp>
#include <nnstruct/io/file.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch {

/// Opens a file of torch.save (1.6 or later).
/// \throws IoError      it cannot be read
/// \throws FormatError  it is empty, another format (named as far as its first bytes tell), or a damaged zip file
zip::archive open_archive(io::input_file file);

/// The folder that holds all records: PyTorch takes it from the first entry, so that files can be renamed.
std::string_view root_of(const zip::archive& archive);

/// The entry of a record such as `data.pkl` or `data/0`; null if there is none.
const zip::entry* find_record(const zip::archive& archive, std::string_view name);

/// Looks at the records `byteorder` and `version`, where they are there, and for what only TorchScript has.
/// \throws FormatError  the file is big-endian, TorchScript, or of an unknown version
void check_small_records(const zip::archive& archive);

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
