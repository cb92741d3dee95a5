// SPDX-License-Identifier: Apache-2.0
/// \file
/// The headers of a zip file: their numbers as they stand in the bytes, and how the writer fills them in.
/// Section numbers are those of PKWARE's APPNOTE 6.3.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <nnstruct/config.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::zip {

inline constexpr std::uint32_t local_signature = 0x04034b50;       ///< 4.3.7
inline constexpr std::uint32_t descriptor_signature = 0x08074b50;  ///< 4.3.9
inline constexpr std::uint32_t central_signature = 0x02014b50;     ///< 4.3.12
inline constexpr std::uint32_t end64_signature = 0x06064b50;       ///< 4.3.14
inline constexpr std::uint32_t locator_signature = 0x07064b50;     ///< 4.3.15
inline constexpr std::uint32_t end_signature = 0x06054b50;         ///< 4.3.16

inline constexpr std::size_t local_bytes = 30;    ///< without name and extra field
inline constexpr std::size_t central_bytes = 46;  ///< without name, extra field and comment
inline constexpr std::size_t end64_bytes = 56;
inline constexpr std::size_t locator_bytes = 20;
inline constexpr std::size_t end_bytes = 22;  ///< without comment

/// A number that does not fit its field: the true one is in a zip64 field or record (4.4.1.4).
inline constexpr std::uint32_t in_zip64 = 0xFFFFFFFF;
inline constexpr std::uint16_t in_zip64_short = 0xFFFF;

/// General purpose flags (4.4.4).
inline constexpr std::uint16_t flag_encrypted = 1U << 0;
inline constexpr std::uint16_t flag_descriptor = 1U << 3;  ///< checksum and sizes follow the data
inline constexpr std::uint16_t flag_patch_data = 1U << 5;
inline constexpr std::uint16_t flag_strong_encryption = 1U << 6;
inline constexpr std::uint16_t flag_utf8 = 1U << 11;
inline constexpr std::uint16_t flag_masked_header = 1U << 13;

/// Compression methods (4.4.5).
inline constexpr std::uint16_t method_stored = 0;
inline constexpr std::uint16_t method_deflated = 8;

/// Payloads start at multiples of this, so that they can be mapped and used in place.
inline constexpr std::uint64_t payload_alignment = 64;

/// The little-endian number of type T at the start of `bytes`, which are sizeof(T) at least.
template <class T> constexpr T number_at(const char* bytes) noexcept {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < sizeof(T); ++i) value |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  return static_cast<T>(value);
}

/// Takes the numbers of a header one after the other. The caller has checked that the header is there whole.
class number_reader {
 public:
  constexpr explicit number_reader(const char* at) noexcept : at_(at) {}

  constexpr std::uint16_t u16() noexcept { return take<std::uint16_t>(); }
  constexpr std::uint32_t u32() noexcept { return take<std::uint32_t>(); }
  constexpr std::uint64_t u64() noexcept { return take<std::uint64_t>(); }
  constexpr number_reader& skip(std::size_t bytes) noexcept {
    at_ += bytes;
    return *this;
  }

 private:
  template <class T> constexpr T take() noexcept {
    const T value = number_at<T>(at_);
    at_ += sizeof(T);
    return value;
  }
  const char* at_;
};

/// What of an extra field (4.5.1) has a say in what an entry means.
struct extra_fields {
  std::optional<std::string_view> zip64;         ///< 4.5.3
  std::optional<std::string_view> unicode_path;  ///< 4.6.9: version, checksum, another name

  /// Whether readers that look at the Unicode path see another name than `name`.
  bool rename(std::string_view name) const noexcept {
    return unicode_path && (unicode_path->size() < 5 || unicode_path->substr(5) != name);
  }
};
/// Nothing if the fields do not fill the bytes exactly, or one of these two is there twice.
NNSTRUCT_DECLARE std::optional<extra_fields> read_extra(std::string_view bytes) noexcept;

/// \name The writer's headers
/// Byte for byte those of torch.save: no dates, checksum and sizes behind the payload, zip64 where needed.
/// All numbers are those of the finished file, so every size can be tried without a file of that size.
/// \{

/// Header of the entry that begins at byte `offset`, up to its payload: name, zip64 field, padding.
NNSTRUCT_DECLARE std::string local_header(std::string_view name, std::uint64_t size, std::uint64_t offset);
/// What follows the payload; empty for an empty one.
NNSTRUCT_DECLARE std::string data_descriptor(std::uint32_t crc32, std::uint64_t size);
NNSTRUCT_DECLARE std::string central_header(std::string_view name, std::uint64_t size, std::uint32_t crc32,
                                            std::uint64_t offset);
/// zip64 end record, its locator and the end record, for a directory that ends where these begin.
NNSTRUCT_DECLARE std::string end_records(std::uint64_t entries, std::uint64_t directory_offset,
                                         std::uint64_t directory_size);
/// \}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::zip
