// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <filesystem>
#include <string>
#include <vector>

#include <nnstruct/error.hpp>
#include <nnstruct/io/atomic_file.hpp>

#include "support/catch.hpp"
#include "support/temp_folder.hpp"

namespace io_atomic_file_test {

using namespace nnstruct_test;
using nnstruct::IoError;
using nnstruct::io::atomic_file;
using nnstruct::io::temporary;
using names = std::vector<std::string>;

namespace {

void save(const std::string& path, std::string_view bytes, bool durable = false, temporary kind = temporary::unnamed) {
  atomic_file file(path, kind);
  file.write(bytes.data(), bytes.size());
  file.commit(durable);
}

unsigned mode_of(const std::string& path) {
  struct ::stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  return status.st_mode & 07777U;
}

constexpr temporary both[] = {temporary::unnamed, temporary::named};

/// Where a file system knows no files without a name, both are named.
bool has_unnamed(const std::string& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDWR | O_TMPFILE | O_CLOEXEC, 0600);
  if (descriptor >= 0) ::close(descriptor);
  return descriptor >= 0;
}

/// Sets the process's mask for one test; there is but one thread.
class umask_of {
 public:
  explicit umask_of(::mode_t mask) : old_(::umask(mask)) {}
  ~umask_of() { ::umask(old_); }

 private:
  ::mode_t old_;
};

}  // namespace

TEST_CASE("a committed file has its content and its name, and nothing else is left", "[io]") {
  for (const temporary kind : both) {
    const temp_folder folder;
    for (const bool durable : {false, true}) {
      save(folder / "a.pth", durable ? "durable" : "new", durable, kind);
      CHECK(content_of(folder / "a.pth") == (durable ? "durable" : "new"));
      CHECK(folder.names() == names{"a.pth"});
    }
  }
}

TEST_CASE("small and large pieces arrive in order", "[io]") {
  const temp_folder folder;
  std::string expected;
  {
    atomic_file file(folder / "a");
    for (const std::size_t size : {1U, 65'535U, 1U, 65'536U, 7U, 200'000U, 0U, 30'000U, 30'000U, 30'000U}) {
      const std::string piece(size, static_cast<char>('a' + expected.size() % 26));
      file.write(piece.data(), piece.size());
      expected += piece;
      CHECK(file.position() == expected.size());
    }
    CHECK(file.path() == folder / "a");
    file.commit(false);
  }
  CHECK(content_of(folder / "a") == expected);
}

TEST_CASE("an empty file can be saved", "[io]") {
  const temp_folder folder;
  save(folder / "a", "");
  CHECK(content_of(folder / "a").empty());
}

TEST_CASE("until the commit the old file is as it was, and without one it stays so", "[io]") {
  for (const temporary kind : both) {
    const temp_folder folder;
    put_content(folder / "a", "old");
    {
      atomic_file file(folder / "a", kind);
      const std::string large(300'000, 'x');
      file.write(large.data(), large.size());
      CHECK(content_of(folder / "a") == "old");
      if (kind == temporary::unnamed && has_unnamed(folder.path())) {
        CHECK(folder.names() == names{"a"});
      } else {
        REQUIRE(folder.names().size() == 2);
        CHECK(folder.names().front().starts_with(".a." + std::to_string(::getpid()) + "-"));
        CHECK(folder.names().front().ends_with(".tmp"));
      }
    }
    CHECK(content_of(folder / "a") == "old");
    CHECK(folder.names() == names{"a"});
  }
}

TEST_CASE("two savers of one file do not disturb each other: the last commit stays", "[io]") {
  for (const temporary kind : both) {
    const temp_folder folder;
    atomic_file first(folder / "a", kind);
    first.write("first", 5);
    const names before = folder.names();
    atomic_file second(folder / "a", kind);
    CHECK(folder.names().size() == 2 * before.size());
    second.write("second", 6);
    second.commit(false);
    CHECK(content_of(folder / "a") == "second");
    CHECK(folder.names().size() == before.size() + 1);
    first.commit(false);
    CHECK(content_of(folder / "a") == "first");
    CHECK(folder.names() == names{"a"});
  }
}

TEST_CASE("a save removes what killed programs left of the same file, and no file that is being written", "[io]") {
  for (const temporary kind : both) {
    const temp_folder folder;
    atomic_file first(folder / "a", temporary::named);
    first.write("first", 5);
    const std::string live = folder.names().at(0);
    const auto dash = live.rfind('-');
    const int count = std::stoi(live.substr(dash + 1));
    for (int i = 1; i <= 3; ++i)  // the names that come next, too
      put_content(folder / (live.substr(0, dash + 1) + std::to_string(count + i) + ".tmp"), "left");
    put_content(folder / ".b.1-1.tmp", "of another file");
    save(folder / "a", "second", false, kind);
    CHECK(folder.names() == names{live, ".b.1-1.tmp", "a"});
    first.commit(false);
    CHECK(content_of(folder / "a") == "first");
    CHECK(folder.names() == names{".b.1-1.tmp", "a"});
  }
}

TEST_CASE("a leftover that cannot be removed is passed over", "[io]") {
  const temp_folder folder;
  std::string used;
  {
    const atomic_file probe(folder / "a", temporary::named);
    used = folder.names().at(0);
  }
  const auto dash = used.rfind('-');
  const int count = std::stoi(used.substr(dash + 1));
  for (int i = 1; i <= 3; ++i)
    REQUIRE(::mkdir((folder / (used.substr(0, dash + 1) + std::to_string(count + i) + ".tmp")).c_str(), 0700) == 0);
  save(folder / "a", "new", false, temporary::named);
  CHECK(content_of(folder / "a") == "new");
  CHECK(folder.names().size() == 4);
}

TEST_CASE("after the commit nothing can be written", "[io]") {
  const temp_folder folder;
  atomic_file file(folder / "a");
  file.commit(false);
  CHECK_THROWS_AS(file.write("x", 1), IoError);
  CHECK_THROWS_AS(file.commit(false), IoError);
  CHECK(content_of(folder / "a").empty());
}

TEST_CASE("the old file's permissions are kept, a new one's are those of the umask", "[io]") {
  for (const temporary kind : both)
    for (const unsigned mask : {027U, 0U, 0777U}) {  // of 0 a file without a name does not tell whether it was heeded
      const temp_folder folder;
      const umask_of set(mask);
      save(folder / "new", "x", false, kind);
      CHECK(mode_of(folder / "new") == (0666U & ~mask));
      for (const unsigned mode : {0600U, 0666U, 0644U, 0777U}) {
        REQUIRE(::chmod((folder / "new").c_str(), mode) == 0);
        save(folder / "new", "y", false, kind);
        CHECK(mode_of(folder / "new") == mode);
      }
    }
}

TEST_CASE("of a file with two names the one that is saved to is replaced", "[io]") {
  for (const temporary kind : both) {
    const temp_folder folder;
    put_content(folder / "a", "old");
    REQUIRE(::link((folder / "a").c_str(), (folder / "b").c_str()) == 0);
    save(folder / "a", "new", false, kind);
    CHECK(content_of(folder / "a") == "new");
    CHECK(content_of(folder / "b") == "old");
    CHECK(folder.names() == names{"a", "b"});
  }
}

TEST_CASE("a symbolic link stays and its target is replaced", "[io]") {
  const temporary kind = GENERATE(temporary::unnamed, temporary::named);
  const temp_folder folder;
  REQUIRE(::mkdir((folder / "there").c_str(), 0755) == 0);
  put_content(folder / "there/target", "old");
  REQUIRE(::symlink("there/target", (folder / "link").c_str()) == 0);
  REQUIRE(::symlink((folder / "link").c_str(), (folder / "chain").c_str()) == 0);
  save(folder / "chain", "new", true, kind);
  CHECK(content_of(folder / "there/target") == "new");
  CHECK(std::filesystem::is_symlink(folder / "link"));
  CHECK(std::filesystem::is_symlink(folder / "chain"));
  CHECK(folder.names() == names{"chain", "link", "there"});

  REQUIRE(::symlink("there/not yet", (folder / "dangling").c_str()) == 0);
  save(folder / "dangling", "made", false, kind);
  CHECK(content_of(folder / "there/not yet") == "made");

  REQUIRE(::symlink("loop", (folder / "loop").c_str()) == 0);
  CHECK(thrown_by<IoError>([&] { atomic_file(folder / "loop"); }).error_number() == ELOOP);
}

TEST_CASE("a relative path is one of the working directory", "[io]") {
  const temp_folder folder;
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  save("relative", "x", true);
  std::filesystem::current_path(before);
  CHECK(content_of(folder / "relative") == "x");
}

TEST_CASE("the longest file name can be saved to, a longer one is refused before anything is written", "[io]") {
  const temp_folder folder;
  const std::string longest(255, 'n');
  save(folder / longest, "x");
  CHECK(folder.names() == names{longest});
  CHECK(thrown_by<IoError>([&] { atomic_file(folder / (longest + "n")); }).error_number() == ENAMETOOLONG);
}

TEST_CASE("a missing folder is named", "[io]") {
  const temp_folder folder;
  const auto error = thrown_by<IoError>([&] { atomic_file(folder / "no/a.pth"); });
  CHECK(error.error_number() == ENOENT);
  CHECK(error.path() == folder / "no/a.pth");
  CHECK(contains(error.what(), "cannot save \"" + (folder / "no/a.pth") + "\": No such file or directory"));
  CHECK(contains(error.what(), "the folder " + (folder / "no") + " must exist: create it first"));

  put_content(folder / "file", "x");
  const auto no_folder = thrown_by<IoError>([&] { atomic_file(folder / "file/a.pth"); });
  CHECK(no_folder.error_number() == ENOTDIR);
  CHECK(contains(no_folder.what(), (folder / "file") + " is no folder"));
}

TEST_CASE("what is no regular file is never replaced", "[io]") {
  const temp_folder folder;
  const auto directory = thrown_by<IoError>([&] { atomic_file(folder.path()); });
  CHECK(contains(directory.what(), "it is a directory; give the path of a file in it"));
  CHECK_THROWS_AS(atomic_file(folder.path() + "/"), IoError);
  CHECK_THROWS_AS(atomic_file(folder / "new/"), IoError);
  CHECK_THROWS_AS(atomic_file(""), IoError);
  CHECK_THROWS_AS(atomic_file(std::string("a\0b", 3)), IoError);

  REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
  CHECK(contains(thrown_by<IoError>([&] { atomic_file(folder / "pipe"); }).what(), "pipe"));
  CHECK_THROWS_AS(atomic_file("/dev/null"), IoError);
  CHECK(folder.names() == names{"pipe"});
}

TEST_CASE("a folder or a file that may not be written to is left alone", "[io]") {
  const temp_folder folder;
  REQUIRE(::chmod(folder.path().c_str(), 0755) == 0);
  REQUIRE(::mkdir((folder / "locked").c_str(), 0755) == 0);
  put_content(folder / "locked/a", "old");
  REQUIRE(::chmod((folder / "locked/a").c_str(), 0666) == 0);
  REQUIRE(::chmod((folder / "locked").c_str(), 0555) == 0);
  REQUIRE(::mkdir((folder / "open").c_str(), 0777) == 0);
  put_content(folder / "open/protected", "old");
  REQUIRE(::chmod((folder / "open/protected").c_str(), 0444) == 0);
  REQUIRE(::chmod((folder / "open").c_str(), 0777) == 0);
  {
    const without_root user;
    const auto locked = thrown_by<IoError>([&] { atomic_file(folder / "locked/a"); });
    CHECK(locked.error_number() == EACCES);
    CHECK(contains(locked.what(), "write permission on the folder " + (folder / "locked")));
    CHECK(contains(locked.what(), "the old file is as it was"));
    const auto kept = thrown_by<IoError>([&] { atomic_file(folder / "open/protected"); });
    CHECK(kept.error_number() == EACCES);
    CHECK(contains(kept.what(), "write-protected"));
  }
  CHECK(content_of(folder / "locked/a") == "old");
  CHECK(content_of(folder / "open/protected") == "old");
  REQUIRE(::chmod((folder / "locked").c_str(), 0755) == 0);
}

TEST_CASE("a disk without space fails the save and spoils nothing", "[io]") {
  // /dev/full cannot be renamed over; a file size limit fails a write in the same way.
  const temp_folder folder;
  put_content(folder / "a", "old");
  struct ::rlimit before {};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
  const auto old_action = std::signal(SIGXFSZ, SIG_IGN);
  struct ::rlimit small = before;
  small.rlim_cur = 100'000;
  int number = 0;
  std::string text;
  {
    atomic_file file(folder / "a");
    const std::string large(300'000, 'x');
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
    try {
      file.write(large.data(), large.size());
    } catch (const IoError& error) {
      number = error.error_number();
      text = error.what();
    }
    ::setrlimit(RLIMIT_FSIZE, &before);
    CHECK(folder.names() == names{"a"});  // removed at once
    CHECK_THROWS_AS(file.commit(false), IoError);
  }
  std::signal(SIGXFSZ, old_action);
  CHECK(number == EFBIG);
  CHECK(contains(text, "cannot save \"" + (folder / "a")));
  CHECK(contains(text, "the old file is as it was"));
  CHECK(content_of(folder / "a") == "old");
}

}  // namespace io_atomic_file_test
