// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/data/digits.hpp>

#include <string>

#include "data_sets/files.hpp"

namespace data_sets_digits_test {

namespace nn = nnstruct;
using namespace nnstruct_test;

namespace {
void read_one(const std::string& path) { nn::data::read_digits(path); }
std::string line_of(const std::string& value, const std::string& label) {
  std::string line;
  for (int i = 0; i < 63; ++i) line += std::to_string(i % 17) + ",";
  return line + value + "," + label;
}
}  // namespace

TEST_CASE("digits are read as scikit-learn has them, packed or not, columns named or not", "[data]") {
  for (const char* const name : {"digits.csv", "digits.csv.gz", "named_digits.csv"}) {
    INFO(name);
    const auto digits = nn::data::read_digits(data_set(name));
    CHECK(is_equal(digits.images, read_by_python("digits.images")));
    CHECK(is_equal(digits.labels, read_by_python("digits.labels")));
  }
  const temp_folder folder;
  put_content(folder / "unended", line_of("16", "9"));
  const auto one = nn::data::read_digits(folder / "unended");
  CHECK(one.images(0, 0, 7, 7) == 16);
  CHECK(one.labels.item() == 9);
}

TEST_CASE("the digits of the example are read", "[data]") {
  const auto digits = nn::data::read_digits(NNSTRUCT_EXAMPLES_DATA "/digits/held_out.csv");
  CHECK(digits.images.extent(0) == 360);
}

TEST_CASE("lines that are no digits are refused", "[data]") {
  const std::string good = line_of("16", "9") + "\n";
  CHECK(says(refused("", read_one), "byte 0: expected a line of 64 values and a label for each image, found none"));
  CHECK(says(refused("1,2,3\n", read_one), "byte 0: line 1: expected 65 numbers, found 3"));
  const std::string second = "byte " + std::to_string(good.size()) + ": line 2: ";
  CHECK(says(refused(good + "\n" + good, read_one), second + "expected a value from 0 to 16, found \"\""));
  CHECK(says(refused(good + good.substr(0, good.size() - 3), read_one), second + "expected 65 numbers, found 64"));
  for (const std::string bad : {"17", "-1", "1x", " 1", "", "99999999999"}) {
    const std::string at = "byte " + std::to_string(good.size() + good.size() - 5) + ": line 2: ";
    CHECK(
        says(refused(good + line_of(bad, "1"), read_one), at + "expected a value from 0 to 16, found \"" + bad + "\""));
  }
  CHECK(says(refused(line_of("0", "10"), read_one),
             "byte " + std::to_string(good.size() - 3) + ": line 1: expected a label from 0 to 9, found \"10\""));
  const std::string named = content_of(data_set("named_digits.csv"));
  std::string other = named;
  other.replace(named.find("target"), 6, "answer");
  CHECK(says(refused(other, read_one),
             "byte 0: expected 64 values and a label in each line, or a first line that names the "
             "columns; found a first line without \"label\""));
  other = named;
  other.replace(named.find("pixel_3_4"), 9, "pixel_3_5");
  CHECK(says(refused(other, read_one), "byte 0: expected each column once, found a second \"pixel_3_5\""));
  other.replace(named.find("pixel_3_5"), 9, "pixel_3_8");
  CHECK(contains(refused(other, read_one).what(), "found a first line without \"pixel_3_4\""));
}

}  // namespace data_sets_digits_test
