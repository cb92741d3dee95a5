// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <limits>
#include <vector>

#include <nnstruct/io/order.hpp>

#include "support/catch.hpp"

namespace io_order_test {

using nnstruct::io::order_by;

TEST_CASE("what has the least number comes first, and equals as they are counted", "[io]") {
  const std::vector<std::uint64_t> at = {70, 3, std::numeric_limits<std::uint64_t>::max(), 3, 0, 70};
  const auto order = order_by(at.size(), [&](std::size_t i) { return at[i]; });
  CHECK(order == std::vector<std::size_t>{4, 1, 3, 0, 5, 2});
  CHECK(order_by(0, [](std::size_t) -> std::uint64_t { throw 0; }).empty());
}

}  // namespace io_order_test
