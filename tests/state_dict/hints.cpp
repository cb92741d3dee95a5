// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/state_dict/hints.hpp>

#include "state_dict/loading.hpp"

namespace state_dict_hints_test {

namespace nn = nnstruct;
using namespace nnstruct_test;
using namespace nnstruct_test::loading;
using nn::detail::edit_distance;

TEST_CASE("a prefix of the file's keys is a hint, and the option it names loads the file", "[state_dict]") {
  check_says<Net>(
      "parallel", nn::strict,
      {"all keys of the state_dict start with \"module.\", and match the model without it; it was saved from "
       "a DataParallel model: load with .strip_prefix = \"module.\""});
  check_says<Net>("wrapped", nn::strict,
                  {"6 of the 6 missing keys are in the state_dict behind \"teacher.net.\": load with .strip_prefix = "
                   "\"teacher.net.\", .filter = \"teacher.net.*\""});
  CHECK(nn::check<Net>(path_of("parallel"), {.strip_prefix = "module."}).ok());
  CHECK(nn::check<Net>(path_of("wrapped"), {.strip_prefix = "teacher.net.", .filter = "teacher.net.*"}).ok());
}

TEST_CASE("a prefix of the model's keys is a hint", "[state_dict]") {
  check_says<Net>(
      "inner", nn::strict,
      {"4 of the 4 unexpected keys are in the model behind \"features.\": load into that part of the model, "
       "or with .rename = {{\"*\", \"features.*\"}}"});
  const nn::LoadReport report =
      nn::check<Net>(path_of("inner"), {.missing = nn::allow, .rename = {{"*", "features.*"}}});
  CHECK(report.loaded.size() == 4);
  Net net;
  CHECK(nn::load(net.features, path_of("inner")).ok());
}

TEST_CASE("a key that differs by a letter or two is a hint, once for each module", "[state_dict]") {
  check_says<Net>("typo", nn::strict,
                  {"did you mean \"features.0.weight\"? The state_dict has \"features.0.weigth\": load with .rename = "
                   "{{\"features.0.weigth\", \"features.0.weight\"}}"});
  check_says<Net>("under", nn::strict,
                  {"did you mean \"features.0.weight\"? The state_dict has \"fea_tures.0.weight\": load with .rename = "
                   "{{\"fea_tures.*\", \"features.*\"}}"});
  CHECK(nn::check<Net>(path_of("under"), {.rename = {{"fea_tures.*", "features.*"}}}).ok());
  check_says<Net>("backbone", nn::strict);  // another word is no slip
}

TEST_CASE("transposed weights are a hint", "[state_dict]") {
  check_says<NetOf<3>>(
      "transposed", nn::strict,
      {"the extents stand in reverse order in the state_dict; PyTorch keeps weights as [out, in, ...], "
       "other libraries the other way round: transpose them where the file is written"});
}

TEST_CASE("a state_dict within the file is a hint, and .at loads it", "[state_dict]") {
  const std::string hint = "the state_dict is under \"model_state_dict\": load with .at = \"model_state_dict\"";
  for (const char* name : {"checkpoint", "checkpoint_not_strict"}) {
    Net net;
    const bool is_strict = std::string(name) == "checkpoint";
    const nn::LoadOptions options = is_strict ? nn::strict : nn::relaxed;
    const std::string expected = loading::text_of(name) + (is_strict ? "\n\tHint: " + hint : "");
    CHECK(said_by([&] { return nn::load(net, path_of(name), options); }) == expected);
    CHECK(nn::check<Net>(path_of(name), options).hints == std::vector<std::string>{hint});
  }
  CHECK(nn::check<Net>(path_of("checkpoint"), {.at = "model_state_dict"}).ok());
  CHECK(nn::check<Net>(path_of("checkpoint_of_parallel")).hints ==
        std::vector<std::string>{"the state_dict is under \"state.net\": load with .at = \"state.net\"",
                                 "the state_dict is under \"state.ema.net\": load with .at = \"state.ema.net\""});
}

TEST_CASE("the edit distance counts letters, and neighbours exchanged as one", "[state_dict]") {
  CHECK(edit_distance("weight", "weight", 2) == 0);
  CHECK(edit_distance("weigth", "weight", 2) == 1);
  CHECK(edit_distance("conv_1.weight", "conv1.weight", 2) == 1);
  CHECK(edit_distance("conv1.weight", "conv2.weight", 2) == 1);
  CHECK(edit_distance("", "ab", 2) == 2);
  CHECK(edit_distance("", "abc", 2) == 3);
  CHECK(edit_distance("", "", 2) == 0);
  CHECK(edit_distance("kitten", "sitting", 5) == 3);
  CHECK(edit_distance("kitten", "sitting", 3) == 3);
  CHECK(edit_distance("kitten", "sitting", 2) == 3);
  CHECK(edit_distance("abcdef", "badcfe", 3) == 3);
  CHECK(edit_distance("abcdefgh", "stuvwxyz", 2) == 3);
}

TEST_CASE("hints cost little for any number of keys", "[state_dict]") {
  std::vector<std::string> keys;
  for (int i = 0; i < 50000; ++i) keys.push_back(std::string(300, 'x') + std::to_string(i) + ".features.0.weight");
  std::vector<nn::detail::offered_tensor> rows;
  for (const std::string& key : keys) rows.push_back({key, nn::dtype::float32, {}});
  const auto found = nn::detail::match(nn::detail::schema_view_of<Net>, {rows}, nn::strict);
  CHECK(found.report.unexpected.size() == keys.size());
  CHECK(found.report.hints.empty());
}

}  // namespace state_dict_hints_test
