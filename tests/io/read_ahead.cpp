// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <string>

#include <nnstruct/error.hpp>
#include <nnstruct/io/file.hpp>
#include <nnstruct/io/read_ahead.hpp>

#include "support/catch.hpp"
#include "support/temp_folder.hpp"

namespace io_read_ahead_test {

using namespace nnstruct_test;
using nnstruct::io::input_file;
using nnstruct::io::read_ahead;

namespace {
std::string numbered(std::size_t size) {
  std::string out(size, '\0');
  for (std::size_t i = 0; i < size; ++i) out[i] = static_cast<char>(i * 7 + i / 251);
  return out;
}
}  // namespace

TEST_CASE("a window shows what is in the file, however it is moved", "[io]") {
  const temp_folder folder;
  const std::string bytes = numbered(1'000'000);
  put_content(folder / "a", bytes);
  const input_file file(folder / "a");
  for (const std::size_t stride : {1U, 100U, 5'000U, 130'000U, 400'000U}) {
    for (const std::size_t count : {std::size_t{1}, std::size_t{300}, std::size_t{70'000}, read_ahead::most}) {
      read_ahead window(file, file.size());
      bool same = true;
      std::size_t steps = 0;
      for (std::size_t at = 0; at + count <= bytes.size() && ++steps < 3000; at += stride)
        same = same && window.at(at, count) == std::string_view(bytes).substr(at, count);
      INFO("stride " << stride << ", count " << count);
      CHECK(same);
      CHECK(window.at(bytes.size() - count, count) == std::string_view(bytes).substr(bytes.size() - count));
      CHECK(window.at(3, count) == std::string_view(bytes).substr(3, count));  // back
    }
  }
}

TEST_CASE("a window onto an embedded file shows its own bytes", "[io]") {
  static constexpr char text[] = "0123456789";
  const auto* const first = reinterpret_cast<const std::byte*>(text);
  const input_file file(nnstruct::EmbeddedFile(first, first + 10, "ten"));
  read_ahead window(file, file.size());
  CHECK(window.at(3, 7) == "3456789");
  CHECK(window.at(3, 7).data() == text + 3);
  CHECK(window.at(0, 1).data() == text);
}

TEST_CASE("a window never reads behind its end, and holds nothing after a failure", "[io]") {
  const temp_folder folder;
  put_content(folder / "a", "0123456789");
  const input_file file(folder / "a");
  read_ahead window(file, 8);
  CHECK(window.at(0, 8) == "01234567");
  REQUIRE(::truncate((folder / "a").c_str(), 4) == 0);
  read_ahead cut(file, 8);
  CHECK_THROWS_AS(cut.at(0, 8), nnstruct::IoError);
  CHECK_THROWS_AS(cut.at(0, 8), nnstruct::IoError);
}

}  // namespace io_read_ahead_test
