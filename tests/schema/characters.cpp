// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/schema/characters.hpp>

#include <set>
#include <string>

#include "support/catch.hpp"

namespace schema_characters_test {

using namespace nnstruct::detail;

namespace {

constexpr bool constants_are_right() {
  char buffer[40]{};
  char* to = buffer;
  append(to, "transformer.");
  append(to, "");
  append(to, "h.0");
  const std::string_view written(buffer, static_cast<std::size_t>(to - buffer));
  return same_text(written, "transformer.h.0") && !same_text(written, "transformer.h.1") &&
         !same_text(written, "transformer.h.00") && !same_text("transforner.h.0", written) && same_text("", "") &&
         find_character(written, '.') == 11 && find_character(written, 'x') == written.size() &&
         find_character("", 'x') == 0 && hash_of(written) == hash_of("transformer.h.0");
}
static_assert(constants_are_right());

}  // namespace

TEST_CASE("characters are the same at run time as in constants", "[schema]") {
  CHECK(constants_are_right());
  const std::string text = "features.denseblock4.denselayer16.norm1.weight";
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string other = text;
    other[i] = '\xff';
    CHECK_FALSE(same_text(text, other));
    CHECK(find_character(other, '\xff') == i);
    CHECK(hash_of(other) != hash_of(text));
  }
}

}  // namespace schema_characters_test
