// SPDX-License-Identifier: Apache-2.0
/// \file
/// The files of PyTorch 0.1.11 to 1.5: pickles one after the other, and behind them the storages' bytes.
#pragma once

#include <nnstruct/config.hpp>
#include <nnstruct/format/pytorch/container.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch {

/// The file begins with the pickle of the magic number, of whatever protocol.
NNSTRUCT_DECLARE bool looks_like_legacy(const io::input_file& file);

/// Opens such a file. Its storages have no checksums, and no names but their addresses in a process long gone.
/// \throws FormatError  it is damaged, cut short or lengthened
/// \throws IoError      it cannot be read
NNSTRUCT_DECLARE opened_file open_legacy(io::input_file file, const limits& allowed);

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
