// SPDX-License-Identifier: Apache-2.0
// Expected bytes: section a.2 of the notes on torch.save's files, which were taken from files of torch 1.13
// and 2.14.
#include <cstdint>
#include <string>

#include <nnstruct/format/zip/layout.hpp>

#include "support/catch.hpp"
#include "support/zip_bytes.hpp"

namespace format_zip_layout_test {

using namespace nnstruct_test;
namespace zip = nnstruct::format::zip;
using std::string_literals::operator""s;

namespace {
constexpr std::uint64_t four_gib = 1ULL << 32;
constexpr std::uint64_t most32 = 0xFFFFFFFF;

std::string local(std::uint64_t flags, std::string_view name, const std::string& extra) {
  return "PK\3\4" + le16(0) + le16(flags) + le16(0) + le32(0) + le32(0) + le32(0) + le32(0) + le16(name.size()) +
         le16(extra.size()) + std::string(name) + extra;
}
std::string padding(std::size_t count) { return "FB" + le16(count) + std::string(count, 'Z'); }

std::string central(std::uint64_t flags, std::uint32_t crc, std::uint64_t size, std::uint64_t offset,
                    std::string_view name, const std::string& extra = "") {
  return "PK\1\2" + le16(0) + le16(0) + le16(flags) + le16(0) + le32(0) + le32(crc) + le32(size) + le32(size) +
         le16(name.size()) + le16(extra.size()) + le16(0) + le16(0) + le16(0) + le32(0) + le32(offset) +
         std::string(name) + extra;
}
}  // namespace

static_assert(zip::number_at<std::uint16_t>("\x34\x12") == 0x1234);
static_assert(zip::number_at<std::uint32_t>("\xFE\xFF\xFF\xFF") == 0xFFFFFFFE);
static_assert(zip::number_at<std::uint64_t>("\x08\x07\x06\x05\x04\x03\x02\xF1") == 0xF102030405060708);

TEST_CASE("a local header is padded so that the payload is aligned", "[zip]") {
  CHECK(zip::local_header("m/data.pkl", 7, 0) == local(0x0808, "m/data.pkl", padding(20)));
  CHECK(zip::local_header("m/data.pkl", 0, 0) == local(0x0800, "m/data.pkl", padding(20)));
  CHECK(zip::local_header(std::string(30, 'n'), 7, 0) == local(0x0808, std::string(30, 'n'), padding(0)));
  CHECK(zip::local_header(std::string(31, 'n'), 7, 0) == local(0x0808, std::string(31, 'n'), padding(63)));
  for (std::uint64_t offset = 0; offset < 200; ++offset)
    for (const std::uint64_t base : {std::uint64_t{0}, most32 - 100, four_gib})
      CHECK((base + offset + zip::local_header("some/name", 5, base + offset).size()) % 64 == 0);
}

TEST_CASE("sizes that need 64 bits stand in a zip64 field", "[zip]") {
  // the largest that does not, and the smallest that does
  CHECK(zip::local_header("m/0", most32 - 1, 64) == local(0x0808, "m/0", padding(27)));
  CHECK(zip::data_descriptor(0xA1B2C3D4, most32 - 1) ==
        "PK\7\10" + le32(0xA1B2C3D4) + le32(most32 - 1) + le32(most32 - 1));
  CHECK(zip::central_header("m/0", most32 - 1, 9, 64) == central(0x0808, 9, most32 - 1, 64, "m/0"));

  for (const std::uint64_t size : {most32, four_gib, four_gib + 100}) {
    const std::string sizes_later = le16(1) + le16(16) + le64(size) + le64(0);
    CHECK(zip::local_header("m/0", size, 64) == local(0x0808, "m/0", sizes_later + padding(7)));
    CHECK(zip::data_descriptor(9, size) == "PK\7\10" + le32(9) + le64(size) + le64(size));
    const std::string sizes = le16(1) + le16(16) + le64(size) + le64(size);
    CHECK(zip::central_header("m/0", size, 9, 64) == central(0x0808, 9, most32, 64, "m/0", sizes));
  }
}

TEST_CASE("offsets that need 64 bits stand in a zip64 field", "[zip]") {
  CHECK(zip::local_header("m/0", 4, most32 - 1) == local(0x0808, "m/0", padding(29)));
  CHECK(zip::central_header("m/0", 4, 9, most32 - 1) == central(0x0808, 9, 4, most32 - 1, "m/0"));
  for (const std::uint64_t offset : {four_gib, 3 * four_gib}) {
    const std::string place = le16(1) + le16(8) + le64(offset);
    CHECK(zip::local_header("m/0", 4, offset) == local(0x0808, "m/0", place + padding(15)));
    CHECK(zip::data_descriptor(9, 4) == "PK\7\10" + le32(9) + le32(4) + le32(4));
    CHECK(zip::central_header("m/0", 4, 9, offset) == central(0x0808, 9, 4, most32, "m/0", place));
  }
}

TEST_CASE("both can be needed at once", "[zip]") {
  const std::string later = le16(1) + le16(24) + le64(four_gib) + le64(0) + le64(four_gib);
  CHECK(zip::local_header("m/0", four_gib, four_gib) == local(0x0808, "m/0", later + padding(63)));
  const std::string all = le16(1) + le16(24) + le64(four_gib) + le64(four_gib) + le64(four_gib);
  CHECK(zip::central_header("m/0", four_gib, 9, four_gib) == central(0x0808, 9, most32, most32, "m/0", all));
}

TEST_CASE("empty entries have no descriptor", "[zip]") {
  CHECK(zip::data_descriptor(0, 0).empty());
  CHECK(zip::central_header("m/0", 0, 0, 64) == central(0x0800, 0, 0, 64, "m/0"));
}

TEST_CASE("the end records are always written in both forms", "[zip]") {
  const auto zip64 = [](std::uint64_t entries, std::uint64_t offset, std::uint64_t size) {
    return "PK\6\6" + le64(44) + le16(0x031E) + le16(0x2D) + le32(0) + le32(0) + le64(entries) + le64(entries) +
           le64(size) + le64(offset) + "PK\6\7" + le32(0) + le64(offset + size) + le32(1);
  };
  CHECK(zip::end_records(3, 1000, 200) ==
        zip64(3, 1000, 200) + "PK\5\6" + le32(0) + le16(3) + le16(3) + le32(200) + le32(1000) + le16(0));
  CHECK(zip::end_records(70'000, four_gib, four_gib + 1) == zip64(70'000, four_gib, four_gib + 1) + "PK\5\6" + le32(0) +
                                                                le16(0xFFFF) + le16(0xFFFF) + le32(most32) +
                                                                le32(most32) + le16(0));
}

TEST_CASE("an extra field is a row of fields that fill it", "[zip]") {
  CHECK(zip::read_extra("").has_value());
  CHECK(zip::read_extra(padding(3) + le16(0x5455) + le16(1) + "x").has_value());
  const std::string wide = le16(1) + le16(2) + "ab";
  CHECK(zip::read_extra(padding(0) + wide)->zip64 == "ab");
  CHECK_FALSE(zip::read_extra(padding(0))->zip64.has_value());

  CHECK_FALSE(zip::read_extra("x").has_value());
  CHECK_FALSE(zip::read_extra(padding(3) + "\0\0\0"s).has_value());  // too short for a field
  CHECK_FALSE(zip::read_extra(le16(9) + le16(5) + "four").has_value());
  CHECK_FALSE(zip::read_extra(wide + wide).has_value());  // which one is meant?
}

}  // namespace format_zip_layout_test
