// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/state_dict/check_rules.hpp>

#include <string>
#include <type_traits>

#include "support/catch.hpp"

namespace state_dict_check_rules_test {

namespace nn = nnstruct;
using namespace nn::detail;

namespace {

constexpr nn::LoadOptions everything{.missing = nn::allow,
                                     .shape = nn::allow,
                                     .strip_prefix = "module.",
                                     .at = "a.b",
                                     .rename = {{"x.*", "y.*"}, {"z", ""}},
                                     .filter = {"*", "q*r"},
                                     .nothing = nn::allow};
constexpr nn::LoadOptions again = unpack(pack<packed_size(everything).size>(everything));
static_assert(again.missing == nn::allow && again.unexpected == nn::refuse && again.shape == nn::allow);
static_assert(again.nothing == nn::allow &&
              unpack(pack<packed_size(nn::strict).size>(nn::strict)).nothing == nn::refuse);
static_assert(again.dtype == nn::refuse && again.strip_prefix.view() == "module." && again.at.view() == "a.b");
static_assert(again.rename.size() == 2 && again.rename.items[0].from.view() == "x.*");
static_assert(again.rename.items[0].to.view() == "y.*" && again.rename.items[1].from.view() == "z");
static_assert(again.rename.items[1].to.empty());
static_assert(again.filter.size() == 2 && again.filter.items[1].view() == "q*r");

using rules = rules_from<nn::except<"a.*">, everything, nn::except<"b", "c">>::type;
static_assert(rules::has_options && rules::options.at.view() == "a.b" && rules::excepted.size() == 3);
static_assert(rules::excepted[0] == "a.*" && rules::excepted[2] == "c");
static_assert(!rules_from<>::type::has_options && rules_from<>::type::excepted.empty());
// Equal options are one type, however they were written.
constexpr nn::LoadOptions same = everything;
static_assert(std::is_same_v<rules_from<everything>::type, rules_from<same>::type>);

}  // namespace

TEST_CASE("the longest options are packed whole", "[state_dict]") {
  const std::string longest(nn::text::capacity, 'x');
  const nn::LoadOptions options{.at = longest};
  const nn::LoadOptions found = unpack(pack<400>(options));
  CHECK(found.at.view() == longest);
  CHECK(packed_size(options).size == 7 + 1 + 1 + longest.size());
}

}  // namespace state_dict_check_rules_test
