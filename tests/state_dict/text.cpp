// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/state_dict/text.hpp>

#include <string>

#include <nnstruct/error.hpp>
#include <nnstruct/reflect/fields.hpp>
#include <nnstruct/state_dict/options.hpp>

#include "support/catch.hpp"

namespace state_dict_text_test {

namespace nn = nnstruct;
using namespace nnstruct_test;

namespace {

// Options with texts and lists are constants, and template arguments.
template <nn::LoadOptions O> struct with_options { static constexpr nn::LoadOptions options = O; };
constexpr nn::LoadOptions many{.strip_prefix = "module.",
                               .at = "model_state_dict",
                               .rename = {{"backbone.*", "features.*"}, {"a", "b"}},
                               .filter = {"backbone.*", "fc.weight"}};
static_assert(with_options<many>::options.strip_prefix.view() == "module.");
static_assert(with_options<many>::options.at.view() == "model_state_dict");
static_assert(with_options<many>::options.rename.size() == 2);
static_assert(with_options<many>::options.rename.begin()[1].to.view() == "b");
static_assert(with_options<many>::options.filter.size() == 2);
static_assert(with_options<many>::options.filter.begin()[1].view() == "fc.weight");
// A single pattern or rule needs no list around it, or may have one.
static_assert(nn::LoadOptions{.filter = "fc.*"}.filter.begin()->view() == "fc.*");
static_assert(nn::LoadOptions{.filter = {"fc.*"}}.filter.size() == 1);
static_assert(nn::LoadOptions{.rename = {{"a.*", "b.*"}}}.rename.begin()->from.view() == "a.*");
static_assert(nn::LoadOptions{}.filter.empty() && nn::LoadOptions{}.rename.empty() && nn::LoadOptions{}.at.empty());
static_assert(std::is_same_v<with_options<nn::LoadOptions{.at = "x"}>, with_options<nn::LoadOptions{.at = "x"}>>);
static_assert(!std::is_same_v<with_options<nn::LoadOptions{.at = "x"}>, with_options<nn::LoadOptions{.at = "y"}>>);
static_assert(nn::text("a") == nn::text(std::string_view("a")) && !(nn::text("a") == nn::text("ab")));

// A record may hold options: its fields are counted.
struct Settings {
  int epochs;
  nn::LoadOptions options;
  nn::patterns frozen;
};
static_assert(nn::reflect::field_count<Settings> == 3 && nn::reflect::field_count<nn::LoadOptions> == 13);

}  // namespace

TEST_CASE("a text is made from any string, with any byte", "[state_dict]") {
  const std::string zero("a\0b", 3);
  CHECK(nn::text(zero).view() == zero);
  CHECK(nn::text(std::string_view("pre.")).view() == "pre.");
  CHECK(nn::text(std::string(127, 'x')).view() == std::string(127, 'x'));
  CHECK(nn::text().empty());
  const nn::LoadOptions options{.rename = {{zero, "b"}}, .filter = {std::string("c"), "d"}};
  CHECK(options.rename.begin()->from.view() == zero);
  CHECK(options.filter.begin()[0].view() == "c");
}

TEST_CASE("what is too long for an option says so", "[state_dict]") {
  const std::string text = thrown_by<nn::Error>([] { nn::text(std::string(128, 'x')); }).what();
  CHECK(contains(text, "at most 127 bytes of text, and this has 128: \"xxx"));
  CHECK(contains(text, "nn::StateDict's operations"));
  const nn::text a = "a";
  CHECK(contains(thrown_by<nn::Error>([&] { nn::patterns{a, a, a, a, a, a, a, a, a}; }).what(),
                 "at most 8 patterns, and these are 9"));
  CHECK(nn::patterns{a, a, a, a, a, a, a, a}.size() == 8);
}

}  // namespace state_dict_text_test
