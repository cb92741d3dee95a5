// SPDX-License-Identifier: Apache-2.0
/// \file
/// The definitions of layout.hpp.
#pragma once

#include <algorithm>

#include <nnstruct/format/zip/layout.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::zip {

namespace detail {

inline constexpr std::uint16_t zip64_id = 0x0001;
inline constexpr std::uint16_t unicode_path_id = 0x7075;
inline constexpr std::uint16_t padding_id = 0x4246;  // "FB", which other readers skip
inline constexpr char padding_byte = 'Z';

/// Appends little-endian numbers to a string.
class number_writer {
 public:
  explicit number_writer(std::string& to) noexcept : to_(to) {}

  number_writer& u16(std::uint64_t value) { return put(value, 2); }
  number_writer& u32(std::uint64_t value) { return put(value, 4); }
  number_writer& u64(std::uint64_t value) { return put(value, 8); }

 private:
  number_writer& put(std::uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) to_ += static_cast<char>(value >> (8 * i) & 0xFF);
    return *this;
  }
  std::string& to_;
};

/// The zip64 field with what does not fit the header; nothing if all does.
NNSTRUCT_DECLARE std::string zip64_field(std::uint64_t size, std::uint64_t stored_size, std::uint64_t offset) {
  const bool sizes = size >= in_zip64;
  const bool place = offset >= in_zip64;
  std::string out;
  if (!sizes && !place) return out;
  number_writer numbers(out);
  numbers.u16(zip64_id).u16((sizes ? 16U : 0U) + (place ? 8U : 0U));
  if (sizes) numbers.u64(size).u64(stored_size);
  if (place) numbers.u64(offset);
  return out;
}

/// Empty entries have no descriptor, and their flags say so.
NNSTRUCT_DECLARE std::uint16_t flags_of(std::uint64_t size) noexcept {
  return size == 0 ? flag_utf8 : flag_utf8 | flag_descriptor;
}

}  // namespace detail

NNSTRUCT_DEFINE std::optional<extra_fields> read_extra(std::string_view bytes) noexcept {
  extra_fields found;
  while (!bytes.empty()) {
    if (bytes.size() < 4) return std::nullopt;
    const auto id = number_at<std::uint16_t>(bytes.data());
    const auto length = number_at<std::uint16_t>(bytes.data() + 2);
    bytes.remove_prefix(4);
    if (length > bytes.size()) return std::nullopt;
    auto* const slot = id == detail::zip64_id          ? &found.zip64
                       : id == detail::unicode_path_id ? &found.unicode_path
                                                       : nullptr;
    if (slot != nullptr && slot->has_value()) return std::nullopt;
    if (slot != nullptr) *slot = bytes.substr(0, length);
    bytes.remove_prefix(length);
  }
  return found;
}

NNSTRUCT_DEFINE std::string local_header(std::string_view name, std::uint64_t size, std::uint64_t offset) {
  // The size when stored is not known yet at this place, torch says, and writes 0.
  std::string extra = detail::zip64_field(size, 0, offset);
  const std::uint64_t unpadded = offset + local_bytes + name.size() + extra.size() + 4;
  const std::uint64_t padding = (payload_alignment - unpadded % payload_alignment) % payload_alignment;
  detail::number_writer(extra).u16(detail::padding_id).u16(padding);
  extra.append(static_cast<std::size_t>(padding), detail::padding_byte);

  std::string out;
  out.reserve(local_bytes + name.size() + extra.size());
  detail::number_writer(out)
      .u32(local_signature)
      .u16(0)  // version needed
      .u16(detail::flags_of(size))
      .u16(method_stored)
      .u32(0)  // time and date
      .u32(0)  // checksum
      .u32(0)  // size when stored
      .u32(0)  // size
      .u16(name.size())
      .u16(extra.size());
  return out.append(name).append(extra);
}

NNSTRUCT_DEFINE std::string data_descriptor(std::uint32_t crc32, std::uint64_t size) {
  std::string out;
  if (size == 0) return out;
  detail::number_writer numbers(out);
  numbers.u32(descriptor_signature).u32(crc32);
  if (size >= in_zip64) numbers.u64(size).u64(size);
  else numbers.u32(size).u32(size);
  return out;
}

NNSTRUCT_DEFINE std::string central_header(std::string_view name, std::uint64_t size, std::uint32_t crc32,
                                           std::uint64_t offset) {
  const std::string extra = detail::zip64_field(size, size, offset);
  std::string out;
  out.reserve(central_bytes + name.size() + extra.size());
  detail::number_writer(out)
      .u32(central_signature)
      .u16(0)  // made by
      .u16(0)  // version needed
      .u16(detail::flags_of(size))
      .u16(method_stored)
      .u32(0)  // time and date
      .u32(crc32)
      .u32(std::min<std::uint64_t>(size, in_zip64))
      .u32(std::min<std::uint64_t>(size, in_zip64))
      .u16(name.size())
      .u16(extra.size())
      .u16(0)  // comment
      .u16(0)  // disk
      .u16(0)  // internal attributes
      .u32(0)  // external attributes
      .u32(std::min<std::uint64_t>(offset, in_zip64));
  return out.append(name).append(extra);
}

NNSTRUCT_DEFINE std::string end_records(std::uint64_t entries, std::uint64_t directory_offset,
                                        std::uint64_t directory_size) {
  std::string out;
  detail::number_writer(out)
      .u32(end64_signature)
      .u64(end64_bytes - 12)  // "size of remaining record"
      .u16(0x031E)            // made by: Unix, 3.0
      .u16(0x002D)            // version needed: 4.5, zip64
      .u32(0)                 // this disk
      .u32(0)                 // the directory's disk
      .u64(entries)
      .u64(entries)
      .u64(directory_size)
      .u64(directory_offset)
      .u32(locator_signature)
      .u32(0)  // disk of the record above
      .u64(directory_offset + directory_size)
      .u32(1)  // disks
      .u32(end_signature)
      .u16(0)  // this disk
      .u16(0)  // the directory's disk
      .u16(std::min<std::uint64_t>(entries, in_zip64_short))
      .u16(std::min<std::uint64_t>(entries, in_zip64_short))
      .u32(std::min<std::uint64_t>(directory_size, in_zip64))
      .u32(std::min<std::uint64_t>(directory_offset, in_zip64))
      .u16(0);  // comment
  return out;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::zip
