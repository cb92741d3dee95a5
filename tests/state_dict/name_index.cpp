// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/state_dict/name_index.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "support/catch.hpp"

namespace state_dict_name_index_test {

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
  CHECK(name_index(twice, twice.size(), itself).find("b") == 1);
}

TEST_CASE("names in their order, equal ones as they come", "[state_dict]") {
  std::vector<std::string_view> names;
  for (int i = 0; i < 100; ++i) names.push_back(i % 3 == 0 ? "same" : i % 3 == 1 ? "later" : "");
  std::vector<std::size_t> expected;
  for (const int remainder : {2, 1, 0})
    for (std::size_t i = 0; i < names.size(); ++i)
      if (i % 3 == static_cast<std::size_t>(remainder)) expected.push_back(i);
  CHECK(nnstruct::detail::order_of(names) == expected);
  CHECK(nnstruct::detail::order_of({}).empty());
}

}  // namespace state_dict_name_index_test
