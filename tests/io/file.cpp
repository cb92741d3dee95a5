// SPDX-License-Identifier: Apache-2.0
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <limits>
#include <string>
#include <type_traits>
#include <utility>

#include <nnstruct/error.hpp>
#include <nnstruct/io/file.hpp>

#include "support/catch.hpp"
#include "support/temp_folder.hpp"

namespace io_file_test {

using namespace nnstruct_test;
using nnstruct::IoError;
using nnstruct::io::input_file;

static_assert(std::is_nothrow_move_constructible_v<input_file> && !std::is_copy_constructible_v<input_file>);

TEST_CASE("a file is read at any place", "[io]") {
  const temp_folder folder;
  put_content(folder / "a", "0123456789");
  const input_file file(folder / "a");
  CHECK(file.path() == folder / "a");
  CHECK(file.size() == 10);
  std::string three(3, '?');
  file.read(7, three.data(), 3);
  CHECK(three == "789");
  file.read(0, three.data(), 3);
  CHECK(three == "012");
  file.read(10, nullptr, 0);
}

TEST_CASE("a moved file reads on, and closes once", "[io]") {
  const temp_folder folder;
  put_content(folder / "a", "first");
  put_content(folder / "b", "other");
  input_file a(folder / "a");
  input_file moved(std::move(a));
  input_file b(folder / "b");
  b = std::move(moved);
  char c = '?';
  b.read(0, &c, 1);
  CHECK(c == 'f');
  CHECK(b.path() == folder / "a");
}

TEST_CASE("an embedded file is read as any other, within its bytes", "[io]") {
  static constexpr char text[] = "0123456789";
  const auto* const first = reinterpret_cast<const std::byte*>(text);
  input_file opened(nnstruct::EmbeddedFile(first + 2, first + 8, "six"));
  const input_file file(std::move(opened));
  CHECK(file.path() == "six");
  CHECK(file.size() == 6);
  CHECK(file.memory() == first + 2);
  CHECK(file.descriptor() == -1);
  std::string three(3, '?');
  file.read(3, three.data(), 3);
  CHECK(three == "567");
  file.read(6, nullptr, 0);
  const auto error = thrown_by<IoError>([&] { file.read(4, three.data(), 3); });
  CHECK(error.path() == "six");
  CHECK(std::string(error.what()) == "cannot read \"six\": byte 4 is beyond its end");
  CHECK_THROWS_AS(file.read(~std::uint64_t{0}, three.data(), 3), IoError);
}

TEST_CASE("a read beyond the end says so and suspects a writer", "[io]") {
  const temp_folder folder;
  put_content(folder / "a", "0123456789");
  const input_file file(folder / "a");
  std::string buffer(20, '?');
  const auto error = thrown_by<IoError>([&] { file.read(4, buffer.data(), 20); });
  CHECK(error.path() == folder / "a");
  CHECK(contains(error.what(), "expected 14 more bytes at byte 10"));
  CHECK(contains(error.what(), "it ends at byte 10; the file may be being written"));

  // The file shrinks after it was opened.
  REQUIRE(::truncate((folder / "a").c_str(), 2) == 0);
  CHECK(contains(thrown_by<IoError>([&] { file.read(0, buffer.data(), 10); }).what(), "ends at byte 2"));

  constexpr auto most = std::numeric_limits<std::uint64_t>::max();
  CHECK_THROWS_AS(file.read(most, buffer.data(), 2), IoError);
  CHECK_THROWS_AS(file.read(most / 2, buffer.data(), 2), IoError);
}

TEST_CASE("what cannot be opened is named, with errno", "[io]") {
  const temp_folder folder;
  const auto missing = thrown_by<IoError>([&] { input_file(folder / "no.pth"); });
  CHECK(missing.error_number() == ENOENT);
  CHECK(missing.path() == folder / "no.pth");
  CHECK(contains(missing.what(), "cannot open \"" + (folder / "no.pth") + "\": No such file or directory"));

  const auto empty = thrown_by<IoError>([] { input_file(""); });
  CHECK(empty.error_number() == ENOENT);
  CHECK(contains(empty.what(), "cannot open \"\": No such file or directory; check the path"));
  const auto zero = thrown_by<IoError>([] { input_file(std::string("a\0b", 3)); });
  CHECK(contains(zero.what(), "cannot open \"a\": a zero byte follows in the path"));

  put_content(folder / "secret", "x");
  REQUIRE(::chmod((folder / "secret").c_str(), 0) == 0);
  const without_root user;
  const auto denied = thrown_by<IoError>([&] { input_file(folder / "secret"); });
  CHECK(denied.error_number() == EACCES);
  CHECK(contains(denied.what(), "read permission"));
}

TEST_CASE("only regular files are read, and nothing waits", "[io]") {
  const temp_folder folder;
  const auto directory = thrown_by<IoError>([&] { input_file(folder.path()); });
  CHECK(directory.error_number() == 0);
  CHECK(
      contains(directory.what(), "cannot read \"" + folder.path() + "\": expected a regular file, found a directory"));

  REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
  CHECK(contains(thrown_by<IoError>([&] { input_file(folder / "pipe"); }).what(), "found a pipe"));
  CHECK(contains(thrown_by<IoError>([] { input_file("/dev/zero"); }).what(), "found a device"));

  put_content(folder / "a", "x");
  REQUIRE(::symlink("a", (folder / "link").c_str()) == 0);
  CHECK(input_file(folder / "link").size() == 1);
}

}  // namespace io_file_test
