// SPDX-License-Identifier: Apache-2.0
/// \file
/// A zip file that is open for reading.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <nnstruct/config.hpp>
#include <nnstruct/format/zip/directory.hpp>
#include <nnstruct/io/byte_stream.hpp>
#include <nnstruct/io/file.hpp>
#include <nnstruct/io/inflate.hpp>
#include <nnstruct/io/name_index.hpp>
#include <nnstruct/io/read_ahead.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::zip {

/// A zip file whose structure was checked whole when it was opened (see read_directory and
/// check_local_headers); what can still be wrong is the entries' content. Reading is const and serves many
/// threads at once.
class archive {
 public:
  /// \throws FormatError  no zip file, or one that is damaged, ambiguous, beyond the limits or not supported
  /// \throws IoError      the system failed
  NNSTRUCT_DECLARE explicit archive(io::input_file file, const limits& allowed = {});

  const io::input_file& file() const noexcept { return file_; }
  /// In the central directory's order, directory entries (`a/`) among them. Addresses stay when the archive
  /// moves.
  const std::vector<entry>& entries() const noexcept { return entries_; }
  /// The entry with this name, to the letter; null if there is none.
  NNSTRUCT_DECLARE const entry* find(std::string_view name) const noexcept;

  /// Reads an entry whole.
  /// \throws FormatError  checksum: the bytes are not those that were saved; zip: they cannot be decompressed;
  ///                      unsupported: it is compressed by another method than deflate
  NNSTRUCT_DECLARE std::string read(const entry& record) const;
  /// Reads an entry whole to memory of record.size bytes: one pass, with its checksum computed on the way.
  /// \returns whether there was a checksum to compare with
  /// \throws FormatError  as above; the memory then holds bytes that are not to be used
  NNSTRUCT_DECLARE bool read(const entry& record, void* to) const;
  /// The same through a window onto file(), which saves system calls where many small entries are read in the
  /// order of their payloads.
  NNSTRUCT_DECLARE bool read(const entry& record, void* to, io::read_ahead& window) const;

  /// Reads an entry in pieces: its content, record.size bytes. The archive outlives the stream.
  /// \throws FormatError  unsupported, as above; the stream throws what read() does
  NNSTRUCT_DECLARE std::unique_ptr<io::byte_stream> stream(const entry& record) const;

  /// Throws unless the entry is stored or deflated, the methods that are read.
  /// \throws FormatError  unsupported: it is compressed by another method
  NNSTRUCT_DECLARE void require_readable(const entry& record) const;
  /// Throws unless this is the entry's checksum, or it has none. For who reads the bytes himself.
  NNSTRUCT_DECLARE void require_checksum(const entry& record, std::uint32_t found) const;

 private:
  template <class = void> class entry_stream;
  NNSTRUCT_DECLARE void index_names();
  NNSTRUCT_DECLARE bool inflate(const entry& record, void* to) const;
  NNSTRUCT_DECLARE void require_inflated(const entry& record, io::inflate_outcome found) const;

  io::input_file file_;
  std::vector<entry> entries_;
  io::name_index by_name_;
};

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::zip
