// SPDX-License-Identifier: Apache-2.0
/// \file
/// The central directory: what a zip file says it holds.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <nnstruct/config.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/format/zip/layout.hpp>
#include <nnstruct/io/file.hpp>
#include <nnstruct/limits.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::zip {

/// One entry. Offsets are bytes from the start of the file, sizes are in bytes.
struct entry {
  std::string name;               ///< unique in the archive
  std::uint64_t payload = 0;      ///< offset of its bytes
  std::uint64_t size = 0;         ///< of its content
  std::uint64_t stored_size = 0;  ///< of its bytes in the file: equal to size for a stored entry
  std::uint64_t header = 0;       ///< offset of its local header
  std::uint32_t crc32 = 0;        ///< of its content
  std::uint16_t flags = 0;        ///< APPNOTE 4.4.4
  std::uint16_t method = 0;       ///< APPNOTE 4.4.5

  bool is_stored() const noexcept { return method == 0; }  ///< its bytes in the file are its content
  bool is_directory() const noexcept { return name.ends_with('/'); }
  /// A stored 0 means that the writer left the checksum out.
  bool has_checksum() const noexcept { return crc32 != 0 || size == 0; }
};

struct directory {
  std::vector<entry> entries;  ///< in the directory's order; payload not known yet
  std::uint64_t offset = 0;    ///< where the directory begins and the entries end
};

/// Reads the end records (APPNOTE 4.3.14 to 4.3.16) and the central directory (4.3.12).
/// Nothing is allocated from a number of the file before it was checked against the file's size.
/// \throws FormatError  format: no zip file at all; zip: damaged, cut, lengthened or with two meanings;
///                      limit; unsupported: encrypted, or in several parts
NNSTRUCT_DECLARE directory read_directory(const io::input_file& file, const limits& allowed);

/// True if the file begins as a zip file with an entry does. Readers of checkpoints look at no more.
NNSTRUCT_DECLARE bool looks_like_zip(const io::input_file& file);

/// Where the last of several zip files begins that stand one behind the other in a file, as its own end records tell; 0
/// if there is one only, or none.
NNSTRUCT_DECLARE std::uint64_t last_archive(const io::input_file& file);

/// \param offset  where in the file
NNSTRUCT_DECLARE [[noreturn]] void refuse(const io::input_file& file, std::uint64_t offset, std::string_view what,
                                          format_problem problem = format_problem::zip);
/// \param offset  where in the file, not in the record
NNSTRUCT_DECLARE [[noreturn]] void refuse(const io::input_file& file, const entry& record, std::uint64_t offset,
                                          std::string_view what, format_problem problem = format_problem::zip);

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::zip
