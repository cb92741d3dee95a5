// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <string>
#include <vector>

#include <nnstruct/error.hpp>
#include <nnstruct/format/zip/local_headers.hpp>

#include "support/catch.hpp"
#include "support/zip_bytes.hpp"
#include "support/zip_file.hpp"

namespace format_zip_local_headers_test {

using namespace nnstruct_test;

namespace {

const zip_entry after = {.name = "z", .bytes = "after"};

void check_refused(const std::vector<zip_entry>& entries, std::string_view part) {
  const FormatError error = refusal_of(zip_bytes(entries));
  INFO(error.what());
  CHECK(error.problem() == format_problem::zip);
  CHECK(contains(error.what(), part));
  CHECK(error.offset().has_value());
}

void check_read(const std::vector<zip_entry>& entries) {
  const auto archive = opened(zip_bytes(entries));
  REQUIRE(archive.entries().size() == entries.size());
  for (std::size_t i = 0; i < entries.size(); ++i) CHECK(archive.read(archive.entries()[i]) == entries[i].bytes);
}

/// As a program writes it that does not know checksum and size before.
zip_entry streamed(const std::string& behind) {
  return {.name = "s", .bytes = "stream", .flags = 0x0808, .local_crc32 = 0, .local_size = 0, .behind = behind};
}

}  // namespace

TEST_CASE("local header and directory must say the same", "[zip]") {
  check_refused({{.name = "a", .bytes = "x", .local_name = "b"}, after}, "give different names");
  check_refused({{.name = "a", .bytes = "x", .local_name = "ab"}, after}, "");
  check_refused({{.name = "a", .bytes = "x", .local_flags = 0x0800}, after}, "different flags or compression methods");
  check_refused({{.name = "a", .bytes = "x", .local_method = 8}, after}, "different flags or compression methods");
  check_refused({{.name = "a", .bytes = "x", .local_crc32 = 1}, after}, "different checksums or sizes");
  check_refused({{.name = "a", .bytes = "x", .local_crc32 = 0}, after}, "different checksums or sizes");
  check_refused({{.name = "a", .bytes = "x", .local_size = 2}, after}, "different checksums or sizes");
  check_refused({{.name = "a", .bytes = "x", .local_size = 0}, after}, "different checksums or sizes");
  check_refused({{.name = "a", .bytes = "x", .local_size = 0xFFFFFFFF}, after}, "different checksums or sizes");
  const FormatError error =
      refusal_of(zip_bytes({{.name = "first", .bytes = "x"}, {.name = "a", .bytes = "x", .local_name = "b"}}));
  CHECK(error.record() == "a");
  CHECK(error.offset() == 30 + 5 + 1);
}

TEST_CASE("a data descriptor may have any of its four forms", "[zip]") {
  const std::uint32_t crc = slow_crc32("stream");
  check_read({streamed(zip_descriptor("stream", 4)), after});
  check_read({streamed(zip_descriptor("stream", 8)), after});
  check_read({streamed(le32(crc) + le32(6) + le32(6)), after});
  check_read({streamed(le32(crc) + le64(6) + le64(6)), after});
  check_read({after, streamed(zip_descriptor("stream", 4))});
}

TEST_CASE("a data descriptor that is announced must be there and right", "[zip]") {
  const std::uint32_t crc = slow_crc32("stream");
  check_refused({streamed(""), after}, "expected the data descriptor");
  check_refused({streamed(zip_descriptor("Stream")), after}, "data descriptor and central directory");
  check_refused({streamed("PK\7\10" + le32(crc) + le32(7) + le32(6)), after}, "data descriptor and central directory");
  check_refused({streamed("PK\7\10" + le32(crc) + le32(6) + le32(7)), after}, "data descriptor and central directory");
  check_refused({streamed("PK\7\11" + le32(crc) + le32(6) + le32(6)), after}, "data descriptor and central directory");
  check_refused({streamed(zip_descriptor("stream") + "x"), after}, "17 bytes after it belong to no entry");
  check_refused({{.name = "a", .bytes = "stream", .behind = zip_descriptor("stream")}, after},
                "16 bytes after it belong to no entry");
}

TEST_CASE("the descriptor may be left out where the local header has it all", "[zip]") {
  check_read({{.name = "a", .bytes = "x", .flags = 0x0808}, after});
  check_read({{.name = "empty", .bytes = "", .flags = 0x0808}, after});
  check_read({{.name = "empty", .bytes = "", .flags = 0x0808, .behind = zip_descriptor("")}, after});
}

TEST_CASE("a checksum of 0 everywhere means that there is none", "[zip]") {
  check_read({{.name = "a", .bytes = "x", .crc32 = 0}, after});
  zip_entry entry = streamed("PK\7\10" + le32(0) + le32(6) + le32(6));
  entry.crc32 = 0;
  check_read({entry, after});
  entry.crc32 = 1;  // in the directory only
  check_refused({entry, after}, "data descriptor and central directory");
}

TEST_CASE("entries may not overlap, leave gaps or leave the file", "[zip]") {
  const auto one = [](const std::string& name) { return zip_entry{.name = name, .bytes = "0123456789"}; };
  // two names for the same bytes
  zip_entry twin = one("a");
  twin.in_file = false;
  twin.header = 0;
  check_refused({one("a"), twin}, "overlap");
  // an entry whose bytes are another entry, header and all
  zip_entry outer = {.name = "outer", .bytes = ""};
  outer.size = 31 + 10;
  check_refused({outer, one("i")}, "reach into what follows");
  // larger than the file
  zip_entry large = one("a");
  large.size = 0xFFFFFFF0;
  check_refused({large}, "reach into what follows");
  large.size = 11;
  check_refused({large}, "reach into what follows");
  // placed in the directory, behind it, nowhere
  for (const std::uint64_t header : {41U, 60U, 100U, 0x7FFFFFFFU}) {
    zip_entry astray = one("b");
    astray.header = header;
    astray.in_file = false;
    check_refused({one("a"), astray}, "");
  }
  // bytes that no entry owns, a whole hidden entry among them
  zip_entry hidden = one("hidden");
  hidden.in_directory = false;
  check_refused({one("a"), hidden, one("b")}, "46 bytes after it belong to no entry");
  check_refused({one("a"), hidden}, "46 bytes after it belong to no entry");
  check_refused({hidden, one("a")}, "expected the first entry at byte 0, it is at byte 46");
  check_refused({hidden}, "expected the first entry at byte 0");
}

TEST_CASE("entries may stand in another order than the directory's", "[zip]") {
  zip_entry late = {.name = "late", .bytes = "behind"};
  late.header = 30 + 5 + 5;
  late.in_file = false;
  const zip_entry early = {.name = "early", .bytes = "front"};
  zip_entry late_bytes = {.name = "late", .bytes = "behind"};
  late_bytes.in_directory = false;
  const auto archive = opened(zip_bytes({late, early, late_bytes}));
  CHECK(records_of(archive) == records{{"late", "behind"}, {"early", "front"}});
}

TEST_CASE("the local extra field shifts the payload and must be well-formed", "[zip]") {
  const auto padding = [](std::size_t count) { return "FB" + le16(count) + std::string(count, 'Z'); };
  check_read({{.name = "a", .bytes = "x", .local_extra = padding(30)}, after});
  check_read({{.name = "a", .bytes = "x", .local_extra = padding(65'531)}, after});
  check_refused({{.name = "a", .bytes = "x", .local_extra = padding(30) + "Z"}, after},
                "extra field in the local header");
  check_refused({{.name = "a", .bytes = "x", .local_extra = "FB" + le16(9) + "Z"}, after},
                "extra field in the local header");
}

TEST_CASE("a zip64 field of a local header may not contradict it", "[zip]") {
  const auto field = [](const std::string& numbers) { return le16(1) + le16(numbers.size()) + numbers; };
  const auto made = [&](std::uint64_t size, const std::string& numbers) {
    return std::vector<zip_entry>{{.name = "a", .bytes = "xyz", .local_size = size, .local_extra = field(numbers)},
                                  after};
  };
  check_read(made(0xFFFFFFFF, le64(3) + le64(3)));
  check_read(made(3, le64(3) + le64(3)));
  check_read(made(3, le64(0)));  // the header's offset
  check_refused(made(0xFFFFFFFF, le64(4) + le64(3)), "different checksums or sizes");
  check_refused(made(0xFFFFFFFF, le64(3) + le64(0)), "different checksums or sizes");
  check_refused(made(3, le64(4) + le64(4)), "extra field in the local header");
  check_refused(made(3, le64(1)), "extra field in the local header");
  check_refused(made(3, le64(3) + le64(3) + le64(1)), "extra field in the local header");
  check_refused(made(3, le32(0)), "extra field in the local header");
  // as torch writes it: sizes 0 in the header, the one in the field, the stored one later
  zip_entry torch = streamed(zip_descriptor("stream", 8));
  torch.local_extra = field(le64(6) + le64(0));
  check_read({torch, after});
  torch.local_extra = field(le64(7) + le64(0));
  check_refused({torch, after}, "different checksums or sizes");
}

}  // namespace format_zip_local_headers_test
