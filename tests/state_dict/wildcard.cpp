// SPDX-License-Identifier: Apache-2.0
// The same in constants as at run time, where tests/state_dict/pattern.cpp has the cases.
#include <nnstruct/state_dict/wildcard.hpp>

#include <string>
#include <vector>

#include "support/catch.hpp"

namespace state_dict_wildcard_test {

namespace nn = nnstruct;
using namespace nn::detail;

namespace {

static_assert(fits_pattern("layer*.bn*.weight", "layer1.0.bn2.weight") && !fits_pattern("layer*.w", "layer1.v"));
static_assert(fits_pattern("*ab", "aab") && !fits_pattern("*a*a", "a") && fits_pattern("", "") &&
              fits_pattern("**", ""));
static_assert(without_prefix("module.", "module.fc") == "fc" && without_prefix("module.", "fc") == "fc");
static_assert(path_without_prefix("module.", "module").empty() && path_without_prefix("m", "m").empty());
static_assert(path_without_prefix("module.", "modules") == "modules");
static_assert(can_rename("*.*", "*") && !can_rename("*", "*.*"));
static_assert(path_of_beginning("a.b.").path == "a.b" && path_of_beginning("").exists);
static_assert(!path_of_beginning(".").exists && !path_of_beginning("a").exists);

constexpr nn::LoadOptions options{.rename = {{"a.*", "b.*"}, {"*.gamma", "*.weight"}}, .filter = {"a.*", "c"}};
static_assert(takes_part(options, "a.x") && takes_part(options, "c") && !takes_part(options, "b.x"));
static_assert(rule_for(options.rename, "a.gamma") == 0 && rule_for(options.rename, "b.gamma") == 1);
static_assert(rule_for(options.rename, "c") == 2);

}  // namespace

TEST_CASE("what the stars of a pattern stand for", "[state_dict]") {
  const auto stars = [](std::string_view pattern, std::string_view key) {
    std::vector<std::string_view> found;
    CHECK(match_pattern(pattern, key, found));
    return found;
  };
  using list = std::vector<std::string_view>;
  CHECK(stars("a*b", "ab") == list{""});
  CHECK(stars("*.*", "a.b.c") == list{"a", "b.c"});
  CHECK(stars("*.*.c", "a.b.c.c") == list{"a", "b.c"});
  CHECK(stars("a**b", "axyb") == list{"", "xy"});
  CHECK(stars("*aab*", "aaab") == list{"a", ""});
}

}  // namespace state_dict_wildcard_test
