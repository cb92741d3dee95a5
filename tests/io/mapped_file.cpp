// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/io/mapped_file.hpp>

#include <string>
#include <string_view>

#include <nnstruct/error.hpp>

#include "support/catch.hpp"
#include "support/temp_folder.hpp"

using namespace nnstruct_test;
using nnstruct::detail::storage_handle;
namespace io = nnstruct::io;

namespace {
std::string_view text_in(const storage_handle& handle) {
  return {reinterpret_cast<const char*>(handle.data()), handle.bytes()};
}
}  // namespace

TEST_CASE("a mapped file is memory, and a part of it outlives it and the file", "[io]") {
  const temp_folder folder;
  put_content(folder / "a", "0123456789");
  storage_handle part;
  {
    const io::input_file file(folder / "a");
    const storage_handle mapped = io::map_file(file);
    CHECK(text_in(mapped) == "0123456789");
    CHECK_FALSE(mapped.unique());  // it must not be written
    part = io::part_of(mapped, 3, 4);
  }
  CHECK(std::remove((folder / "a").c_str()) == 0);
  CHECK(text_in(part) == "3456");
  CHECK_FALSE(part.unique());
  const storage_handle copy = clone(part);
  CHECK(copy.unique());
  CHECK(text_in(copy) == "3456");
}

TEST_CASE("a file that cannot be mapped says so", "[io]") {
  const temp_folder folder;
  put_content(folder / "empty", "");
  const io::input_file file(folder / "empty");
  const auto error = thrown_by<nnstruct::IoError>([&] { io::map_file(file); });
  CHECK(error.path() == folder / "empty");
  CHECK(contains(error.what(), "cannot map " + folder.path()));
  CHECK(contains(error.what(), "load without .map"));
}
