// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <fstream>
#include <string>

#include <nnstruct/error.hpp>
#include <nnstruct/io/crc32.hpp>
#include <nnstruct/io/embedded_file.hpp>
#include <nnstruct/io/large_read.hpp>

#include "support/catch.hpp"
#include "support/processors.hpp"
#include "support/temp_folder.hpp"

namespace io_large_read_test {

using namespace nnstruct_test;
namespace nn = nnstruct;
namespace io = nnstruct::io;

/// No two parts of it are the same.
std::string bytes_of(std::size_t count) {
  std::string out(count, '\0');
  std::uint32_t state = 1;
  for (char& c : out) c = static_cast<char>((state = state * 1664525 + 1013904223) >> 24);
  return out;
}

const std::size_t mb = std::size_t{1} << 20;

TEST_CASE("a large part of a file is read with its checksum, by one thread or two", "[io]") {
  const temp_folder folder;
  const std::string content = bytes_of(9 * mb + 123);
  std::ofstream(folder / "file", std::ios::binary) << content;
  const auto* bytes = reinterpret_cast<const std::byte*>(content.data());
  const nn::EmbeddedFile embedded(bytes, bytes + content.size(), "embedded");
  const auto check = [&](const io::input_file& file) {
    for (const std::size_t offset : {std::size_t{0}, std::size_t{77}})
      for (const std::size_t count :
           {std::size_t{0}, std::size_t{1}, mb, 4 * mb - 1, 4 * mb, 4 * mb + 1, 6 * mb, content.size() - offset}) {
        INFO(offset << " " << count);
        std::string read(count, '\0');
        const std::uint32_t sum = io::read_large(file, offset, read.data(), count, true);
        CHECK((read == content.substr(offset, count)));
        CHECK(sum == io::crc32(0, content.data() + offset, count));
        CHECK(io::read_large(file, offset, read.data(), count, false) == 0);
      }
  };
  check(io::input_file(folder / "file"));
  check(io::input_file(embedded));
  const one_processor alone;
  check(io::input_file(folder / "file"));
}

TEST_CASE("a large part is read without a second thread where there is none to be had", "[io]") {
  const temp_folder folder;
  const std::string content = bytes_of(5 * mb);
  std::ofstream(folder / "file", std::ios::binary) << content;
  const no_threads none;
  std::string read(content.size(), '\0');
  CHECK(io::read_large(io::input_file(folder / "file"), 0, read.data(), read.size(), true) ==
        io::crc32(0, content.data(), content.size()));
  CHECK((read == content));
}

TEST_CASE("where a large part cannot be read, the error is about the first byte that is missing", "[io]") {
  const temp_folder folder;
  std::ofstream(folder / "file", std::ios::binary) << bytes_of(20 * mb);
  const io::input_file file(folder / "file");
  std::filesystem::resize_file(folder / "file", 5 * mb + 100);  // all that is behind it fails, in either thread
  std::string read(20 * mb, '\0');
  for (int i = 0; i < 30; ++i) {
    try {
      io::read_large(file, 0, read.data(), read.size(), true);
      FAIL("it was read");
    } catch (const nn::IoError& error) {
      const std::string what = error.what();
      INFO(what);
      CHECK(what.find("more bytes at byte 5242980, but it ends at byte 5242980") != what.npos);
    }
  }
}

}  // namespace io_large_read_test
