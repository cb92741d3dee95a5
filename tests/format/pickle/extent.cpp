// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/format/pickle/extent.hpp>

#include <filesystem>
#include <string>

#include <nnstruct/error.hpp>

#include "support/catch.hpp"
#include "support/pickles.hpp"

namespace format_pickle_extent_test {

using namespace nnstruct_test;
using namespace std::string_literals;
using nnstruct::format_problem;
using nnstruct::FormatError;
using nnstruct::format::pickle::extent;

namespace {
std::uint64_t extent_of(const std::string& bytes, std::uint64_t offset, std::uint64_t end) {
  return extent(opened_file_of(bytes), offset, end, {"file", "objects", {}});
}
}  // namespace

// make_pickles.py wrote these, of every protocol and with every opcode.
TEST_CASE("every pickle ends at its STOP, whatever stands behind it", "[pickle]") {
  int files = 0;
  for (const auto& found : std::filesystem::recursive_directory_iterator(NNSTRUCT_TEST_DATA "/pickles")) {
    if (found.path().extension() != ".pkl") continue;
    const std::string pickle = content_of(found.path().string());
    INFO(found.path().string());
    ++files;
    CHECK(extent_of("...." + pickle + "....", 4, pickle.size() + 8) == pickle.size());
    CHECK(extent_of(pickle, 0, pickle.size()) == pickle.size());
    const auto file = opened_file_of(pickle);  // cut anywhere it has no end
    const std::size_t step = pickle.size() / 150 + 1;
    for (std::size_t end = 0; end < pickle.size(); end += step) {
      const auto error = thrown_by<FormatError>([&] { extent(file, 0, end, {"file", "objects", {}}); });
      CHECK(error.problem() == format_problem::pickle);
      CHECK(error.offset().value_or(end + 1) <= end);
    }
  }
  CHECK(files > 20);
}

TEST_CASE("lengths that reach beyond the end are refused at their place", "[pickle]") {
  const std::string cases[] = {"X\xff\xff\xff\xff.",
                               "\x8d\xff\xff\xff\xff\xff\xff\xff\xff.",
                               "\x8a\x05....",
                               "B\0\0\0\x80."s,
                               "U\2.",
                               "C\2.",
                               "T\2\0\0\0."s,
                               "\x8b\xff\xff\xff\x7f.",
                               "c.",
                               "ca\n.",
                               "V...",
                               "P...",
                               "I1",
                               "G1234567",
                               "\x95\0\0\0."s};
  for (const std::string& bytes : cases) {
    INFO(bytes);
    const auto error = thrown_by<FormatError>([&] { extent_of("\x80\2" + bytes, 0, 2 + bytes.size()); });
    CHECK(error.problem() == format_problem::pickle);
    CHECK(error.record() == "objects");
    CHECK(contains(error.what(), "the file is damaged or cut short"));
  }
  const auto unknown = thrown_by<FormatError>([&] { extent_of("\x80\2NN\xff.", 0, 6); });
  CHECK(unknown.offset() == 4);
  CHECK(contains(unknown.what(), "expected an opcode of pickle"));
}

TEST_CASE("a long text is passed over without being read into memory", "[pickle]") {
  const std::string text(5'000'000, '.');
  const std::string pickle = "\x80\2" + pickled_text(text) + ".";
  CHECK(extent_of(pickle + "more", 0, pickle.size() + 4) == pickle.size());
  const std::string line = "\x80\2V" + text + "\n.";
  CHECK(extent_of(line, 0, line.size()) == line.size());
}

}  // namespace format_pickle_extent_test
