// SPDX-License-Identifier: Apache-2.0
/// \file
/// The definitions of directory.hpp.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <utility>

#include <nnstruct/concat.hpp>
#include <nnstruct/format/zip/directory.hpp>
#include <nnstruct/io/checked.hpp>
#include <nnstruct/io/inflate.hpp>
#include <nnstruct/over_limit.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::zip {

namespace detail {

/// The numbers of the end records, however many bits they are stored with.
struct directory_end {
  std::uint64_t position;  ///< where the end records begin: the directory must end there
  std::uint64_t entries, size, offset;
};

NNSTRUCT_DECLARE std::string plural(std::uint64_t count, std::string_view noun) {
  return std::to_string(count).append(" ").append(noun).append(count == 1 ? "" : "s");
}

/// Offset of the end record. Its comment must end with the file: bytes behind it, or a second end record in
/// it, would be read differently by different programs.
NNSTRUCT_DECLARE std::uint64_t find_end_record(const io::input_file& file) {
  if (file.size() < end_bytes) return file.size();
  constexpr char signature[] = {'P', 'K', 5, 6};
  // Nearly always there is no comment, and the first 22 bytes do.
  for (const std::uint64_t reach : {std::uint64_t{end_bytes}, std::uint64_t{end_bytes} + 0xFFFF}) {
    const std::uint64_t start = file.size() - std::min(reach, file.size());
    std::string tail(static_cast<std::size_t>(file.size() - start), '\0');
    file.read(start, tail.data(), tail.size());
    const auto found = tail.rfind(std::string_view(signature, 4), tail.size() - end_bytes);
    if (found == std::string::npos) continue;
    const std::uint64_t comment = number_at<std::uint16_t>(tail.data() + found + 20);
    const std::uint64_t behind = tail.size() - found - end_bytes;
    if (comment != behind)
      refuse(file, start + found,
             concat({"the end of central directory record announces a comment of ", plural(comment, "byte"), ", but ",
                     plural(behind, "byte"), " follow; the file was cut or something was appended"}));
    return start + found;
  }
  return file.size();
}

NNSTRUCT_DECLARE [[noreturn]] void refuse_without_end(const io::input_file& file) {
  if (looks_like_zip(file))
    refuse(file, file.size(),
           "the end of central directory record is missing; the file is truncated or was modified after saving");
  refuse(file, 0, "not a zip file: it does not begin with the bytes 50 4B 03 04 (\"PK\")", format_problem::format);
}

/// Reads the zip64 record (4.3.14) that the locator at `locator` (4.3.15) points to, if one is there.
NNSTRUCT_DECLARE std::optional<directory_end> read_end64(const io::input_file& file, std::uint64_t locator) {
  char bytes[end64_bytes];
  file.read(locator, bytes, locator_bytes);
  number_reader pointer(bytes);
  if (pointer.u32() != locator_signature) return std::nullopt;
  const std::uint32_t disk = pointer.u32();
  const std::uint64_t position = pointer.u64();
  const std::uint32_t disks = pointer.u32();
  if (disk != 0 || disks > 1)
    refuse(file, locator, "the archive is in several parts; join them to one file", format_problem::unsupported);
  if (!(io::checked(position) + end64_bytes).at_most(locator))
    refuse(file, locator, concat({"the zip64 locator points to byte ", position, ", where no record fits"}));

  file.read(position, bytes, end64_bytes);
  number_reader record(bytes);
  const bool signature = record.u32() == end64_signature;
  const std::uint64_t remaining = record.u64();
  if (!signature || !(io::checked(position) + 12 + remaining).equals(locator))
    refuse(file, position, "expected the zip64 end of central directory record, right before its locator");
  const std::uint32_t this_disk = record.skip(4).u32();
  const std::uint32_t directory_disk = record.u32();
  const std::uint64_t here = record.u64();
  const std::uint64_t entries = record.u64();
  if (this_disk != 0 || directory_disk != 0 || here != entries)
    refuse(file, position, "the archive is in several parts; join them to one file", format_problem::unsupported);
  const std::uint64_t size = record.u64();
  const std::uint64_t offset = record.u64();
  return directory_end{position, entries, size, offset};
}

NNSTRUCT_DECLARE directory_end read_end(const io::input_file& file) {
  const std::uint64_t position = find_end_record(file);
  if (position == file.size()) refuse_without_end(file);
  char bytes[end_bytes];
  file.read(position, bytes, end_bytes);
  number_reader record(bytes);
  const std::uint16_t this_disk = record.skip(4).u16();
  const std::uint16_t directory_disk = record.u16();
  const std::uint16_t here = record.u16();
  const std::uint16_t entries = record.u16();
  const std::uint32_t size = record.u32();
  const std::uint32_t offset = record.u32();

  std::optional<directory_end> end64;
  if (position >= end64_bytes + locator_bytes) end64 = read_end64(file, position - locator_bytes);
  const auto disk_is_first = [&](std::uint16_t disk) { return disk == 0 || (end64 && disk == in_zip64_short); };
  if (!disk_is_first(this_disk) || !disk_is_first(directory_disk) || here != entries)
    refuse(file, position, "the archive is in several parts; join them to one file", format_problem::unsupported);
  if (!end64) return {position, entries, size, offset};

  const bool agree = (entries == end64->entries || entries == in_zip64_short) &&
                     (size == end64->size || size == in_zip64) && (offset == end64->offset || offset == in_zip64);
  if (!agree)
    refuse(file, position, "the end of central directory record and its zip64 form disagree; the file is damaged");
  return *end64;
}

/// The zip64 field (4.5.3) holds exactly those numbers that say so in the header, in this order.
/// \returns false if it does not
NNSTRUCT_DECLARE bool take_zip64(const std::optional<std::string_view>& field, entry& out, std::uint16_t& disk) {
  std::string_view rest = field.value_or(std::string_view());
  const auto take = [&](auto& number, std::uint64_t announced, std::size_t bytes) {
    if (number != announced) return true;
    if (rest.size() < bytes) return false;
    const auto value = bytes == 8 ? number_at<std::uint64_t>(rest.data()) : number_at<std::uint32_t>(rest.data());
    rest.remove_prefix(bytes);
    number = static_cast<std::remove_reference_t<decltype(number)>>(value);
    return bytes == 8 || value == 0;  // the disk: there is but one
  };
  return take(out.size, in_zip64, 8) && take(out.stored_size, in_zip64, 8) && take(out.header, in_zip64, 8) &&
         take(disk, in_zip64_short, 4) && rest.empty();
}

/// Names go into messages and to other programs: what would cut or hide them there is refused.
NNSTRUCT_DECLARE bool is_printable(std::string_view name) noexcept {
  return std::none_of(name.begin(), name.end(), [](char c) { return static_cast<unsigned char>(c) < 32 || c == 127; });
}

/// What so many bytes of a DEFLATE stream can hold.
NNSTRUCT_DECLARE std::uint64_t most_inflated(std::uint64_t stored) noexcept {
  const io::checked most = io::checked(stored) * io::most_inflation;
  return most.valid() ? most.value() : static_cast<std::uint64_t>(-1);
}

/// Checks that concern one entry's directory header alone.
NNSTRUCT_DECLARE void check_entry(const io::input_file& file, const entry& record, std::uint64_t at,
                                  const extra_fields& extra) {
  constexpr auto unsupported = format_problem::unsupported;
  if ((record.flags & (flag_encrypted | flag_strong_encryption | flag_masked_header)) != 0)
    refuse(file, record, at, "it is encrypted; unpack the archive and pack it again without a password", unsupported);
  if ((record.flags & flag_patch_data) != 0)
    refuse(file, record, at, "it holds compressed patch data (APPNOTE 4.4.4, bit 5)", unsupported);
  if (record.method == method_stored && record.size != record.stored_size)
    refuse(file, record, at,
           concat({"a stored entry of ", plural(record.size, "byte"), " takes ", plural(record.stored_size, "byte")}));
  if (record.method == method_deflated && !(io::checked(record.size)).at_most(most_inflated(record.stored_size)))
    refuse(file, record, at,
           concat({"an entry of ", plural(record.size, "byte"), " is said to be compressed to ",
                   plural(record.stored_size, "byte"), ", which no compression does"}));
  if (record.is_directory() && record.size != 0)
    refuse(file, record, at, concat({"a directory entry holds ", plural(record.size, "byte"), "; expected none"}));
  if (extra.rename(record.name))
    refuse(file, record, at, "its Unicode path field gives it another name; the file has two meanings");
}

/// Parses the directory header at `rest`'s start, which is byte `at` of the file, and removes it from `rest`.
NNSTRUCT_DECLARE entry take_entry(const io::input_file& file, const limits& allowed, std::uint64_t at,
                                  std::string_view& rest) {
  if (rest.size() < central_bytes || number_at<std::uint32_t>(rest.data()) != central_signature)
    refuse(file, at, "expected the directory header of an entry (50 4B 01 02); the file is damaged");
  number_reader header(rest.data());
  entry out;
  out.flags = header.skip(8).u16();
  out.method = header.u16();
  out.crc32 = header.skip(4).u32();
  out.stored_size = header.u32();
  out.size = header.u32();
  const std::size_t name_length = header.u16();
  const std::size_t extra_length = header.u16();
  const std::size_t comment_length = header.u16();
  std::uint16_t disk = header.u16();
  out.header = header.skip(6).u32();
  rest.remove_prefix(central_bytes);

  if (name_length + extra_length + comment_length > rest.size())  // three 16-bit numbers: no overflow
    refuse(file, at, "the name, extra field and comment of an entry reach beyond the central directory");
  if (name_length == 0) refuse(file, at, "an entry has no name");
  if (name_length > allowed.name_length)
    refuse(file, at,
           nnstruct::detail::over_limit(concat({"an entry's name of ", plural(name_length, "byte")}), "name_length",
                                        allowed.name_length),
           format_problem::limit);
  const std::string_view name = rest.substr(0, name_length);
  if (!is_printable(name)) refuse(file, at, "an entry's name has control characters in it");
  out.name = name;
  const auto extra = read_extra(rest.substr(name_length, extra_length));
  if (!extra || !take_zip64(extra->zip64, out, disk))
    refuse(file, out, at, "its extra field in the central directory is damaged");
  if (disk != 0)
    refuse(file, out, at, "it is in another part of the archive; join the parts to one file",
           format_problem::unsupported);
  check_entry(file, out, at, *extra);
  rest.remove_prefix(name_length + extra_length + comment_length);
  return out;
}

}  // namespace detail

NNSTRUCT_DEFINE directory read_directory(const io::input_file& file, const limits& allowed) {
  const detail::directory_end end = detail::read_end(file);
  if (!(io::checked(end.offset) + end.size).equals(end.position))
    refuse(file, end.position,
           concat({"the central directory (", detail::plural(end.size, "byte"), " at byte ", end.offset,
                   ") does not end where the end records begin; the file is damaged, or bytes were added or cut"}));
  if (!(io::checked(end.entries) * central_bytes).at_most(end.size))
    refuse(file, end.position,
           concat({detail::plural(end.entries, "entry header"), " do not fit a central directory of ",
                   detail::plural(end.size, "byte")}));
  if (end.entries > allowed.records)
    refuse(file, end.position,
           nnstruct::detail::over_limit(concat({end.entries, " entries"}), "records", allowed.records),
           format_problem::limit);

  const auto bytes = static_cast<std::size_t>(end.size);
  const auto buffer = std::make_unique_for_overwrite<char[]>(bytes);
  file.read(end.offset, buffer.get(), bytes);
  std::string_view rest(buffer.get(), bytes);
  directory out{{}, end.offset};
  io::checked inflated = 0;
  out.entries.reserve(static_cast<std::size_t>(end.entries));
  for (std::uint64_t i = 0; i < end.entries; ++i)
    if (const entry& record =
            out.entries.emplace_back(detail::take_entry(file, allowed, end.position - rest.size(), rest));
        !record.is_stored())
      inflated = inflated + record.size;
  if (!inflated.at_most(allowed.inflated_bytes))
    refuse(
        file, end.offset,
        nnstruct::detail::over_limit(inflated.valid() ? concat({inflated.value(), " bytes in all compressed entries"})
                                                      : "more bytes in all compressed entries than 64 bits can count",
                                     "inflated_bytes", allowed.inflated_bytes),
        format_problem::limit);
  if (!rest.empty())
    refuse(file, end.position - rest.size(),
           concat({"the central directory goes on after its ", end.entries, " entries"}));
  return out;
}

NNSTRUCT_DEFINE bool looks_like_zip(const io::input_file& file) {
  char bytes[4];
  if (file.size() < sizeof bytes) return false;
  file.read(0, bytes, sizeof bytes);
  return number_at<std::uint32_t>(bytes) == local_signature;
}

NNSTRUCT_DEFINE std::uint64_t last_archive(const io::input_file& file) {
  char bytes[end64_bytes + locator_bytes + end_bytes];
  if (file.size() < end_bytes) return 0;
  const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(file.size(), sizeof bytes));
  file.read(file.size() - count, bytes, count);
  const char* const end = bytes + count - end_bytes;
  if (number_at<std::uint32_t>(end) != end_signature) return 0;
  std::uint64_t position = file.size() - end_bytes;
  std::uint64_t size = number_at<std::uint32_t>(end + 12), offset = number_at<std::uint32_t>(end + 16);
  if (count == sizeof bytes && number_at<std::uint32_t>(bytes) == end64_signature &&
      number_at<std::uint32_t>(bytes + end64_bytes) == locator_signature) {
    position = file.size() - count;
    size = number_at<std::uint64_t>(bytes + 40);
    offset = number_at<std::uint64_t>(bytes + 48);
  }
  const io::checked length = io::checked(size) + offset;
  if (!length.at_most(position) || position - length.value() < end_bytes) return 0;
  // The one before it ends there, and it begins with an entry.
  const std::uint64_t begin = position - length.value();
  file.read(begin - end_bytes, bytes, end_bytes + sizeof(std::uint32_t));
  const bool both = number_at<std::uint32_t>(bytes) == end_signature && number_at<std::uint16_t>(bytes + 20) == 0 &&
                    number_at<std::uint32_t>(bytes + end_bytes) == local_signature;
  return both ? begin : 0;
}

NNSTRUCT_DEFINE void refuse(const io::input_file& file, std::uint64_t offset, std::string_view what,
                            format_problem problem) {
  throw FormatError(problem, {file.path(), {}, offset}, what);
}

NNSTRUCT_DEFINE void refuse(const io::input_file& file, const entry& record, std::uint64_t offset,
                            std::string_view what, format_problem problem) {
  throw FormatError(problem, {file.path(), record.name, offset}, what);
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::zip
