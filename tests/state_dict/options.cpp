// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/state_dict/options.hpp>

#include "state_dict/loading.hpp"
#include "state_dict/mismatches.hpp"

namespace state_dict_options_test {

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
      {"shapes", false, false, true},    {"everything", false, false, true}, {"missing_all", false, false, false},
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

TEST_CASE("a load of which nothing is loaded is an error, unless it is allowed", "[state_dict]") {
  const std::string text =
      "Error(s) in loading state_dict for Net:\n\tnothing is loaded: not one key of Net is in the state_dict with its "
      "shape; PyTorch says nothing of that. If it is meant, load with .nothing = nn::allow.";
  namespace pretrained = nnstruct_test::loading;
  constexpr nn::LoadOptions filtered{.missing = nn::allow, .filter = "nobody.*"};
  constexpr nn::LoadOptions prefixed{.missing = nn::allow, .unexpected = nn::allow, .strip_prefix = "features."};
  const struct {
    const char* name;
    nn::LoadOptions options;
  } cases[] = {{"parallel", nn::relaxed},
               {"parallel", nn::lenient},
               {"checkpoint", nn::relaxed},
               {"parallel_consumed", filtered},
               {"backbone", {.missing = nn::allow, .filter = "backbone.*"}},
               {"inner", prefixed}};
  for (const auto& row : cases) {
    const std::string name = row.name;
    nn::LoadOptions options = row.options;
    INFO(name);
    const std::string path = pretrained::path_of(name);
    if (!options.filter.empty()) options.unexpected = nn::allow;
    pretrained::Net net;
    nn::init(net, 1);
    const nn::StateDict before = nn::state_dict(net);
    for (const bool map : {false, true}) {
      options.map = map;
      options.in_place = !map;
      const auto error = thrown_by<nn::StateDictError>([&] { nn::load(net, path, options); });
      CHECK(std::string(error.what()).substr(0, text.size()) == text);
      CHECK(error.report().nothing_loaded == std::vector<std::string>{""});
      CHECK(error.report().hints == nn::check<pretrained::Net>(path, options).hints);
      CHECK_FALSE(nn::check<pretrained::Net>(path, options).ok());
    }
    options.map = options.in_place = false;
    if (name != "checkpoint")
      CHECK_THROWS_AS(nn::load_state_dict(net, pretrained::dict_of(name), options), nn::StateDictError);
    options.nothing = nn::allow;
    CHECK(nn::load(net, path, options).ok());
    CHECK(nn::check<pretrained::Net>(path, options).ok());
    pretrained::check_equal(nn::state_dict(net), before);
  }
  // An empty state_dict, and one where each shape is another.
  Net net;
  CHECK_THROWS_AS(nn::load_state_dict(net, {}, nn::lenient), nn::StateDictError);
  CHECK(nn::load_state_dict(net, {}, {.missing = nn::allow, .nothing = nn::allow}).missing.size() == 9);
  nn::Linear<3, 3> other;
  nn::StateDict shapes;
  shapes["weight"] = nn::AnyTensor(nn::dtype::float32, {2, 2});
  CHECK_THROWS_AS(nn::load_state_dict(other, shapes, nn::lenient), nn::StateDictError);
  shapes["bias"] = nn::AnyTensor(nn::dtype::float32, {3});
  CHECK(nn::load_state_dict(other, shapes, nn::lenient).loaded.size() == 1);
  // A model without any key has nothing to be loaded.
  nn::ReLU relu;
  CHECK(nn::load_state_dict(relu, {}).ok());
  CHECK(nn::load(relu, pretrained::path_of("parallel"), nn::relaxed).ok());
  // A dictionary that a filter leaves empty.
  CHECK(contains(thrown_by<nn::StateDictError>([&] { pretrained::dict_of("parallel", filtered); }).what(),
                 "fits .filter, so nothing would be loaded; the first is \"module.features.0.weight\""));
  CHECK(pretrained::dict_of("parallel", {.filter = "nobody.*", .nothing = nn::allow}).empty());
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

namespace {
namespace pretrained = nnstruct_test::loading;
using keys = std::vector<std::string>;
const keys net_keys = {"features.0.weight", "features.0.bias", "features.2.weight",
                       "features.2.bias",   "fc.weight",       "fc.bias"};

/// Loads with options what PyTorch loaded when Python had changed the dictionary: the same text, and the same values.
void check_as_changed(const std::string& name, const nn::LoadOptions& options, const std::string& changed) {
  INFO(name);
  pretrained::Net from_file, from_dict;
  const std::string& expected = pretrained::text_of(changed);
  CHECK(pretrained::said_by([&] { return nn::load(from_file, pretrained::path_of(name), options); }) == expected);
  CHECK(pretrained::said_by([&] { return nn::load_state_dict(from_dict, pretrained::dict_of(name), options); }) ==
        expected);
  if (expected.front() != '<') return;
  pretrained::check_equal(nn::state_dict(from_file),
                          nn::state_dict(nn::load<pretrained::Net>(pretrained::path_of(changed))));
  pretrained::check_equal(nn::state_dict(from_dict), nn::state_dict(from_file));
}
}  // namespace

TEST_CASE("strip_prefix loads what consume_prefix_in_state_dict_if_present makes loadable", "[state_dict]") {
  constexpr nn::LoadOptions options{.strip_prefix = "module."};
  check_as_changed("parallel", options, "parallel_consumed");
  check_as_changed("mixed", options, "mixed_consumed");  // keys without the prefix stay as they are
  check_as_changed("parallel_consumed", options, "parallel_consumed");
  CHECK(nn::check<pretrained::Net>(pretrained::path_of("parallel"), options).loaded == net_keys);
}

TEST_CASE("a filter chooses which keys take part, and the others are neither loaded nor unexpected", "[state_dict]") {
  check_as_changed("backbone",
                   {.missing = nn::allow, .unexpected = nn::allow, .filter = "backbone.*", .nothing = nn::allow},
                   "only_backbone_not_strict");
  const auto report = nn::check<pretrained::Net>(pretrained::path_of("pretrained"), {.filter = {"fc.*", "*.0.bias"}});
  CHECK(report.unexpected.empty());
  CHECK(report.loaded == keys{"features.0.bias"});
  CHECK(report.missing == keys{"features.0.weight", "features.2.weight", "features.2.bias"});
  CHECK(report.shape_mismatch.size() == 2);
}

TEST_CASE("rename gives keys the model's names, the first rule that fits counts", "[state_dict]") {
  check_as_changed("backbone", {.rename = {{"backbone.*", "features.*"}}}, "parallel_consumed");
  check_as_changed("backbone", {.rename = {{"backbone.0.*", "features.0.*"}, {"backbone.*", "features.*"}}},
                   "parallel_consumed");
  check_as_changed("parallel", {.strip_prefix = "module.", .rename = {{"module.*", "never"}}}, "parallel_consumed");
  // The filter sees the file's keys, rename what strip_prefix leaves.
  check_as_changed("wrapped", {.strip_prefix = "teacher.", .rename = {{"net.*", "*"}}, .filter = "teacher.*"},
                   "parallel_consumed");
}

TEST_CASE("two keys of one name are an error that names both, and the model is as it was", "[state_dict]") {
  pretrained::Net net;
  net.fc.bias.fill_(3);
  constexpr nn::LoadOptions options{.missing = nn::allow, .rename = {{"features.*.bias", "fc.bias"}}};
  for (int from_file = 0; from_file < 2; ++from_file) {
    const std::string text = thrown_by<nn::Error>([&] {
                               if (from_file) nn::load(net, pretrained::path_of("warm_start"), options);
                               else nn::load_state_dict(net, pretrained::dict_of("warm_start"), options);
                             }).what();
    CHECK(
        text ==
        "two keys of the state_dict would become \"fc.bias\": \"features.0.bias\" and \"features.2.bias\"; rename one "
        "of them otherwise, or leave it out");
  }
  CHECK(std::as_const(net.fc.bias).data()[0] == 3);
  CHECK_FALSE(net.fc.weight.has_values());
  CHECK_THROWS_AS(nn::check<pretrained::Net>(pretrained::path_of("warm_start"), options), nn::Error);
  CHECK_THROWS_AS(pretrained::dict_of("warm_start", options), nn::Error);
}

TEST_CASE("a StateDict is loaded with the same options", "[state_dict]") {
  pretrained::check_equal(pretrained::dict_of("wrapped", {.strip_prefix = "teacher.net.", .filter = "teacher.*"}),
                          pretrained::dict_of("parallel_consumed"));
  pretrained::check_equal(pretrained::dict_of("checkpoint", {.at = "model_state_dict"}),
                          pretrained::dict_of("parallel_consumed"));
  const auto renamed = pretrained::dict_of("backbone", {.rename = {{"backbone.*", "features.*"}}});
  pretrained::check_equal(renamed, pretrained::dict_of("parallel_consumed"));
}

TEST_CASE(".at is for files", "[state_dict]") {
  pretrained::Net net;
  CHECK(contains(thrown_by<nn::Error>([&] {
                   nn::load_state_dict(net, pretrained::dict_of("warm_start"), {.at = "model"});
                 }).what(),
                 ".at is for files"));
}

}  // namespace state_dict_options_test
