// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/tensor/python_float.hpp>

#include <bit>
#include <cstdint>
#include <fstream>
#include <string>

#include "support/catch.hpp"
#include "support/comma_locale.hpp"

namespace tensor_python_float_test {

using nnstruct_test::comma_locale;

TEST_CASE("a float is printed as Python prints it, in a locale with decimal commas too", "[tensor]") {
  const comma_locale scope;
  std::ifstream lines(NNSTRUCT_TEST_DATA "/python_floats.txt");
  std::string bits, text, general, scientific, fixed;
  int count = 0;
  for (; lines >> bits >> text >> general >> scientific >> fixed; ++count) {
    CAPTURE(bits);
    const double value = std::bit_cast<double>(std::uint64_t{std::stoull(bits, nullptr, 16)});
    CHECK(nnstruct::detail::python_float(value) == text);
    CHECK(nnstruct::detail::rounded_float(value) == general);
    CHECK(nnstruct::detail::rounded_float(value, 'e', 4) == scientific);
    if (fixed != "-") CHECK(nnstruct::detail::rounded_float(value, 'f', 2) == fixed);
  }
  REQUIRE(count > 500);
  CHECK(nnstruct::detail::rounded_float(-1.7976931348623157e308, 'f', 4).size() == 315);
}

}  // namespace tensor_python_float_test
