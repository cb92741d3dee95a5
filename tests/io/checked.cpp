// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <limits>

#include <nnstruct/io/checked.hpp>

#include "support/catch.hpp"

namespace io_checked_test {

using nnstruct::io::checked;
using nnstruct::io::from_signed;

namespace {
constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();

static_assert((checked(2) + 3).equals(5));
static_assert((checked(most) + 0).equals(most));
static_assert(!(checked(most) + 1).valid());
static_assert(!(checked(1) + most).valid());

static_assert((checked(5) - 5).equals(0));
static_assert(!(checked(5) - 6).valid());

static_assert((checked(1ULL << 32) * ((1ULL << 32) - 1)).equals(0xFFFFFFFF00000000));
static_assert(!(checked(1ULL << 32) * (1ULL << 32)).valid());
static_assert((checked(0) * most).equals(0));
static_assert((checked(most) * 0).equals(0));
static_assert((checked(most) * 1).equals(most));
static_assert(!(checked(most) * 2).valid());

static_assert(checked(7).at_most(7) && !checked(8).at_most(7));
}  // namespace

TEST_CASE("a result that left its range stays invalid, whatever follows", "[io]") {
  const checked lost = checked(most) + 2;  // wraps to 1
  CHECK_FALSE(lost.at_most(most));
  CHECK_FALSE(lost.equals(1));
  CHECK_FALSE((lost * 0).valid());
  CHECK_FALSE((lost - 1).valid());
  CHECK_FALSE((checked(0) + lost).valid());
  CHECK_FALSE((checked(0) * lost).valid());
}

TEST_CASE("the usual formula of a range in a file cannot be tricked", "[io]") {
  const auto fits = [](std::uint64_t offset, std::uint64_t count, std::uint64_t each) {
    return (checked(offset) + checked(count) * each).at_most(1000);
  };
  CHECK(fits(0, 250, 4));
  CHECK(fits(1000, 0, 4));
  CHECK_FALSE(fits(1, 250, 4));
  CHECK_FALSE(fits(0, (1ULL << 62) + 1, 4));  // 4 x count wraps to 4
  CHECK_FALSE(fits(most, 1, 1));
}

TEST_CASE("signed numbers are valid from zero on", "[io]") {
  CHECK(from_signed(0).equals(0));
  CHECK(from_signed(std::numeric_limits<std::int64_t>::max()).equals(most / 2));
  CHECK_FALSE(from_signed(-1).valid());
  CHECK_FALSE(from_signed(std::numeric_limits<std::int64_t>::min()).valid());
}

}  // namespace io_checked_test
