// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>
#include <vector>

#include <nnstruct/io/temporary_files.hpp>

#include "support/catch.hpp"
#include "support/temp_folder.hpp"

namespace io_temporary_files_test {

using namespace nnstruct_test;
using nnstruct::io::detail::lock_temporary;
using nnstruct::io::detail::remove_leftovers;
using nnstruct::io::detail::temporary_name;
using names = std::vector<std::string>;

namespace {

/// An opening of a file, as another process has it.
class opened {
 public:
  explicit opened(const std::string& path) : descriptor_(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
    REQUIRE(descriptor_ >= 0);
  }
  ~opened() { ::close(descriptor_); }
  opened(const opened&) = delete;
  opened& operator=(const opened&) = delete;
  operator int() const { return descriptor_; }

 private:
  int descriptor_;
};

}  // namespace

TEST_CASE("temporary names are beside their file, each another one", "[io]") {
  const std::string pid = std::to_string(::getpid());
  for (const std::string target : {"a.pth", "/a.pth", "there/a.pth"}) {
    const std::string name = temporary_name(target), slash = target.substr(0, target.size() - 5);
    CHECK(name.starts_with(slash + ".a.pth." + pid + "-"));
    CHECK(name.ends_with(".tmp"));
    CHECK(name != temporary_name(target));
  }
  CHECK(temporary_name("there/" + std::string(255, 'n')).starts_with("there/.nnstruct." + pid + "-"));
}

TEST_CASE("what killed programs left is removed, and nothing else", "[io]") {
  const temp_folder folder;
  const names others = {
      "a",          ".a.1-1",       ".a.tmp",      ".a..tmp",      ".a.-.tmp",   ".a.1-.tmp",
      ".a.-1.tmp",  ".a.1.tmp",     ".a.1-1.tmp~", ".a.1-1-1.tmp", ".a.x-1.tmp", ".a.1-x.tmp",
      ".b.1-1.tmp", ".a.b.1-1.tmp", "a.1-1.tmp",   ".aa.1-1.tmp",  ".A.1-1.tmp",
  };
  for (const std::string& name : others) put_content(folder / name, "x");
  REQUIRE(::mkdir((folder / ".a.2-1.tmp").c_str(), 0700) == 0);
  REQUIRE(::symlink("a", (folder / ".a.2-2.tmp").c_str()) == 0);
  REQUIRE(::mkfifo((folder / ".a.2-3.tmp").c_str(), 0600) == 0);
  const names before = folder.names();
  for (const std::string name : {".a.1-1.tmp", ".a.4194304-4294967295.tmp", ".a.0-0.tmp"})
    put_content(folder / name, "left");
  remove_leftovers(folder / "a");
  CHECK(folder.names() == before);
  remove_leftovers(folder / "no such folder/a");

  const std::string longest(255, 'n');
  put_content(folder / ".nnstruct.7-7.tmp", "left");
  remove_leftovers(folder / longest);
  CHECK(folder.names() == before);
}

TEST_CASE("a temporary file stays as long as its writer lives", "[io]") {
  const temp_folder folder;
  const std::string path = folder / ".a.1-1.tmp";
  int copy = -1;
  {
    const opened writer(path);
    REQUIRE(lock_temporary(writer, true));
    remove_leftovers(folder / "a");
    CHECK(folder.names() == names{".a.1-1.tmp"});
    copy = ::dup(writer);
  }
  remove_leftovers(folder / "a");
  CHECK(folder.names() == names{".a.1-1.tmp"});
  ::close(copy);
  remove_leftovers(folder / "a");
  CHECK(folder.names().empty());
}

TEST_CASE("who locks a temporary file too late is told", "[io]") {
  const temp_folder folder;
  const std::string path = folder / ".a.1-1.tmp";
  const opened writer(path);
  {
    const opened other(path);
    REQUIRE(::flock(other, LOCK_EX) == 0);
    CHECK_FALSE(lock_temporary(writer, true));
  }
  remove_leftovers(folder / "a");
  CHECK_FALSE(lock_temporary(writer, true));
  CHECK(lock_temporary(writer, false));
}

}  // namespace io_temporary_files_test
