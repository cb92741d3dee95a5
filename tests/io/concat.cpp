// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include <nnstruct/concat.hpp>

#include "support/catch.hpp"

namespace io_concat_test {

using nnstruct::detail::concat;

TEST_CASE("a text from characters, texts and numbers", "[io]") {
  const std::string owned = "owned";
  const std::string_view seen = std::string_view("seen in part").substr(0, 4);
  CHECK(concat({}) == "");
  CHECK(concat({"literal, ", owned, ", ", seen, '!'}) == "literal, owned, seen!");
  CHECK(concat({std::string("of this"), ' ', std::string("expression")}) == "of this expression");
  CHECK(concat({std::string_view("with\0zero", 9)}).size() == 9);
}

TEST_CASE("numbers of a text are all in decimal", "[io]") {
  CHECK(concat({0, ' ', -1, ' ', 42u}) == "0 -1 42");
  CHECK(concat({std::numeric_limits<std::uint64_t>::max()}) == "18446744073709551615");
  CHECK(concat({std::numeric_limits<std::int64_t>::min()}) == "-9223372036854775808");
  CHECK(concat({static_cast<unsigned char>(255), ' ', static_cast<signed char>(-128)}) == "255 -128");
}

}  // namespace io_concat_test
