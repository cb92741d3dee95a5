// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/module/assign.hpp>

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "state_dict/loading.hpp"

namespace module_assign_test {

namespace nn = nnstruct;
using namespace nnstruct_test;
using namespace nnstruct_test::loading;
using keys = std::vector<std::string>;

namespace {
template <class Model> std::string keys_of_parameters(Model& model) {
  std::string out;
  for (const auto& p : nn::parameters(model)) out.append(out.empty() ? "" : " ").append(p.key());
  return out;
}
nn::StateDict plus(nn::StateDict dict, const std::string& key, float by) {
  dict[key].values<float>()[0] += by;
  return dict;
}
std::int64_t counter_of(const Normed& model) { return *model.bn.num_batches_tracked.data(); }
}  // namespace

TEST_CASE("BatchNorm's counter may be missing from a state_dict of before its version 2", "[module]") {
  for (const char* name :
       {"normed", "counter_without_metadata", "counter_old", "counter_no_path", "counter_new", "counter_no_version"})
    check_says<Normed>(name, nn::strict);
  for (const char* name : {"counter_without_metadata", "counter_old"}) {
    const auto fresh = nn::load<Normed>(path_of(name));  // complete, though the file lacks a key
    CHECK(counter_of(fresh) == 0);
    Normed model;
    model.bn.num_batches_tracked.fill_(77);
    const nn::LoadReport report = nn::load(model, path_of(name));
    CHECK(report.missing.empty());
    CHECK(report.loaded.size() == 6);
    CHECK(std::to_string(counter_of(model)) == loading::text_of("counter_kept"));
  }
  CHECK_THROWS_AS(nn::load<Normed>(path_of("counter_new"), nn::relaxed), nn::StateDictError);
}

TEST_CASE("the modules' versions are renamed with the keys", "[module]") {
  Normed model;
  CHECK(said_by([&] { return nn::load(model, path_of("counter_parallel"), {.strip_prefix = "module."}); }) ==
        loading::text_of("counter_parallel"));
  nn::StateDict dict = dict_of("counter_parallel");
  dict.rename("module.*", "*");
  CHECK(said_by([&] { return nn::load_state_dict(model, dict); }) == loading::text_of("counter_parallel"));
  // Unrenamed they say nothing of this model's modules.
  CHECK(nn::check<Normed>(path_of("counter_parallel"), nn::relaxed).missing.size() == 6);
}

TEST_CASE("tied parameters are one parameter with two keys", "[module]") {
  static_assert(nn::schema<LM>[1].alias == 0 && nn::schema<LM>[0].alias == nn::no_alias);
  auto lm = nn::load<LM>(path_of("tied"));
  CHECK(keys_of_parameters(lm) == loading::text_of("tied_parameters"));
  HeadFirst head_first;
  CHECK(keys_of_parameters(head_first) == loading::text_of("head_first_parameters"));
  CHECK(nn::parameters(head_first)[0].key() == "lm_head.weight");
  static_assert(nn::parameter_count<HeadFirst> == 15 + 9 + 3);

  nn::StateDict dict = nn::state_dict(lm);
  check_equal(dict, dict_of("tied"));
  CHECK(dict["wte.weight"].data.get() == std::as_const(dict)["lm_head.weight"].data.get());
  lm.wte.weight.data()[0] = 5;  // one who holds a pointer for writing: the dictionary gets its own memory, once
  const nn::StateDict later = nn::state_dict(lm);
  CHECK(later["wte.weight"].data.get() == later["lm_head.weight"].data.get());
  CHECK(later["lm_head.weight"].values<float>()[0] == 5);
  check_equal(nn::state_dict(nn::load<HeadFirst>(path_of("head_first"))), dict_of("head_first"));
  LM empty;
  CHECK(contains(thrown_by<nn::Error>([&] { nn::state_dict(empty); }).what(), "no values yet: \"wte.weight\";"));
}

TEST_CASE("a tie in a file is kept, checked, and needed by a strict load", "[module]") {
  for (const char* name : {"tied", "tied_equal"}) check_says<LM>(name, nn::strict);
  check_says<HeadFirst>("head_first", nn::strict);
  const std::string alias =
      "\"lm_head.weight\" and \"wte.weight\" are one parameter of the model, and the state_dict has "
      "the latter: load with ";
  const std::string owner =
      "\"wte.weight\" and \"lm_head.weight\" are one parameter of the model, and the state_dict has "
      "the latter: load with ";
  check_says<LM>("tied_owner_only", nn::strict, {alias + "{.missing = nn::allow}"});
  check_says<LM>("tied_owner_only_not_strict", nn::relaxed,
                 {alias + "{.missing = nn::allow, .unexpected = nn::allow}"});
  check_says<LM>("tied_alias_only", nn::strict, {owner + "{.missing = nn::allow}"});
  check_says<LM>("tied_alias_only_not_strict", nn::relaxed,
                 {owner + "{.missing = nn::allow, .unexpected = nn::allow}"});
  for (const char* name : {"tied_owner_only", "tied_alias_only"}) {
    const auto lm = nn::load<LM>(path_of(name), nn::relaxed);  // either fills the model
    CHECK(lm.wte.weight.data()[14] == dict_of("tied")["wte.weight"].values<float>()[14]);
  }
  LM model;
  CHECK(nn::load(model, path_of("tied_alias_only"), nn::relaxed).loaded == keys{"lm_head.weight"});
}

TEST_CASE("different values for tied parameters are an error that names both", "[module]") {
  auto lm = nn::load<LM>(path_of("tied"));
  const nn::StateDict before = nn::state_dict(lm);
  const std::string expected =
      "Error(s) in loading state_dict for LM:\n\t\"wte.weight\" and \"lm_head.weight\" are one parameter of the model, "
      "and the state_dict has different values for them: take one out (nn::StateDict's erase_if), and load with "
      ".missing = nn::allow";
  for (const nn::LoadOptions& options :
       {nn::strict, nn::lenient, nn::LoadOptions{.map = true}, nn::LoadOptions{.in_place = true}}) {
    CHECK(thrown_by<nn::StateDictError>([&] { nn::load(lm, path_of("tied_differs"), options); }).what() == expected);
    check_equal(nn::state_dict(lm), before);
  }
  CHECK(thrown_by<nn::StateDictError>([&] { nn::load_state_dict(lm, dict_of("tied_differs")); }).what() == expected);
  CHECK(thrown_by<nn::StateDictError>([&] {
          nn::load_state_dict(lm, plus(dict_of("tied"), "wte.weight", 1));
        }).what() == expected);
  check_equal(nn::state_dict(lm), before);
}

TEST_CASE("in place, a dictionary's values go to the model's memory, but never to a copy's", "[module]") {
  auto net = nn::load<Net>(path_of("parallel_consumed"));
  const nn::StateDict other = dict_of("warm_start");
  const float* const weight = net.fc.weight.data();  // for writing: stays good
  const Net copy = net;
  const float* const shared = std::as_const(net).features.get<0>().weight.data();
  CHECK(nn::load_state_dict(net, other, {.in_place = true}).ok());
  check_equal(nn::state_dict(net), other);
  CHECK(std::as_const(net).fc.weight.data() == weight);
  CHECK(std::as_const(net).features.get<0>().weight.data() != shared);
  check_equal(nn::state_dict(copy), dict_of("parallel_consumed"));
  // Without the option the memory is new.
  CHECK(nn::load_state_dict(net, other).ok());
  CHECK(std::as_const(net).fc.weight.data() != weight);
}

}  // namespace module_assign_test
