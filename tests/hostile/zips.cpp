// SPDX-License-Identifier: Apache-2.0
// Zip files that say one thing here and another there, or what nothing can be.
#include <zlib.h>

#include "hostile/files.hpp"
#include "support/zip_bytes.hpp"

namespace hostile {

namespace {

using enum nnstruct::format_problem;
using nnstruct_test::le16;
using nnstruct_test::le32;
using nnstruct_test::le64;
using nnstruct_test::zip_bytes;
using nnstruct_test::zip_end;
using nnstruct_test::zip_entry;
using namespace std::string_literals;

std::string deflated(const std::string& bytes) {
  std::string out(bytes.size() + 64, '\0');
  ::z_stream stream{};
  ::deflateInit2(&stream, 9, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  stream.next_in = reinterpret_cast<::Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<::uInt>(bytes.size());
  stream.next_out = reinterpret_cast<::Bytef*>(out.data());
  stream.avail_out = static_cast<::uInt>(out.size());
  ::deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  ::deflateEnd(&stream);
  return out;
}

}  // namespace

void add_zips(std::vector<file>& out) {
  const std::string objects = pickled(text("hello"));
  const std::vector<zip_entry> right = {{"m/data.pkl", objects}, {"m/version", "3\n"}, {"m/data/0", "abcdefgh"}};
  const problems damaged = {zip, checksum, limit, unsupported, format};
  const auto add = [&](const std::string& what, const std::vector<zip_entry>& entries, const problems& refused,
                       const zip_end& end = {}) {
    out.push_back({"zip/" + what, zip_bytes(entries, end), refused, refused.empty() ? "'hello'" : ""});
  };
  // Of each entry in turn; of the last, which no object names, nobody reads the bytes.
  const auto changed = [&](const std::string& what, auto change, const problems& refused, std::size_t count = 3) {
    for (std::size_t i = 0; i < count; ++i) {
      std::vector<zip_entry> entries = right;
      change(entries[i]);
      add(what + "/" + std::to_string(i), entries, refused);
    }
  };
  add("right", right, {});
  changed(
      "crc_wrong_everywhere", [](zip_entry& e) { e.crc32 = 12345; }, damaged, 2);
  changed("crc_zero", [](zip_entry& e) { e.crc32 = 0; }, {});
  changed(
      "crc_differs", [](zip_entry& e) { e.local_crc32 = 12345; }, damaged);
  changed(
      "name_differs", [](zip_entry& e) { e.local_name = "m/dat\xc3\xa9"; }, damaged);
  changed(
      "name_longer_there", [](zip_entry& e) { e.local_name = e.name + "x"; }, damaged);
  changed(
      "method_differs", [](zip_entry& e) { e.local_method = 8; }, damaged);
  for (const int bit : {0, 3, 5, 6, 11, 13})
    changed(
        "flag_differs_" + std::to_string(bit),
        [&](zip_entry& e) { e.local_flags = static_cast<std::uint16_t>(1 << bit); }, damaged);
  for (const int bit : {0, 5, 6, 13})
    changed(
        "flag_" + std::to_string(bit), [&](zip_entry& e) { e.flags = static_cast<std::uint16_t>(1 << bit); }, damaged);
  // Sizes and checksum stand in the local header, as well as the directory: nothing is unclear.
  changed("said_to_be_described", [](zip_entry& e) { e.flags = 8; }, {});
  for (const std::uint64_t size : {0ull, 1ull, 7ull, 9ull, 100ull, 0x7fffffffull, 0xfffffffeull, 0xffffffffull}) {
    const std::string n = std::to_string(size);
    changed(
        "size_" + n,
        [&](zip_entry& e) {
          if (size != e.bytes.size()) e.size = size;
          else e.size = size + 1;
        },
        damaged);
    changed(
        "stored_size_" + n, [&](zip_entry& e) { e.stored_size = size == e.bytes.size() ? size + 1 : size; }, damaged);
    changed(
        "local_size_" + n, [&](zip_entry& e) { e.local_size = size == e.bytes.size() ? size + 1 : size; }, damaged);
  }
  for (const std::uint64_t header : {1ull, 30ull, 1000ull, 0x7fffffffull, 0xfffffffeull, 0xffffffffull})
    changed(
        "header_at_" + std::to_string(header), [&](zip_entry& e) { e.header = header; }, damaged);
  for (const int method : {1, 6, 9, 12, 14, 93, 95, 97, 98, 99, 65535})
    changed(
        "method_" + std::to_string(method), [&](zip_entry& e) { e.method = static_cast<std::uint16_t>(method); },
        damaged, 2);
  changed(
      "disk", [](zip_entry& e) { e.disk = 1; }, damaged);
  changed(
      "not_in_directory", [](zip_entry& e) { e.in_directory = false; }, damaged);
  changed(
      "not_in_file", [](zip_entry& e) { e.in_file = false; }, damaged);
  changed(
      "bytes_between", [](zip_entry& e) { e.behind = "x"; }, damaged);
  changed(
      "entry_between", [](zip_entry& e) { e.behind = "PK\3\4" + std::string(26, '\0'); }, damaged);
  changed(
      "sum_behind_without_flag", [](zip_entry& e) { e.behind = nnstruct_test::zip_descriptor(e.bytes); }, damaged);
  changed(
      "descriptor_wrong",
      [](zip_entry& e) {
        e.flags = 8, e.local_crc32 = 0, e.local_size = 0, e.behind = nnstruct_test::zip_descriptor(e.bytes + "x");
      },
      damaged);
  changed("descriptor_right",
          [](zip_entry& e) {
            e.flags = 8, e.local_crc32 = 0, e.local_size = 0, e.behind = nnstruct_test::zip_descriptor(e.bytes);
          },
          {});
  changed(
      "descriptor_missing", [](zip_entry& e) { e.flags = 8, e.local_crc32 = 0, e.local_size = 0; }, damaged);
  // Extra fields: cut, twice, one byte more or less, another name, zip64 that nobody asked for.
  for (const auto& [what, extra] : {std::pair("one_byte", "x"s),
                                    {"three_bytes", "\1\0\4"s},
                                    {"too_long", le16(0x1234) + le16(5) + "abcd"},
                                    {"rest", le16(0x1234) + le16(3) + "abcd"},
                                    {"zip64_unasked", le16(1) + le16(8) + le64(8)},
                                    {"zip64_empty_twice", le16(1) + le16(0) + le16(1) + le16(0)},
                                    {"other_name", le16(0x7075) + le16(6) + "\1" + le32(0) + "x"}}) {
    changed(
        "extra_"s + what, [&, field = extra](zip_entry& e) { e.extra = field; }, damaged);
    changed(
        "local_extra_"s + what, [&, field = extra](zip_entry& e) { e.local_extra = field; }, damaged);
  }
  for (const std::string& extra :
       {le16(1) + le16(0), le16(1) + le16(7) + std::string(7, '\0'), le16(1) + le16(16) + le64(8) + le64(~0ull)})
    changed(
        "zip64_short_" + std::to_string(extra.size()),
        [&](zip_entry& e) { e.size = 0xffffffff, e.stored_size = 0xffffffff, e.extra = extra; }, damaged);
  for (const std::uint64_t size : {~0ull, ~0ull - 30, 1ull << 63, 1ull << 32, 1ull << 40})
    changed(
        "zip64_size_" + std::to_string(size),
        [&](zip_entry& e) {
          e.size = 0xffffffff, e.stored_size = 0xffffffff, e.extra = le16(1) + le16(16) + le64(size) + le64(size);
          e.local_extra = e.extra;
        },
        damaged);
  for (const std::uint64_t header : {~0ull, ~0ull - 29, 1ull << 63, 1ull << 32})
    changed(
        "zip64_header_" + std::to_string(header),
        [&](zip_entry& e) { e.header = 0xffffffff, e.extra = le16(1) + le16(8) + le64(header); }, damaged);

  // Names.
  for (const auto& [what, name] : {std::pair("zero_byte", "m/data\0/9"s),
                                   {"newline", "m/a\nb"s},
                                   {"escape", "m/\x1b[2J"s},
                                   {"delete", "m/\x7f"s},
                                   {"empty", ""s},
                                   {"long", "m/" + std::string(5000, 'x')},
                                   {"longest", std::string(65535, 'x')}}) {
    std::vector<zip_entry> entries = right;
    entries.push_back({name, "x"});
    add("name/"s + what, entries, damaged);
  }
  // As names of records that nobody looks for they harm nobody: nothing is ever unpacked.
  for (const auto& [what, name] : {std::pair("up", "../../etc/passwd"s),
                                   {"up_in_root", "m/../x"s},
                                   {"absolute", "/etc/passwd"s},
                                   {"drive", "C:\\x"s},
                                   {"backslash", "m\\data.pkl"s},
                                   {"other_root", "other/data.pkl"s}}) {
    std::vector<zip_entry> entries = right;
    entries.push_back({name, "x"});
    add("name/"s + what, entries, {});
  }
  for (std::size_t i = 0; i < right.size(); ++i) {
    std::vector<zip_entry> entries = right;
    entries.push_back(right[i]);
    add("twice/" + std::to_string(i), entries, damaged);
    entries.back().bytes += "x";
    add("twice_differs/" + std::to_string(i), entries, damaged);
    entries.back().in_file = false, entries.back().header = 0;
    add("twice_overlapping/" + std::to_string(i), entries, damaged);
    entries.back().name = "m/data/1";
    add("overlapping/" + std::to_string(i), entries, damaged);
    entries = right;
    entries.erase(entries.begin() + static_cast<std::ptrdiff_t>(i));
    if (i != 2) add("missing/" + std::to_string(i), entries, damaged);
  }
  add("directory_entry_with_content", {right[0], right[1], {"m/data/", "x"}}, damaged);

  // End records.
  const auto ended = [&](const std::string& what, const zip_end& end, const problems& refused) {
    add("end/" + what, right, refused, end);
  };
  ended("comment", {.comment = "made by nobody"}, {}), ended("long_comment", {.comment = std::string(65535, 'x')}, {});
  for (const int entries : {0, 1, 2, 4, 100, 65534, 65535})
    ended("entries_" + std::to_string(entries), {.entries = static_cast<std::uint16_t>(entries)}, damaged);
  for (const std::uint32_t n : {0u, 1u, 45u, 46u, 1000u, 0x7fffffffu, 0xfffffffeu, 0xffffffffu}) {
    ended("size_" + std::to_string(n), {.directory_size = n}, damaged);
    ended("offset_" + std::to_string(n), {.directory_offset = n}, damaged);
    ended("size_and_offset_" + std::to_string(n), {.directory_size = n, .directory_offset = ~n}, damaged);
  }
  ended("disk", {.disk = 1}, damaged), ended("appended", {.appended = "x"}, damaged);
  ended("appended_zeros", {.appended = std::string(100, '\0')}, damaged);
  ended("signature_in_comment", {.comment = "PK\5\6" + std::string(30, 'x')}, damaged);
  ended("end_in_comment", {.comment = "PK\5\6" + std::string(18, '\0')}, damaged);
  const std::string whole = zip_bytes(right);
  ended("file_in_comment", {.comment = whole}, damaged);
  for (const std::uint64_t n : {0ull, 2ull, 4ull, 1ull << 32, ~0ull / 46 + 1, 1ull << 63, ~0ull}) {
    const std::string text = std::to_string(n);
    ended("zip64_entries_" + text,
          {.entries = 0xffff, .records = nnstruct_test::zip64_records(n, 100, 100, whole.size() - 22)}, damaged);
    ended("zip64_size_" + text,
          {.directory_size = 0xffffffff, .records = nnstruct_test::zip64_records(3, n, 100, whole.size() - 22)},
          damaged);
    ended("zip64_offset_" + text,
          {.directory_offset = 0xffffffff, .records = nnstruct_test::zip64_records(3, 100, n, whole.size() - 22)},
          damaged);
    ended("zip64_record_at_" + text, {.records = nnstruct_test::zip64_records(3, 100, 100, n)}, damaged);
  }
  for (std::size_t before : {1u, 2u, 512u, 4096u}) {
    out.push_back({"zip/bytes_before_" + std::to_string(before), std::string(before, '\0') + whole, {format, zip}});
    out.push_back(
        {"zip/signature_before_" + std::to_string(before), "PK\3\4" + std::string(before, '\0') + whole, damaged});
  }
  for (std::size_t size : {4u, 8u, 18u, 21u, 22u, 25u, 40u})
    out.push_back(
        {"zip/only_" + std::to_string(size), ("PK\3\4PK\5\6" + std::string(64, '\0')).substr(0, size), {zip, format}});
  for (std::size_t i = 0; i < 22; ++i)  // an end record that begins at the file's first bytes, or before them
    out.push_back({"zip/end_record_from_" + std::to_string(i), whole.substr(whole.size() - 22 + i), {zip, format}});
  out.push_back({"zip/empty_archive", "PK\5\6" + std::string(18, '\0'), {zip, format}});
  out.push_back({"zip/two_files", whole + whole, damaged});

  // DEFLATE.
  const auto packed = [&](const std::string& what, const std::string& stored, std::uint64_t size,
                          const problems& refused) {
    std::vector<zip_entry> entries = right;
    entries[0].bytes = stored, entries[0].method = 8, entries[0].size = size, entries[0].stored_size = stored.size();
    entries[0].local_extra = "";
    entries[0].crc32 = nnstruct_test::slow_crc32(objects);
    // zip_bytes writes the same two sizes to both headers
    add("deflate/" + what, entries, refused);
  };
  const std::string good = deflated(objects);
  packed("right", good, objects.size(), {}), packed("cut", good.substr(0, good.size() - 1), objects.size(), damaged);
  packed("longer", good, objects.size() + 1, damaged), packed("shorter", good, objects.size() - 1, damaged);
  packed("bytes_behind", good + "x", objects.size(), damaged), packed("nothing", "", objects.size(), damaged);
  packed("empty_stream", "\3\0"s, objects.size(), damaged), packed("no_size", good, 0, damaged);
  packed("too_good", good, good.size() * 1033, damaged), packed("4_GB", good, 0xfffffffe, damaged);
  for (int byte = 0; byte < 256; byte += 5)
    packed("garbage_" + std::to_string(byte), std::string(40, static_cast<char>(byte)), objects.size(), damaged);
  packed("never_ending", "\0\0\0\xff\xff"s + std::string(50'000, '\0'), 1000, damaged);
  packed("bomb_said_to_be_small", deflated(std::string(10'000'000, '\0')), objects.size(), damaged);
}

}  // namespace hostile
