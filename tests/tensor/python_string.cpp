// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/tensor/python_string.hpp>

#include <cstddef>
#include <fstream>
#include <string>

#include "support/catch.hpp"
#include "support/hex.hpp"

namespace tensor_python_string_test {

using nnstruct::detail::python_repr;
using nnstruct_test::unhex;

TEST_CASE("a string is printed as Python prints it", "[tensor]") {
  std::ifstream lines(NNSTRUCT_TEST_DATA "/python_strings.txt");
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    CAPTURE(line);
    const std::size_t space = line.find(' ');
    CHECK(python_repr(unhex(line.substr(0, space))) == line.substr(space + 1));
  }
  REQUIRE(count > 190);
}

TEST_CASE("bytes that are no UTF-8 are escaped, none is lost", "[tensor]") {
  CHECK(python_repr("\xff") == "'\\xff'");
  CHECK(python_repr("a\x80z") == "'a\\x80z'");
  CHECK(python_repr("\xc3") == "'\\xc3'");                             // cut off
  CHECK(python_repr("\xe7\x95z") == "'\\xe7\\x95z'");                  // cut off within
  CHECK(python_repr("\xc0\xaf") == "'\\xc0\\xaf'");                    // an overlong '/'
  CHECK(python_repr("\xe0\x80\xaf") == "'\\xe0\\x80\\xaf'");           // the same in three bytes
  CHECK(python_repr("\xf4\x90\x80\x80") == "'\\xf4\\x90\\x80\\x80'");  // beyond Unicode
}

}  // namespace tensor_python_string_test
