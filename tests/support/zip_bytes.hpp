// SPDX-License-Identifier: Apache-2.0
/// \file
/// Assembles zip files byte by byte, right ones and wrong ones, without using the library.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nnstruct_test {

/// CRC-32 by its definition, one bit at a time.
inline std::uint32_t slow_crc32(std::string_view bytes) {
  std::uint32_t crc = 0xFFFFFFFF;
  for (const char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ ((crc & 1) != 0 ? 0xEDB88320U : 0U);
  }
  return ~crc;
}

inline std::string little_endian(std::uint64_t value, int bytes) {
  std::string out;
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i) & 0xFF);
  return out;
}
inline std::string le16(std::uint64_t value) { return little_endian(value, 2); }
inline std::string le32(std::uint64_t value) { return little_endian(value, 4); }
inline std::string le64(std::uint64_t value) { return little_endian(value, 8); }

/// One entry. As it is, it comes out as Python's zipfile writes it: sizes and checksum in the local header,
/// no descriptor. Every other member makes something unusual or wrong.
struct zip_entry {
  std::string name;
  std::string bytes;
  std::uint16_t flags = 0;
  std::uint16_t method = 0;
  std::optional<std::uint32_t> crc32 = {};  ///< in both headers
  std::optional<std::uint32_t> local_crc32 = {};
  std::optional<std::uint64_t> size = {};         ///< in both headers
  std::optional<std::uint64_t> stored_size = {};  ///< in both headers
  std::optional<std::uint64_t> local_size = {};   ///< both of the local header's
  std::optional<std::string> local_name = {};
  std::optional<std::uint16_t> local_flags = {};
  std::optional<std::uint16_t> local_method = {};
  std::string local_extra = {};
  std::string extra = {};
  std::string comment = {};
  std::string behind = {};                   ///< bytes after the payload, as a descriptor
  std::optional<std::uint64_t> header = {};  ///< offset in the directory
  std::uint16_t disk = 0;
  bool in_directory = true;
  bool in_file = true;
};

struct zip_end {
  std::string comment = {};
  std::string appended = {};
  std::optional<std::uint16_t> entries = {};
  std::optional<std::uint32_t> directory_size = {};
  std::optional<std::uint32_t> directory_offset = {};
  std::uint16_t disk = 0;
  std::string records = {};  ///< between directory and end record, as zip64's
};

/// Data descriptor with signature; `width` 4 or 8.
inline std::string zip_descriptor(std::string_view bytes, int width = 4) {
  return "PK\7\10" + le32(slow_crc32(bytes)) + little_endian(bytes.size(), width) + little_endian(bytes.size(), width);
}

inline std::string zip64_records(std::uint64_t entries, std::uint64_t size, std::uint64_t offset,
                                 std::uint64_t record_offset) {
  return "PK\6\6" + le64(44) + le16(45) + le16(45) + le32(0) + le32(0) + le64(entries) + le64(entries) + le64(size) +
         le64(offset) + "PK\6\7" + le32(0) + le64(record_offset) + le32(1);
}

inline std::string zip_bytes(const std::vector<zip_entry>& entries, const zip_end& end = {}) {
  std::string out, directory;
  std::uint64_t listed = 0;
  for (const zip_entry& e : entries) {
    const std::uint64_t header = e.header.value_or(out.size());
    const std::uint32_t crc = e.crc32.value_or(slow_crc32(e.bytes));
    const std::uint64_t size = e.size.value_or(e.bytes.size());
    const std::uint64_t stored = e.stored_size.value_or(size);
    const std::string name = e.local_name.value_or(e.name);
    if (e.in_file)
      out += "PK\3\4" + le16(20) + le16(e.local_flags.value_or(e.flags)) + le16(e.local_method.value_or(e.method)) +
             le32(0) + le32(e.local_crc32.value_or(crc)) + le32(e.local_size.value_or(stored)) +
             le32(e.local_size.value_or(size)) + le16(name.size()) + le16(e.local_extra.size()) + name + e.local_extra +
             e.bytes + e.behind;
    if (!e.in_directory) continue;
    ++listed;
    directory += "PK\1\2" + le16(20) + le16(20) + le16(e.flags) + le16(e.method) + le32(0) + le32(crc) + le32(stored) +
                 le32(size) + le16(e.name.size()) + le16(e.extra.size()) + le16(e.comment.size()) + le16(e.disk) +
                 le16(0) + le32(0) + le32(header) + e.name + e.extra + e.comment;
  }
  const std::uint64_t offset = out.size();
  out += directory + end.records;
  out += "PK\5\6" + le16(end.disk) + le16(0) + le16(end.entries.value_or(static_cast<std::uint16_t>(listed))) +
         le16(end.entries.value_or(static_cast<std::uint16_t>(listed))) +
         le32(end.directory_size.value_or(static_cast<std::uint32_t>(directory.size()))) +
         le32(end.directory_offset.value_or(static_cast<std::uint32_t>(offset))) + le16(end.comment.size()) +
         end.comment + end.appended;
  return out;
}

}  // namespace nnstruct_test
