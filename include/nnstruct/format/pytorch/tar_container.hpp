// SPDX-License-Identifier: Apache-2.0
/// \file
/// The files of PyTorch 0.1.10 and older: tar archives of three members.
#pragma once

#include <nnstruct/config.hpp>
#include <nnstruct/format/pytorch/container.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch {

/// The file begins as a tar archive does.
NNSTRUCT_DECLARE bool looks_like_tar(const io::input_file& file);

/// Opens such a file: its members `storages`, `tensors` and `pickle`, of which others are no matter.
/// \throws FormatError  it is damaged, cut short or lengthened, or holds something else
/// \throws IoError      it cannot be read
NNSTRUCT_DECLARE opened_file open_tar(io::input_file file, const limits& allowed);

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
