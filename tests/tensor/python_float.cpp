// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/tensor/python_float.hpp>

#include <bit>
#include <cstdint>
#include <fstream>
#include <string>

#include "support/catch.hpp"

namespace tensor_python_float_test {

TEST_CASE("a float is printed as Python prints it", "[tensor]") {
  std::ifstream lines(NNSTRUCT_TEST_DATA "/python_floats.txt");
  std::string bits, text;
  int count = 0;
  for (; lines >> bits >> text; ++count) {
    CAPTURE(bits);
    CHECK(nnstruct::detail::python_float(std::bit_cast<double>(std::uint64_t{std::stoull(bits, nullptr, 16)})) == text);
  }
  REQUIRE(count > 500);
}

}  // namespace tensor_python_float_test
