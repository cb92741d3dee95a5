// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <string>
#include <string_view>

#include <nnstruct/io/crc32.hpp>

#include "support/catch.hpp"
#include "support/zip_bytes.hpp"

namespace io_crc32_test {

using nnstruct::io::crc32;

TEST_CASE("the checksum is that of zip files", "[io]") {
  CHECK(crc32(0, "123456789", 9) == 0xCBF43926);  // the check value of every CRC catalogue
  CHECK(crc32(0, "", 0) == 0);
  std::string text;
  for (int i = 0; i < 300; ++i) {
    CHECK(crc32(0, text.data(), text.size()) == nnstruct_test::slow_crc32(text));
    text += static_cast<char>(i * i);
  }
}

TEST_CASE("a checksum goes on where it stopped", "[io]") {
  const std::string_view text = "The quick brown fox jumps over the lazy dog";
  const auto whole = crc32(0, text.data(), text.size());
  CHECK(whole == 0x414FA339);
  for (std::size_t cut = 0; cut <= text.size(); ++cut)
    CHECK(crc32(crc32(0, text.data(), cut), text.data() + cut, text.size() - cut) == whole);
  CHECK(crc32(whole, nullptr, 0) == whole);
}

TEST_CASE("checksums of two parts in a row make that of the whole", "[io]") {
  const std::string_view text = "The quick brown fox jumps over the lazy dog";
  for (std::size_t cut = 0; cut <= text.size(); ++cut)
    CHECK(nnstruct::io::crc32_combine(crc32(0, text.data(), cut), crc32(0, text.data() + cut, text.size() - cut),
                                      text.size() - cut) == 0x414FA339);
  // Zeros, by zlib.crc32 of Python: a megabyte, and five gigabytes.
  const std::uint32_t megabyte = 0xa738ea1c, many = 0x193838c3;
  std::uint32_t sum = 0;
  for (int i = 0; i < 5 * 1024; ++i) sum = nnstruct::io::crc32_combine(sum, megabyte, std::uint64_t{1} << 20);
  CHECK(sum == many);
  CHECK(nnstruct::io::crc32_combine(megabyte, many, std::uint64_t{5} << 30) ==
        nnstruct::io::crc32_combine(many, megabyte, std::uint64_t{1} << 20));
}

}  // namespace io_crc32_test
