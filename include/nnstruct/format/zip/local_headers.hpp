// SPDX-License-Identifier: Apache-2.0
/// \file
/// The headers in front of the entries' bytes must tell what the central directory tells.
#pragma once

#include <nnstruct/config.hpp>
#include <nnstruct/format/zip/directory.hpp>
#include <nnstruct/io/file.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::zip {

/// Reads every local header (APPNOTE 4.3.7) and data descriptor (4.3.9), in the order in which they stand in
/// the file, and sets the payloads. The file has one meaning or is refused: name, flags and method are the
/// same in both places; checksum and sizes stand in the local header or in the descriptor; and headers,
/// payloads and descriptors fill the file from its first byte to the directory without overlap or gap.
/// \throws FormatError  zip: not so
NNSTRUCT_DECLARE void check_local_headers(const io::input_file& file, directory& contents);

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::zip
