// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/io/inflate.hpp>

#include <string>

#include <zlib.h>

#include "support/catch.hpp"
#include "support/deflated.hpp"
#include "support/pickles.hpp"

namespace io_inflate_test {

using namespace nnstruct_test;
using nnstruct::io::inflate;
using outcome = nnstruct::io::inflated::outcome;

namespace {

std::string some(std::size_t size, unsigned alphabet) {
  std::string out(size, '\0');
  unsigned state = 1;
  for (char& c : out) {
    state = state * 1664525 + 1013904223;
    c = static_cast<char>((state >> 16) % alphabet);
  }
  return out;
}

struct found {
  outcome what;
  std::string bytes;
  std::uint32_t crc32;
};
found inflated(const std::string& stream, std::size_t size, std::size_t stored) {
  const auto file = opened_file_of("##" + stream + "##");
  std::string bytes(size + 16, '*');
  const auto result = inflate(file, 2, stored, bytes.data(), size);
  CHECK(bytes.substr(size) == std::string(16, '*'));  // nothing is written beyond
  return {result.what, bytes.substr(0, size), result.crc32};
}
found inflated(const std::string& stream, std::size_t size) { return inflated(stream, size, stream.size()); }

}  // namespace

TEST_CASE("what zlib has deflated comes back, with its checksum", "[io][inflate][slow]") {
  for (const std::size_t size : {0U, 1U, 1000U, 65'536U, 1U << 20U, (1U << 20U) + 1, 3'000'000U}) {
    if (!NNSTRUCT_TEST_FULL && (size == 1U << 20U || size == 3'000'000U)) continue;
    for (const unsigned alphabet : {1U, 4U, 256U})
      for (const int level : {0, 1, 9}) {
        INFO(size << " bytes of " << alphabet << " values, level " << level);
        const std::string bytes = some(size, alphabet);
        const found back = inflated(deflated(bytes, level), size);
        CHECK(back.what == outcome::fine);
        CHECK((back.bytes == bytes));
        CHECK(back.crc32 == ::crc32(0, reinterpret_cast<const ::Bytef*>(bytes.data()), static_cast<::uInt>(size)));
      }
  }
}

TEST_CASE("a stream that holds more or less than it should is told apart", "[io][inflate]") {
  const std::string bytes = some(100'000, 8), stream = deflated(bytes);
  CHECK(inflated(stream, bytes.size() - 1).what == outcome::too_long);
  CHECK(inflated(stream, 1).what == outcome::too_long);
  CHECK(inflated(stream, 0).what == outcome::too_long);
  CHECK(inflated(stream, bytes.size() + 1).what == outcome::cut);
  CHECK(inflated(stream + "#", bytes.size()).what == outcome::cut);
  for (const std::size_t stored : {std::size_t{0}, std::size_t{1}, stream.size() / 2, stream.size() - 1}) {
    INFO(stored);
    CHECK(inflated(stream, bytes.size(), stored).what == outcome::cut);
  }
  const std::string nothing = deflated("");
  CHECK(inflated(nothing, 0).what == outcome::fine);
  CHECK(inflated(nothing, 1).what == outcome::cut);
  CHECK(inflated("", 0).what == outcome::cut);
}

TEST_CASE("what is no DEFLATE stream is damaged", "[io][inflate]") {
  CHECK(inflated("\xff\xff\xff", 10).what == outcome::damaged);
  std::string stream = deflated(some(100'000, 8));
  stream[stream.size() / 2] = static_cast<char>(stream[stream.size() / 2] ^ 0x5a);
  const found back = inflated(stream, 100'000);
  CHECK((back.what != outcome::fine || back.crc32 != inflated(deflated(some(100'000, 8)), 100'000).crc32));
}

TEST_CASE("no stream grows more than is allowed for", "[io][inflate]") {
  const std::string zeros(50'000'000, '\0');
  const std::string stream = deflated(zeros);
  CHECK(zeros.size() / stream.size() > 1000);
  CHECK(zeros.size() <= stream.size() * nnstruct::io::most_inflation);
}

TEST_CASE("a gzip file is inflated, and its checksum and length are compared", "[io][inflate]") {
  using nnstruct::io::deflate_wrapping;
  const std::string bytes = some(100'000, 8), gzip = gzipped(bytes);
  const auto unpacked = [&](const std::string& stream, std::size_t size) {
    const auto file = opened_file_of(stream);
    nnstruct::io::inflater in(file, 0, stream.size(), deflate_wrapping::gzip);
    std::string out(size, '*');
    const outcome found = in.read(out.data(), size);
    return found != outcome::fine ? found : !bytes.starts_with(out) ? outcome::damaged : in.finish();
  };
  CHECK(unpacked(gzip, bytes.size()) == outcome::fine);
  CHECK(unpacked(gzip, bytes.size() - 1) == outcome::too_long);
  CHECK(unpacked(gzip, bytes.size() + 1) == outcome::cut);
  CHECK(unpacked(gzip + "#", bytes.size()) == outcome::cut);
  for (const std::size_t cut : {1U, 4U, 8U, 9U, 1000U})
    CHECK(unpacked(gzip.substr(0, gzip.size() - cut), bytes.size()) == outcome::cut);
  for (const std::size_t end : {1U, 4U, 5U, 8U}) {  // length and checksum
    std::string other = gzip;
    other[gzip.size() - end] = static_cast<char>(other[gzip.size() - end] ^ 1);
    CHECK(unpacked(other, bytes.size()) == outcome::damaged);
  }
  CHECK(unpacked(deflated(bytes), bytes.size()) == outcome::damaged);
}

}  // namespace io_inflate_test
