// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/io/mapped_file.hpp>

#include <optional>
#include <string>
#include <string_view>

#include <nnstruct/error.hpp>

#include "support/catch.hpp"
#include "support/temp_folder.hpp"

namespace io_mapped_file_test {

using namespace nnstruct_test;
namespace io = nnstruct::io;

namespace {
std::string_view text_in(const io::mapped_file& mapped) {
  return {reinterpret_cast<const char*>(mapped.data()), mapped.size()};
}
}  // namespace

TEST_CASE("a mapped file is memory, which stays when the file is closed and removed", "[io]") {
  const temp_folder folder;
  put_content(folder / "a", "0123456789");
  std::optional<io::mapped_file> mapped;
  {
    const io::input_file file(folder / "a");
    mapped.emplace(file);
  }
  CHECK(std::remove((folder / "a").c_str()) == 0);
  CHECK(text_in(*mapped) == "0123456789");
}

TEST_CASE("an embedded file is its own memory", "[io]") {
  static constexpr std::byte bytes[] = {std::byte{'a'}, std::byte{'b'}};
  const io::input_file file(nnstruct::EmbeddedFile(bytes, bytes + 2, "ab"));
  CHECK(io::mapped_file(file).data() == bytes);
  CHECK(text_in(io::mapped_file(file)) == "ab");
}

TEST_CASE("a file that cannot be mapped says so", "[io]") {
  const temp_folder folder;
  put_content(folder / "empty", "");
  const io::input_file file(folder / "empty");
  const auto error = thrown_by<nnstruct::IoError>([&] { io::mapped_file{file}; });
  CHECK(error.path() == folder / "empty");
  CHECK(contains(error.what(), "cannot map \"" + folder.path()));
  CHECK(contains(error.what(), "load without .map"));
}

}  // namespace io_mapped_file_test
