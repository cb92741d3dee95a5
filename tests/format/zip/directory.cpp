// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <string>
#include <vector>

#include <nnstruct/error.hpp>
#include <nnstruct/format/zip/directory.hpp>
#include <nnstruct/io/file.hpp>

#include "support/catch.hpp"
#include "support/zip_bytes.hpp"
#include "support/zip_file.hpp"

namespace format_zip_directory_test {

using namespace nnstruct_test;
using std::string_literals::operator""s;

namespace {
const std::vector<zip_entry> two = {{.name = "a/1", .bytes = "one"}, {.name = "a/2", .bytes = "second"}};

std::size_t directory_offset(const std::string& bytes) { return bytes.find("PK\1\2"); }

/// The two entries with a zip64 end; what the records say can be changed.
std::string with_zip64(std::uint64_t entries, std::uint64_t size_change = 0, std::uint64_t record_change = 0) {
  const std::string plain = zip_bytes(two);
  const auto offset = directory_offset(plain);
  const auto size = plain.size() - 22 - offset;
  return zip_bytes(two, {.records = zip64_records(entries, size + size_change, offset, offset + size + record_change)});
}

void check_refused(const std::string& bytes, std::string_view part, format_problem problem = format_problem::zip) {
  const FormatError error = refusal_of(bytes);
  INFO(error.what());
  CHECK(error.problem() == problem);
  CHECK(contains(error.what(), part));
  CHECK(contains(error.file(), "test.zip"));
  CHECK(error.offset().has_value());
}
}  // namespace

TEST_CASE("entries come in the directory's order with what it says of them", "[zip]") {
  const auto archive = opened(zip_bytes(two));
  REQUIRE(archive.entries().size() == 2);
  const auto& second = archive.entries()[1];
  CHECK(second.name == "a/2");
  CHECK(second.size == 6);
  CHECK(second.stored_size == 6);
  CHECK(second.crc32 == slow_crc32("second"));
  CHECK(second.method == 0);
  CHECK(second.header == 30 + 3 + 3);
  CHECK(second.payload == second.header + 30 + 3);
}

TEST_CASE("a zip file without entries is one", "[zip]") { CHECK(opened(zip_bytes({})).entries().empty()); }

TEST_CASE("what is no zip file is said to be none", "[zip]") {
  for (const std::string& bytes : {""s, "PK"s, "{}"s, std::string(100'000, 'x'), "\x80\x02\x8a\nl\xfc"s}) {
    const FormatError error = refusal_of(bytes);
    CHECK(error.problem() == format_problem::format);
    CHECK(contains(error.what(), "not a zip file"));
  }
}

TEST_CASE("a file is recognised by its first four bytes", "[zip]") {
  const temp_folder folder;
  const auto looks = [&](std::string_view bytes) {
    put_content(folder / "f", bytes);
    return zip::looks_like_zip(nnstruct::io::input_file(folder / "f"));
  };
  CHECK(looks("PK\3\4"));
  CHECK(looks(zip_bytes(two)));
  CHECK_FALSE(looks("PK\3"));
  CHECK_FALSE(looks(""));
  CHECK_FALSE(looks("PK\5\6"));
  CHECK_FALSE(looks("x" + zip_bytes(two)));
}

TEST_CASE("a truncated file is called so", "[zip]") {
  const std::string bytes = content_of(torch_files().front());
  for (const std::size_t size : {bytes.size() - 1, bytes.size() / 2, std::size_t{4}})
    check_refused(bytes.substr(0, size),
                  "the end of central directory record is missing; the file is truncated or was modified after saving");
}

TEST_CASE("the comment ends with the file", "[zip]") {
  CHECK(opened(zip_bytes(two, {.comment = "made by hand"})).entries().size() == 2);
  CHECK(opened(zip_bytes(two, {.comment = std::string(65'535, 'c')})).entries().size() == 2);
  check_refused(zip_bytes(two, {.appended = "0123456789"}), "announces a comment of 0 bytes, but 10 bytes follow");
  check_refused(zip_bytes(two, {.comment = "abc", .appended = "d"}), "a comment of 3 bytes, but 4 bytes follow");
  check_refused(zip_bytes(two, {.appended = std::string(70'000, '\0')}),
                "the end of central directory record is missing");
  // a second end record in the comment: other readers would believe that one
  check_refused(zip_bytes(two, {.comment = zip_bytes({}) + "tail"}), "a comment of 0 bytes, but 4 bytes follow");
  check_refused(zip_bytes(two, {.comment = zip_bytes({})}), "does not end where the end records begin");
}

TEST_CASE("bytes before the archive or before its directory are refused", "[zip]") {
  const std::string bytes = zip_bytes(two);
  check_refused("four" + bytes, "does not end where the end records begin");
  const auto at = directory_offset(bytes);
  check_refused(bytes.substr(0, at) + "gap" + bytes.substr(at), "does not end where the end records begin");
}

TEST_CASE("the numbers of the end record must fit the file", "[zip]") {
  check_refused(zip_bytes(two, {.directory_offset = 0xFFFFFFF0}), "does not end where the end records begin");
  check_refused(zip_bytes(two, {.directory_size = 0xFFFFFFFF}), "does not end where the end records begin");
  check_refused(zip_bytes(two, {.entries = 1}), "goes on after its 1 entries");
  check_refused(zip_bytes(two, {.entries = 3}), "do not fit");
  check_refused(zip_bytes(two, {.entries = 0xFFFF}), "do not fit");
  check_refused(zip_bytes(two, {.disk = 1}), "several parts", format_problem::unsupported);
}

TEST_CASE("a zip64 end is believed and must agree with the other", "[zip]") {
  CHECK(opened(with_zip64(2)).entries().size() == 2);
  check_refused(with_zip64(3), "disagree");
  check_refused(with_zip64(2, 1), "disagree");
  check_refused(with_zip64(2, 0, 1), "where no record fits");
  check_refused(with_zip64(2, 0, std::uint64_t{0} - 1), "expected the zip64 end of central directory record");
  check_refused(with_zip64(2, 0, std::uint64_t{0} - 200), "where no record fits");
}

TEST_CASE("huge counts are refused before anything is allocated", "[zip]") {
  // An allocation of any of these sizes would throw something else.
  for (const std::uint64_t huge : {std::uint64_t{1} << 40, std::uint64_t{1} << 58, ~std::uint64_t{0},
                                   ~std::uint64_t{0} / 46 + 2}) {  // the last: times 46 is small again
    const auto make = [&](std::uint64_t count, std::uint64_t size, std::uint64_t offset) {
      const std::string plain = zip_bytes(two);
      return zip_bytes(two, {.entries = 0xFFFF,
                             .directory_size = 0xFFFFFFFF,
                             .directory_offset = 0xFFFFFFFF,
                             .records = zip64_records(count, size, offset, plain.size() - 22)});
    };
    const std::string plain = zip_bytes(two);
    const std::uint64_t offset = directory_offset(plain);
    const std::uint64_t size = plain.size() - 22 - offset;
    CHECK(opened(make(2, size, offset)).entries().size() == 2);
    check_refused(make(huge, size, offset), "do not fit");
    check_refused(make(2, huge, offset), "does not end where the end records begin");
    check_refused(make(2, size, huge), "does not end where the end records begin");
    check_refused(make(2, huge, offset + size - huge), "");  // the sum wraps to the right end
  }
}

TEST_CASE("the limits are settable", "[zip]") {
  const std::string bytes = zip_bytes(two);
  CHECK(opened(bytes, {.records = 2, .name_length = 3}).entries().size() == 2);
  const FormatError many = refusal_of(bytes, {.records = 1});
  CHECK(many.problem() == format_problem::limit);
  CHECK(contains(many.what(), "2 entries, more than the limit of 1 (nn::limits::records)"));
  const FormatError name = refusal_of(bytes, {.name_length = 2});
  CHECK(name.problem() == format_problem::limit);
  CHECK(contains(name.what(), "name of 3 bytes, more than the limit of 2 (nn::limits::name_length)"));

  CHECK(opened(zip_bytes({{.name = std::string(4096, 'n'), .bytes = "x"}})).entries().size() == 1);
  check_refused(zip_bytes({{.name = std::string(4097, 'n'), .bytes = "x"}}), "4097 bytes", format_problem::limit);
}

TEST_CASE("names that other programs would see differently are refused", "[zip]") {
  check_refused(zip_bytes({{.name = "", .bytes = "x"}}), "has no name");
  check_refused(zip_bytes({{.name = "data/0\0x"s, .bytes = "x"}}), "control characters");
  check_refused(zip_bytes({{.name = "\x1b[2J", .bytes = "x"}}), "control characters");
  CHECK(opened(zip_bytes({{.name = "Gr\xC3\xBC\xC3\x9F"
                                   "e und Leerzeichen",
                           .bytes = "x",
                           .flags = 0x800}}))
            .entries()
            .size() == 1);
  const auto unicode_path = [](const std::string& name) {
    return le16(0x7075) + le16(5 + name.size()) + "\1" + le32(0) + name;
  };
  CHECK(opened(zip_bytes({{.name = "a", .bytes = "x", .extra = unicode_path("a")}})).entries().size() == 1);
  check_refused(zip_bytes({{.name = "a", .bytes = "x", .extra = unicode_path("b")}}), "another name");
  check_refused(zip_bytes({{.name = "a", .bytes = "x", .local_extra = unicode_path("b")}}), "another name");
}

TEST_CASE("what stored bytes cannot be is refused", "[zip]") {
  for (const std::uint16_t flag : {std::uint16_t{0x0001}, std::uint16_t{0x0040}, std::uint16_t{0x2000}})
    check_refused(zip_bytes({{.name = "a", .bytes = "x", .flags = flag}}), "encrypted", format_problem::unsupported);
  check_refused(zip_bytes({{.name = "a", .bytes = "x", .flags = 0x20}}), "patch data", format_problem::unsupported);
  check_refused(zip_bytes({{.name = "a", .bytes = "x", .disk = 1}}), "another part", format_problem::unsupported);
  check_refused(zip_bytes({{.name = "a", .bytes = "xyz", .stored_size = 2}}),
                "a stored entry of 3 bytes takes 2 bytes");
  check_refused(zip_bytes({{.name = "a/", .bytes = "x"}}), "a directory entry holds 1 byte");
}

TEST_CASE("directory entries and comments are fine", "[zip]") {
  const auto archive =
      opened(zip_bytes({{.name = "root/", .bytes = ""}, {.name = "root/a", .bytes = "x", .comment = "c"}}));
  REQUIRE(archive.entries().size() == 2);
  CHECK(archive.entries()[0].is_directory());
  CHECK_FALSE(archive.entries()[1].is_directory());
}

TEST_CASE("a zip64 field of the directory holds exactly what the header leaves to it", "[zip]") {
  const auto made = [](std::uint64_t size, const std::string& field) {
    return zip_bytes(
        {{.name = "a", .bytes = "xyz", .size = size, .local_size = 3, .extra = le16(1) + le16(field.size()) + field}});
  };
  CHECK(opened(made(0xFFFFFFFF, le64(3) + le64(3))).entries().at(0).size == 3);
  check_refused(made(0xFFFFFFFF, le64(3)), "extra field");
  check_refused(made(0xFFFFFFFF, ""), "extra field");
  check_refused(made(0xFFFFFFFF, le64(3) + le64(3) + le64(0)), "extra field");
  check_refused(made(3, le64(3)), "extra field");
  check_refused(made(0xFFFFFFFF, le64(std::uint64_t{0} - 34) + le64(std::uint64_t{0} - 34)), "reach into what follows");
  // the header's offset, and the disk
  CHECK(opened(zip_bytes({{.name = "a",
                           .bytes = "xyz",
                           .extra = le16(1) + le16(12) + le64(0) + le32(0),
                           .header = 0xFFFFFFFF,
                           .disk = 0xFFFF}}))
            .entries()
            .at(0)
            .header == 0);
  check_refused(zip_bytes({{.name = "a", .bytes = "xyz", .extra = le16(1) + le16(4) + le32(1), .disk = 0xFFFF}}),
                "extra field");
}

TEST_CASE("a directory whose entries do not add up is refused", "[zip]") {
  std::string bytes = zip_bytes(two);
  const auto at = directory_offset(bytes);
  std::string wrong = bytes;
  wrong[at + 3] = '?';
  check_refused(wrong, "expected the directory header of an entry (50 4B 01 02)");
  for (const std::size_t length_field : {28U, 30U, 32U}) {  // name, extra field, comment
    wrong = bytes;
    wrong[at + length_field + 1] = '\1';  // 256 more
    check_refused(wrong, "beyond the central directory");
  }
}

}  // namespace format_zip_directory_test
