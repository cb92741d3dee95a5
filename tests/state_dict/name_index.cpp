// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/state_dict/name_index.hpp>

#include <string>
#include <vector>

#include "support/catch.hpp"

using nnstruct::detail::name_index;

TEST_CASE("a name is found in a table, and so are two of one name", "[state_dict]") {
  const std::vector<std::string> rows{"b", "", "a", "c.d"};
  const auto itself = [](const std::string& row) { return std::string_view(row); };
  const name_index index(rows, rows.size(), itself);
  CHECK(index.find("a") == 2);
  CHECK(index.find("") == 1);
  CHECK(index.find("c") == name_index::none);
  CHECK(index.find("d") == name_index::none);
  CHECK_FALSE(index.same_names().has_value());
  const std::vector<std::string> twice{"x", "b", "a", "b"};
  const auto same = name_index(twice, twice.size(), itself).same_names();
  REQUIRE(same.has_value());
  CHECK(same->first == 1);
  CHECK(same->second == 3);
  CHECK(name_index().find("a") == name_index::none);
}
