// SPDX-License-Identifier: Apache-2.0
// What a download's errors and a full disk do to it: tests/checkpoint/download.cpp.
#include <atomic>
#include <cerrno>
#include <thread>

#include <nnstruct/error.hpp>
#include <nnstruct/io/partial_file.hpp>

#include "support/catch.hpp"
#include "support/temp_folder.hpp"

namespace io_partial_file_test {

using namespace nnstruct_test;
using nnstruct::IoError;
using nnstruct::io::file_origin;
using nnstruct::io::partial_file;
using names = std::vector<std::string>;

namespace {
const file_origin origin{"http://example.org/a", "\"version 1\"", 1234567890123};
}

TEST_CASE("a partial file stays, with its origin, until it is committed", "[io]") {
  const temp_folder folder;
  {
    partial_file file(folder / "a");
    CHECK(file.path() == folder / "a.partial");
    CHECK(file.size() == 0);
    CHECK(file.origin() == file_origin{});
    file.begin(origin);
    file.write("abc", 3);
    file.write("defg", 4);
  }
  CHECK(folder.names() == names{"a.partial", "a.partial.from"});
  {
    partial_file file(folder / "a");
    CHECK(file.size() == 7);
    CHECK(file.origin() == origin);
    char bytes[3];
    file.read(2, bytes, 3);
    CHECK(std::string(bytes, 3) == "cde");
    CHECK_THROWS_AS(file.read(5, bytes, 3), IoError);
    file.cut(6);
    file.write("G", 1);
    put_content(folder / "a", "old");
    file.commit();
  }
  CHECK(content_of(folder / "a") == "abcdefG");
  CHECK(folder.names() == names{"a"});
}

TEST_CASE("an empty partial file, and a removed one, leave nothing", "[io]") {
  const temp_folder folder;
  { const partial_file file(folder / "a"); }
  CHECK(folder.names().empty());
  {
    partial_file file(folder / "a");
    file.begin(origin);
  }
  CHECK(folder.names().empty());
  partial_file file(folder / "a");
  file.begin(origin);
  file.write("abc", 3);
  file.remove();
  CHECK(folder.names().empty());
}

TEST_CASE("a partial file that begins anew has nothing of the old one", "[io]") {
  const temp_folder folder;
  partial_file file(folder / "a");
  file.begin(origin);
  file.write("abc", 3);
  file.begin({"http://example.org/b", "", 0});
  CHECK(file.size() == 0);
  CHECK(file.origin().url == "http://example.org/b");
  file.write("x", 1);
  file.commit();
  CHECK(content_of(folder / "a") == "x");
}

TEST_CASE("one at a time has a partial file", "[io]") {
  const temp_folder folder;
  std::atomic<bool> has_it{false};
  std::thread other;
  {
    partial_file file(folder / "a");
    file.begin(origin);
    file.write("abc", 3);
    other = std::thread([&] {
      const partial_file mine(folder / "a");
      // The other's has become the file itself, which is not to be written.
      has_it = mine.size() == 0 && content_of(folder / "a") == "abc";
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    CHECK(!has_it);
    file.commit();
  }
  other.join();
  CHECK(has_it);
  CHECK(folder.names() == names{"a"});
}

TEST_CASE("a partial file's errors say what to do", "[io]") {
  const temp_folder folder;
  const auto error = thrown_by<IoError>([&] { partial_file file(folder / "new/a"); });
  CHECK(error.error_number() == ENOENT);
  CHECK(error.what() == "cannot open \"" + (folder / "new/a.partial") + "\": No such file or directory; the folder " +
                            (folder / "new") + " must exist: create it first");
}

}  // namespace io_partial_file_test
