// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <unistd.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <nnstruct/error.hpp>
#include <nnstruct/format/zip/layout.hpp>
#include <nnstruct/format/zip/reader.hpp>
#include <nnstruct/io/crc32.hpp>
#include <nnstruct/io/file.hpp>
#include <nnstruct/io/read_ahead.hpp>

#include <zlib.h>

#include "support/catch.hpp"
#include "support/deflated.hpp"
#include "support/zip_bytes.hpp"
#include "support/zip_file.hpp"

namespace format_zip_reader_test {

using namespace nnstruct_test;
using nnstruct::io::input_file;

TEST_CASE("the records of torch's files are found and read", "[zip]") {
  for (const std::string& path : torch_files()) {
    INFO(path);
    const zip::archive archive{input_file(path)};
    const std::string name = path.substr(path.rfind('/') + 1);
    const std::string root = name.substr(0, name.rfind('.'));
    const auto* version = archive.find(root + "/version");
    REQUIRE(version != nullptr);
    CHECK(archive.read(*version) == "3\n");
    const auto* pickle = archive.find(root + "/data.pkl");
    REQUIRE(pickle == &archive.entries().front());
    CHECK(archive.read(*pickle).substr(0, 2) == "\x80\x02");
    CHECK(archive.read(*pickle).back() == '.');
    for (const auto& entry : archive.entries()) {
      CHECK(entry.payload % 64 == 0);
      CHECK(entry.has_checksum());
      CHECK(slow_crc32(archive.read(entry)) == entry.crc32);
      CHECK(archive.find(entry.name) == &entry);
    }
  }
}

TEST_CASE("names are found to the letter only", "[zip]") {
  std::vector<zip_entry> entries;
  for (int i = 0; i < 300; ++i)
    entries.push_back({.name = "data/" + std::to_string(i), .bytes = std::to_string(i * i)});
  zip::archive archive = opened(zip_bytes(entries));
  const auto* entry = archive.find("data/17");
  const zip::archive moved = std::move(archive);
  CHECK(moved.find("data/17") == entry);
  for (int i = 0; i < 300; ++i) CHECK(moved.read(*moved.find("data/" + std::to_string(i))) == std::to_string(i * i));
  for (const char* absent : {"data/300", "data/", "DATA/17", "data/017", "", "data/17/"})
    CHECK(moved.find(absent) == nullptr);
  CHECK(opened(zip_bytes({})).find("a") == nullptr);
}

TEST_CASE("a name twice gives the file two meanings", "[zip]") {
  const FormatError error =
      refusal_of(zip_bytes({{.name = "a", .bytes = "1"}, {.name = "b", .bytes = "2"}, {.name = "a", .bytes = "3"}}));
  CHECK(error.problem() == format_problem::zip);
  CHECK(error.record() == "a");
  CHECK(contains(error.what(), "two entries have this name"));
}

TEST_CASE("large and small entries are read whole, directly or through a window", "[zip]") {
  std::vector<zip_entry> entries;
  for (const std::size_t size : {0U, 1U, 33'000U, 40'000U, 1'048'576U, 2'500'000U, 5U}) {
    std::string bytes(size, '\0');
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(i % 251);
    entries.push_back({.name = std::to_string(size), .bytes = bytes});
  }
  const auto archive = opened(zip_bytes(entries));
  nnstruct::io::read_ahead window(archive.file(), archive.file().size());
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const auto& entry = archive.entries()[i];
    CHECK((archive.read(entry) == entries[i].bytes));  // not printed when it fails
    std::string into(entry.size, '?');
    CHECK(archive.read(entry, into.data()));
    CHECK((into == entries[i].bytes));
    into.assign(entry.size, '?');
    CHECK(archive.read(entry, into.data(), window));
    CHECK((into == entries[i].bytes));
  }
}

TEST_CASE("a wrong checksum is reported with both values, a missing one with false", "[zip]") {
  for (const std::size_t size : {9U, 100'000U}) {
    const std::string bytes(size, 'x');
    const auto archive = opened(zip_bytes(
        {{.name = "r/wrong", .bytes = bytes, .crc32 = 0x12AB}, {.name = "r/none", .bytes = bytes, .crc32 = 0}}));
    nnstruct::io::read_ahead window(archive.file(), archive.file().size());
    std::string into(size, '?');
    const auto& wrong = archive.entries()[0];
    const auto check = [&](const FormatError& error) {
      CHECK(error.problem() == format_problem::checksum);
      CHECK(error.record() == "r/wrong");
      CHECK(error.offset() == wrong.payload);
      CHECK(contains(error.what(), "expected 0x000012ab"));
    };
    check(thrown_by<FormatError>([&] { archive.read(wrong); }));
    check(thrown_by<FormatError>([&] { archive.read(wrong, into.data()); }));
    check(thrown_by<FormatError>([&] { archive.read(wrong, into.data(), window); }));

    const auto& none = archive.entries()[1];
    CHECK_FALSE(none.has_checksum());
    CHECK_FALSE(archive.read(none, into.data()));
    CHECK(into == bytes);
    CHECK_FALSE(archive.read(none, into.data(), window));
    CHECK(archive.read(none) == bytes);
  }
  const auto nine = opened(zip_bytes({{.name = "n", .bytes = "123456789", .crc32 = 1}}));
  CHECK(contains(thrown_by<FormatError>([&] { nine.read(nine.entries()[0]); }).what(),
                 "its CRC-32 is 0xcbf43926, expected 0x00000001"));
}

namespace {
zip_entry deflated_entry(const std::string& content) {
  return {.name = "d",
          .bytes = deflated(content),
          .method = 8,
          .crc32 = nnstruct::io::crc32(0, content.data(), content.size()),
          .size = content.size(),
          .stored_size = deflated(content).size()};
}
}  // namespace

TEST_CASE("a deflated entry is decompressed, whatever its length", "[zip]") {
  std::string pattern;
  for (std::uint32_t i = 0; i < 3'000'000; ++i) pattern += static_cast<char>(i * i >> 7 & 0xff);
  for (const std::size_t length : {0u, 1u, 65'536u, 1'048'576u, 3'000'000u}) {
    const auto archive = opened(zip_bytes({deflated_entry(pattern.substr(0, length)), {.name = "s", .bytes = "x"}}));
    CHECK(archive.read(archive.entries()[0]) == pattern.substr(0, length));
    CHECK(archive.read(archive.entries()[1]) == "x");
    CHECK_FALSE(archive.entries()[0].is_stored());
  }
}

TEST_CASE("a deflated entry that is not what it says is refused", "[zip]") {
  const std::string content(10'000, 'a');
  const auto refusal = [](zip_entry entry) {
    entry.stored_size = entry.bytes.size();
    const auto archive = opened(zip_bytes({entry}));
    return std::string(thrown_by<FormatError>([&] { archive.read(archive.entries()[0]); }).what());
  };
  zip_entry longer = deflated_entry(content), shorter = longer, cut = longer, followed = longer, damaged = longer,
            checksum = longer, other = longer;
  longer.size = 9'999;
  CHECK(contains(refusal(longer), "more than its size says"));
  shorter.size = 10'001;
  CHECK(contains(refusal(shorter), "do not hold as much"));
  cut.bytes.pop_back();
  CHECK(contains(refusal(cut), "do not hold as much"));
  followed.bytes += 'x';
  CHECK(contains(refusal(followed), "something stands behind them"));
  damaged.bytes = std::string(20, '\xff');
  CHECK(contains(refusal(damaged), "no DEFLATE stream"));
  checksum.crc32 = 1;
  CHECK(contains(refusal(checksum), "expected 0x00000001"));
  other.method = 12;
  CHECK(contains(refusal(other), "compressed by method 12"));
  zip_entry impossible = deflated_entry(content);
  impossible.size = 1'000'000'000;
  CHECK(contains(thrown_by<FormatError>([&] { opened(zip_bytes({impossible})); }).what(), "which no compression does"));
}

TEST_CASE("a file that shrinks while it is read is an error of the system", "[zip]") {
  const temp_folder folder;
  put_content(folder / "a", zip_bytes({{.name = "a", .bytes = std::string(10'000, 'x')}}));
  const zip::archive archive{input_file(folder / "a")};
  REQUIRE(::truncate((folder / "a").c_str(), 5'000) == 0);
  CHECK_THROWS_AS(archive.read(archive.entries()[0]), nnstruct::IoError);
}

TEST_CASE("entries and offsets beyond 4 GiB", "[zip]") {
  // A file of holes: it has its size, but takes a few kilobytes of disk.
  constexpr std::uint64_t size = (1ULL << 32) + 100;
  const temp_folder folder;
  put_content(folder / "a", "");
  const int descriptor = ::open((folder / "a").c_str(), O_WRONLY | O_CLOEXEC);
  REQUIRE(descriptor >= 0);
  std::uint64_t at = 0;
  const auto put = [&](const std::string& bytes) {
    REQUIRE(::pwrite(descriptor, bytes.data(), bytes.size(), static_cast<::off_t>(at)) ==
            static_cast<::ssize_t>(bytes.size()));
    at += bytes.size();
  };
  put(zip::local_header("m/large", size, 0));
  const std::uint64_t payload = at;
  at += size;
  put(zip::data_descriptor(0x1234, size));
  const std::uint64_t second = at;
  put(zip::local_header("m/small", 3, second) + "abc" + zip::data_descriptor(slow_crc32("abc"), 3));
  const std::uint64_t third = at;
  put(zip::local_header("m/large too", size, third));
  at += size;
  put(zip::data_descriptor(0x1234, size));
  const std::uint64_t directory = at;
  put(zip::central_header("m/large", size, 0x1234, 0) + zip::central_header("m/small", 3, slow_crc32("abc"), second) +
      zip::central_header("m/large too", size, 0x1234, third));
  put(zip::end_records(3, directory, at - directory));
  ::close(descriptor);

  const zip::archive archive{input_file(folder / "a")};
  REQUIRE(archive.entries().size() == 3);
  CHECK(archive.find("m/large")->size == size);
  CHECK(archive.find("m/large")->payload == payload);
  CHECK(archive.find("m/small")->header == second);
  CHECK(archive.find("m/large too")->header == third);
  CHECK(archive.read(*archive.find("m/small")) == "abc");
}

TEST_CASE("every truncation is refused", "[zip]") {
  for (const std::string& path : torch_files()) {
    const std::string bytes = content_of(path);
    if (bytes.size() > 5'000) continue;
    changing_file file(bytes);
    std::vector<std::size_t> accepted;
    for (std::size_t size = bytes.size(); size-- > 0;) {
      file.truncate(size);
      try {
        zip::archive archive{input_file(file.path())};
        accepted.push_back(size);
      } catch (const FormatError&) {}
    }
    INFO(path);
    CHECK(accepted.empty());
  }
}

namespace {
/// Flips each bit in turn. A flip that is accepted must leave every name and every content as it was.
void check_flips(const std::string& bytes) {
  const records expected = records_of(opened(bytes));
  changing_file file(bytes);
  std::vector<std::size_t> harmful;
  std::size_t refused = 0;
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    file.flip(bit);
    try {
      const zip::archive archive{input_file(file.path())};
      if (records_of(archive) != expected) harmful.push_back(bit);
    } catch (const FormatError&) { ++refused; }
    file.flip(bit);
  }
  CHECK(harmful.empty());
  CHECK(refused > bytes.size());  // the test does test something
  CHECK(records_of(zip::archive{input_file(file.path())}) == expected);
}
}  // namespace

TEST_CASE("every single-bit flip is refused or changes nothing", "[zip][slow]") {
  SECTION("a file of torch 2.14") { check_flips(content_of(torch_files().at(5))); }
  SECTION("a file of torch 1.13") { check_flips(content_of(torch_files().at(3))); }
  SECTION("a file as Python's zipfile writes it, with a directory and an empty entry") {
    check_flips(
        zip_bytes({{.name = "r/", .bytes = ""}, {.name = "r/a", .bytes = "some bytes"}, {.name = "r/e", .bytes = ""}}));
  }
  SECTION("a streamed file, descriptors without signature") {
    const std::string bytes = "streamed";
    const std::string descriptor = le32(slow_crc32(bytes)) + le32(bytes.size()) + le32(bytes.size());
    const zip_entry a = {
        .name = "a", .bytes = bytes, .flags = 8, .local_crc32 = 0, .local_size = 0, .behind = descriptor};
    check_flips(zip_bytes({a, {.name = "b", .bytes = bytes}}));
  }
}

}  // namespace format_zip_reader_test
