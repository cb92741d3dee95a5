// SPDX-License-Identifier: Apache-2.0
/// \file
/// The definitions of local_headers.hpp.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <nnstruct/concat.hpp>
#include <nnstruct/format/zip/local_headers.hpp>
#include <nnstruct/io/checked.hpp>
#include <nnstruct/io/order.hpp>
#include <nnstruct/io/read_ahead.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::zip {

namespace detail {

/// What a local header says of an entry's content.
struct content_words {
  std::uint32_t crc32;
  std::uint64_t stored_size, size;

  bool operator==(const content_words&) const = default;
};

NNSTRUCT_DECLARE content_words words_of(const entry& record) noexcept {
  return {record.crc32, record.stored_size, record.size};
}

/// Adds what the zip64 field (4.5.3) says. torch writes sizes there while those of the header stay 0, and the
/// header's own offset.
/// \returns false if it contradicts the header
NNSTRUCT_DECLARE bool take_local_zip64(std::string_view field, const entry& record, content_words& words) {
  const auto number = [&](std::size_t at) { return number_at<std::uint64_t>(field.data() + at); };
  if (field.size() == 8) return number(0) == record.header;
  if (field.size() != 16 && field.size() != 24) return false;
  if (field.size() == 24 && number(16) != record.header) return false;
  const auto take = [](std::uint64_t& word, std::uint64_t wide) {
    const bool free = word == in_zip64 || word == 0;
    if (free) word = wide;
    return free || word == wide;
  };
  return take(words.size, number(0)) && take(words.stored_size, number(8));
}

/// Checks the local header of `record` and sets its payload.
/// \param next  where the next thing in the file begins
/// \returns the checksum and sizes that the header gives
NNSTRUCT_DECLARE content_words check_header(const io::input_file& file, io::read_ahead& bytes, std::uint64_t next,
                                            entry& record) {
  const auto wrong = [&](std::string_view what) { refuse(file, record, record.header, what); };
  if (!(io::checked(record.header) + local_bytes).at_most(next))
    wrong("its local header reaches into what follows; entries overlap or the file is damaged");
  number_reader header(bytes.at(record.header, local_bytes).data());
  if (header.u32() != local_signature)
    wrong("expected its local header (50 4B 03 04); the central directory points to the wrong place");
  const std::uint16_t flags = header.skip(2).u16();
  const std::uint16_t method = header.u16();
  content_words words{};
  words.crc32 = header.skip(4).u32();
  words.stored_size = header.u32();
  words.size = header.u32();
  const std::size_t name_length = header.u16();
  const std::size_t extra_length = header.u16();
  if (flags != record.flags || method != record.method)
    wrong("local header and central directory give different flags or compression methods");

  const std::size_t length = local_bytes + name_length + extra_length;
  const io::checked payload = io::checked(record.header) + length;
  if (!(payload + record.stored_size).at_most(next))
    wrong("its bytes reach into what follows; entries overlap or the file is damaged");
  record.payload = payload.value();
  const std::string_view rest = bytes.at(record.header, length).substr(local_bytes);
  if (rest.substr(0, name_length) != record.name)
    wrong("local header and central directory give different names; the file has two meanings");
  const auto extra = read_extra(rest.substr(name_length));
  if (!extra || (extra->zip64 && !take_local_zip64(*extra->zip64, record, words)))
    wrong("its extra field in the local header is damaged");
  if (extra->rename(record.name)) wrong("its Unicode path field gives it another name; the file has two meanings");
  return words;
}

/// Checks what stands between the payload's end and the next thing in the file: a descriptor or nothing.
NNSTRUCT_DECLARE void check_descriptor(const io::input_file& file, io::read_ahead& bytes, std::uint64_t next,
                                       const entry& record, const content_words& local) {
  const content_words central = words_of(record);
  const bool later = (record.flags & flag_descriptor) != 0;
  const auto told = [&](std::uint64_t word, std::uint64_t truth) { return word == truth || (later && word == 0); };
  if (!told(local.crc32, central.crc32) || !told(local.stored_size, central.stored_size) ||
      !told(local.size, central.size))
    refuse(file, record, record.header, "local header and central directory give different checksums or sizes");

  const std::uint64_t end = record.payload + record.stored_size;  // at most next, as checked with the header
  const std::uint64_t between = next - end;
  if (between == 0) {
    if (local == central) return;
    refuse(file, record, end, "expected the data descriptor with its checksum and sizes");
  }
  // The signature may be left out (4.3.9.3), and the sizes have 32 or 64 bits: the length tells which.
  const bool signature = between == 16 || between == 24;
  const bool wide = between == 20 || between == 24;
  if (!later || (!signature && !wide && between != 12))
    refuse(file, record, end, concat({between, " bytes after it belong to no entry; the file is damaged"}));
  number_reader descriptor(bytes.at(end, static_cast<std::size_t>(between)).data());
  const bool begins = !signature || descriptor.u32() == descriptor_signature;
  content_words words{};
  words.crc32 = descriptor.u32();
  words.stored_size = wide ? descriptor.u64() : descriptor.u32();
  words.size = wide ? descriptor.u64() : descriptor.u32();
  if (!begins || words != central)
    refuse(file, record, end, "data descriptor and central directory give different checksums or sizes");
}

}  // namespace detail

NNSTRUCT_DEFINE void check_local_headers(const io::input_file& file, directory& contents) {
  std::vector<entry>& entries = contents.entries;
  const std::vector<std::size_t> order = io::order_by(entries.size(), [&](std::size_t i) { return entries[i].header; });

  const std::uint64_t first = entries.empty() ? contents.offset : entries[order.front()].header;
  if (first != 0) refuse(file, 0, concat({"expected the first entry at byte 0, it is at byte ", first}));
  io::read_ahead bytes(file, contents.offset);
  for (std::size_t i = 0; i < order.size(); ++i) {
    entry& record = entries[order[i]];
    const std::uint64_t following = i + 1 < order.size() ? entries[order[i + 1]].header : contents.offset;
    // An entry behind the directory is refused at its turn; until then nothing is read from there.
    const std::uint64_t next = std::min(following, contents.offset);
    const auto words = detail::check_header(file, bytes, next, record);
    detail::check_descriptor(file, bytes, next, record, words);
  }
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::zip
