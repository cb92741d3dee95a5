// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/io/name_index.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/catch.hpp"

namespace io_name_index_test {

namespace io = nnstruct::io;

TEST_CASE("a name is found in a table, and so are two of one name", "[state_dict]") {
  const std::vector<std::string> rows{"b", "", "a", "c.d"};
  const auto itself = [](const std::string& row) { return std::string_view(row); };
  const io::name_index index(rows, rows.size(), itself);
  CHECK(index.find("a") == 2);
  CHECK(index.find("") == 1);
  CHECK(index.find("c") == io::name_index::none);
  CHECK(index.find("d") == io::name_index::none);
  CHECK_FALSE(index.same_names().has_value());
  const std::vector<std::string> twice{"x", "b", "a", "b"};
  const auto same = io::name_index(twice, twice.size(), itself).same_names();
  REQUIRE(same.has_value());
  CHECK(same->first == 1);
  CHECK(same->second == 3);
  CHECK(io::name_index().find("a") == io::name_index::none);
  CHECK(io::name_index(twice, twice.size(), itself).find("b") == 1);
}

/// A text of 16 bytes with the hash of all others that this makes: libstdc++'s is MurmurHash64A, each step of which can
/// be taken back. A file's author can do so too.
std::string colliding(std::uint64_t number) {
  const std::uint64_t m = 0xc6a4a7935bd1e995, seed = 0xc70f6907;
  std::uint64_t inverse = 1;  // of m, by Newton's method: each step doubles the digits that are right
  for (int i = 0; i < 6; ++i) inverse *= 2 - m * inverse;
  const auto mixed = [&](std::uint64_t k) { return ((k * m) ^ ((k * m) >> 47)) * m; };
  const auto unmixed = [&](std::uint64_t k) { return ((k * inverse) ^ ((k * inverse) >> 47)) * inverse; };
  const std::uint64_t after_first = ((seed ^ (16 * m)) ^ mixed(number)) * m;
  const std::uint64_t words[] = {number, unmixed(after_first ^ 0x1234567890abcdef)};
  return {reinterpret_cast<const char*>(words), sizeof words};
}

TEST_CASE("names of one hash are found as others are", "[state_dict]") {
  std::vector<std::string> rows;
  for (std::uint64_t i = 0; i < 20'000; ++i) rows.push_back(colliding(i * i));
  rows.push_back("another");
  const std::hash<std::string_view> hash;
  REQUIRE(hash(rows[0]) == hash(rows[1]));
  REQUIRE(hash(rows[0]) == hash(rows[19'999]));
  const auto itself = [](const std::string& row) { return std::string_view(row); };
  const io::name_index index(rows, rows.size(), itself);
  std::size_t found = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) found += index.find(rows[i]) == i;
  CHECK(found == rows.size());
  CHECK(index.find(colliding(3)) == io::name_index::none);
  CHECK_FALSE(index.same_names().has_value());
  rows.push_back(rows[77]);
  const auto same = io::name_index(rows, rows.size(), itself).same_names();
  REQUIRE(same.has_value());
  CHECK(*same == std::pair<std::size_t, std::size_t>(77, rows.size() - 1));
}

TEST_CASE("names in their order, equal ones as they come", "[state_dict]") {
  std::vector<std::string_view> names;
  for (int i = 0; i < 100; ++i) names.push_back(i % 3 == 0 ? "same" : i % 3 == 1 ? "later" : "");
  std::vector<std::size_t> expected;
  for (const int remainder : {2, 1, 0})
    for (std::size_t i = 0; i < names.size(); ++i)
      if (i % 3 == static_cast<std::size_t>(remainder)) expected.push_back(i);
  CHECK(io::order_of(names) == expected);
  CHECK(io::order_of({}).empty());
}

}  // namespace io_name_index_test
