// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/state_dict/options.hpp>

#include "state_dict/mismatches.hpp"

namespace nn = nnstruct;
using namespace nnstruct_test;
using namespace nnstruct_test::mismatches;

namespace {
// Options are constants, and template arguments.
template <nn::LoadOptions Options> constexpr bool refuses_missing = Options.missing == nn::refuse;
static_assert(refuses_missing<nn::strict> && !refuses_missing<nn::relaxed> && !refuses_missing<nn::lenient>);
static_assert(refuses_missing<nn::LoadOptions{.unexpected = nn::allow}>);

bool loads(const std::string& name, const nn::LoadOptions& options) {
  Net net;
  try {
    const nn::LoadReport report = nn::load_state_dict(net, dict_of(name), options);
    CHECK(report.ok());
    return true;
  } catch (const nn::StateDictError& error) {
    CHECK_FALSE(error.report().ok());
    return false;
  }
}
}  // namespace

TEST_CASE("strict refuses every difference, relaxed other shapes, lenient none of keys and shapes", "[state_dict]") {
  struct {
    const char* name;
    bool strict, relaxed, lenient;
  } const cases[] = {
      {"all_matched", true, true, true}, {"missing", false, true, true},     {"unexpected", false, true, true},
      {"shapes", false, false, true},    {"everything", false, false, true}, {"missing_all", false, true, true},
  };
  for (const auto& c : cases) {
    INFO(c.name);
    CHECK(loads(c.name, nn::strict) == c.strict);
    CHECK(loads(c.name, nn::LoadOptions{}) == c.strict);
    CHECK(loads(c.name, nn::relaxed) == c.relaxed);
    CHECK(loads(c.name, nn::lenient) == c.lenient);
  }
}

TEST_CASE("each option allows its own difference and no other", "[state_dict]") {
  constexpr nn::LoadOptions missing{.missing = nn::allow}, unexpected{.unexpected = nn::allow},
      shape{.shape = nn::allow}, dtype{.dtype = nn::allow};
  for (const nn::LoadOptions& options : {missing, unexpected, shape, dtype}) {
    CHECK(loads("missing", options) == (options.missing == nn::allow));
    CHECK(loads("unexpected", options) == (options.unexpected == nn::allow));
    CHECK(loads("shapes", options) == (options.shape == nn::allow));
    CHECK_FALSE(loads("everything", options));
  }
}

TEST_CASE("another dtype is converted between floating types, and otherwise only where that is allowed",
          "[state_dict]") {
  nn::StateDict dict = dict_of("one_element_for_0d");
  nn::AnyTensor halves(nn::dtype::float16, {1, 2});
  halves.values<nn::float16>()[1].bits = 0x3c00;
  dict["fc.weight"] = halves;
  nn::AnyTensor count(nn::dtype::int64, {});
  count.values<std::int64_t>()[0] = 12;
  dict["scale"] = count;
  Scaled model;
  CHECK_THROWS_AS(nn::load_state_dict(model, dict), nn::StateDictError);
  CHECK_THROWS_AS(nn::load_state_dict(model, dict, nn::lenient), nn::StateDictError);

  const nn::LoadReport report = nn::load_state_dict(model, dict, {.dtype = nn::allow});
  CHECK(nn::repr(report) == "<All keys matched successfully>");
  REQUIRE(report.converted.size() == 2);
  CHECK(report.converted[0].key == "scale");
  CHECK(report.converted[0].from == nn::dtype::int64);
  CHECK(report.converted[0].to == nn::dtype::float32);
  CHECK(report.converted[1].key == "fc.weight");
  CHECK(report.converted[1].from == nn::dtype::float16);
  CHECK(*std::as_const(model.scale).data() == 12);
  CHECK(std::as_const(model.fc.weight).data()[1] == 1);
}
