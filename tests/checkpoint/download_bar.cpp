// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/checkpoint/download_bar.hpp>

#include "support/catch.hpp"
#include "support/comma_locale.hpp"
#include "support/hub.hpp"

namespace checkpoint_download_bar_test {

using namespace nnstruct_test;

TEST_CASE("the bar is tqdm's, in a locale with decimal commas too", "[hub]") {
  for (const auto& row : hub_rows("bars")) {
    const nnstruct::hub::detail::bar_state state{std::stoull(row[0]), std::stoull(row[1]), std::stod(row[2]),
                                                 std::stod(row[3])};
    const comma_locale scope;
    CHECK(nnstruct::hub::detail::bar_text(state, static_cast<unsigned>(std::stoul(row[4])), row[5] == "1") == row[6]);
  }
}

}  // namespace checkpoint_download_bar_test
