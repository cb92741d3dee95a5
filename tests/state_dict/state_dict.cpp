// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/state_dict/state_dict.hpp>

#include "state_dict/loading.hpp"

namespace state_dict_state_dict_test {

namespace nn = nnstruct;
using namespace nnstruct_test;

namespace {

nn::AnyTensor number(float value) {
  nn::AnyTensor tensor(nn::dtype::float32, {1});
  tensor.values<float>()[0] = value;
  return tensor;
}
float number_in(const nn::StateDict& dict, std::string_view key) { return *dict[key].values<float>(); }

nn::StateDict letters(std::string_view keys) {
  nn::StateDict dict;
  for (char key : keys) dict[std::string_view(&key, 1)] = number(static_cast<float>(dict.size()));
  return dict;
}
std::string keys_of(const nn::StateDict& dict) {
  std::string keys;
  for (const auto& [key, tensor] : dict) keys += key;
  return keys;
}

}  // namespace

TEST_CASE("a StateDict keeps the order of insertion", "[state_dict]") {
  nn::StateDict dict = letters("zaqbm");
  CHECK(keys_of(dict) == "zaqbm");
  dict["q"] = number(7);
  CHECK(keys_of(dict) == "zaqbm");
  CHECK(number_in(dict, "q") == 7);
  CHECK(number_in(dict, "m") == 4);
  CHECK(dict.size() == 5);
  CHECK_FALSE(dict.empty());
  CHECK(nn::StateDict().empty());
  CHECK(nn::StateDict().begin() == nn::StateDict().end());
}

TEST_CASE("a StateDict finds a key or says that it has none", "[state_dict]") {
  const nn::StateDict dict = letters("cab");
  REQUIRE(dict.find("a") != dict.end());
  CHECK(dict.find("a") == dict.begin() + 1);
  CHECK(dict.find("a")->first == "a");
  CHECK(dict.contains("b"));
  for (const char* key : {"", "aa", "d", "A"}) {
    CHECK(dict.find(key) == dict.end());
    CHECK_FALSE(dict.contains(key));
  }
  CHECK(contains(thrown_by<nn::Error>([&] { (void)dict["fc.weight"]; }).what(), "no key \"fc.weight\""));
  CHECK(nn::StateDict().find("a") == nn::StateDict().end());
}

TEST_CASE("the empty text and texts with any byte are keys", "[state_dict]") {
  nn::StateDict dict;
  const std::string with_zero("a\0b", 3);
  dict[""] = number(1);
  dict[with_zero] = number(2);
  dict["a"] = number(3);
  dict["\xff"] = number(4);
  CHECK(dict.size() == 4);
  CHECK(number_in(dict, "") == 1);
  CHECK(number_in(dict, with_zero) == 2);
  CHECK(number_in(dict, "a") == 3);
  CHECK(number_in(dict, "\xff") == 4);
}

TEST_CASE("items are removed by a condition on key and tensor", "[state_dict]") {
  nn::StateDict dict = letters("zaqbm");
  CHECK(dict.erase_if(
            [](const auto& item) { return item.first == "a" || *item.second.template values<float>() == 4; }) == 2);
  CHECK(keys_of(dict) == "zqb");
  CHECK_FALSE(dict.contains("a"));
  CHECK(number_in(dict, "b") == 3);
  CHECK(dict.erase_if([](const auto&) { return false; }) == 0);
  dict["a"] = number(9);
  CHECK(keys_of(dict) == "zqba");
  CHECK(dict.erase_if([](const auto&) { return true; }) == 4);
  CHECK(dict.empty());
  CHECK_FALSE(dict.contains("z"));
}

TEST_CASE("update replaces in place and appends the rest, as Python's", "[state_dict]") {
  nn::StateDict dict = letters("zaq");
  nn::StateDict other = letters("xayz");
  dict.update(other);
  CHECK(keys_of(dict) == "zaqxy");
  CHECK(number_in(dict, "z") == 3);
  CHECK(number_in(dict, "a") == 1);
  CHECK(number_in(dict, "q") == 2);
  CHECK(number_in(dict, "x") == 0);
  CHECK(keys_of(other) == "xayz");
  dict.update(dict);
  CHECK(keys_of(dict) == "zaqxy");
  dict.update({});
  CHECK(keys_of(dict) == "zaqxy");
}

TEST_CASE("a copy of a StateDict is a snapshot that shares memory until one of them is written", "[state_dict]") {
  nn::StateDict original;
  original["a"] = nn::AnyTensor(nn::dtype::float32, {3});
  nn::StateDict copy = original;
  CHECK(std::as_const(copy)["a"].data.get() == std::as_const(original)["a"].data.get());
  copy["a"].values<float>()[0] = 5;
  CHECK(number_in(copy, "a") == 5);
  CHECK(number_in(original, "a") == 0);
  original["a"].values<float>()[0] = 6;
  CHECK(number_in(copy, "a") == 5);
}

TEST_CASE("metadata is kept beside the items", "[state_dict]") {
  nn::StateDict dict = letters("ab");
  CHECK(dict.metadata().empty());
  dict.metadata().emplace_back("", 1);
  dict.metadata().emplace_back("bn1", 2);
  const nn::StateDict copy = dict;
  REQUIRE(copy.metadata().size() == 2);
  CHECK(copy.metadata()[1].first == "bn1");
  CHECK(copy.metadata()[1].second == 2);
  dict.update(letters("c"));
  CHECK(dict.metadata().size() == 2);
}

TEST_CASE("a StateDict of thousands of keys finds each of them", "[state_dict]") {
  nn::StateDict dict;
  constexpr int count = 3000;
  for (int i = 0; i < count; ++i) dict[std::to_string(i * 7919 % count)] = number(static_cast<float>(i));
  REQUIRE(dict.size() == count);
  for (int i = 0; i < count; ++i) REQUIRE(number_in(dict, std::to_string(i * 7919 % count)) == static_cast<float>(i));
  CHECK(dict.begin()[1].first == "1919");
}

namespace {
using pairs = nn::StateDict::metadata_type;
nn::StateDict with_keys(const std::vector<std::string>& keys) {
  nn::StateDict dict;
  for (const std::string& key : keys) dict[key] = number(static_cast<float>(dict.size()));
  return dict;
}
std::vector<std::string> list_of_keys(const nn::StateDict& dict) {
  std::vector<std::string> keys;
  for (const auto& [key, tensor] : dict) keys.push_back(key);
  return keys;
}
using strings = std::vector<std::string>;
}  // namespace

TEST_CASE("a StateDict is made of items, each of its own key", "[state_dict]") {
  std::vector<nn::StateDict::value_type> items;
  for (const char* key : {"z", "a", "q", ""}) items.emplace_back(key, number(static_cast<float>(items.size())));
  nn::StateDict dict(items);
  CHECK(keys_of(dict) == "zaq");
  CHECK(number_in(dict, "q") == 2);
  CHECK(number_in(dict, "") == 3);
  dict["b"] = number(4);
  CHECK(number_in(dict, "b") == 4);
  CHECK(number_in(dict, "a") == 1);
  items.emplace_back("a", number(9));
  CHECK(contains(thrown_by<nn::Error>([&] { nn::StateDict{items}; }).what(), "two for \"a\" are given"));
}

TEST_CASE("keys that come in any order are found among all that came before", "[state_dict]") {
  constexpr std::size_t many = 20'000;
  nn::StateDict dict;
  const auto key_of = [&](std::size_t i) { return std::to_string(i * 7919 % many); };  // 7919 is a prime
  for (std::size_t i = 0; i < many; ++i) {
    REQUIRE_FALSE(dict.contains(key_of(i)));
    dict[key_of(i)].shape = {static_cast<std::int64_t>(i)};
    if (i % 1000 == 0) CHECK(dict.contains(key_of(i / 2)));
  }
  std::size_t right = 0;
  for (std::size_t i = 0; i < many; ++i)
    right += dict[key_of(i)].shape == std::vector<std::int64_t>{static_cast<std::int64_t>(i)};
  CHECK(right == many);
  CHECK(dict.size() == many);
  CHECK(dict.erase_if([](const auto& item) { return item.first.size() == 5; }) == many / 2);
  CHECK(dict.contains("77"));
  CHECK_FALSE(dict.contains("10000"));
  dict["10000"].shape = {5};
  CHECK(std::as_const(dict)["10000"].shape == std::vector<std::int64_t>{5});
}

TEST_CASE("items are selected by pattern or by condition, in their order, with the metadata", "[state_dict]") {
  nn::StateDict dict = with_keys({"fc.weight", "a.0.weight", "fc.bias", "a.1.weight"});
  dict.metadata() = {{"", 1}, {"fc", 1}};
  CHECK(list_of_keys(dict.select("a.*")) == strings{"a.0.weight", "a.1.weight"});
  CHECK(list_of_keys(dict.select({"*.bias", "a.0.*"})) == strings{"a.0.weight", "fc.bias"});
  CHECK(list_of_keys(dict.select([](const auto& item) { return item.first.size() == 7; })) == strings{"fc.bias"});
  CHECK(dict.select("*").metadata() == dict.metadata());
  CHECK(dict.select("x").empty());
  CHECK(dict.size() == 4);
  CHECK(number_in(dict.select("fc.bias"), "fc.bias") == 2);
}

TEST_CASE("keys are renamed in their places, all or none, modules with them", "[state_dict]") {
  nn::StateDict dict = with_keys({"backbone.0.weight", "fc.weight", "backbone.0.bias"});
  dict.metadata() = {{"", 1}, {"backbone", 1}, {"backbone.0", 2}, {"backbone.1", 3}, {"fc", 1}};
  const pairs renamed = {{"", 1}, {"features", 1}, {"features.0", 2}, {"features.1", 3}, {"fc", 1}};
  nn::StateDict by_pattern = dict;
  CHECK(by_pattern.rename("backbone.*", "features.*") == 2);
  CHECK(list_of_keys(by_pattern) == strings{"features.0.weight", "fc.weight", "features.0.bias"});
  CHECK(by_pattern.metadata() == renamed);
  CHECK(number_in(by_pattern, "features.0.bias") == 2);
  CHECK_FALSE(by_pattern.contains("backbone.0.weight"));
  CHECK(by_pattern.rename("backbone.*", "features.*") == 0);

  nn::StateDict by_function = dict;
  const auto new_name = [](const std::string& key) {
    return key.starts_with("backbone.") ? "features" + key.substr(8) : key;
  };
  CHECK(by_function.rename(new_name) == 2);
  CHECK(list_of_keys(by_function) == list_of_keys(by_pattern));
  // A module without parameters is not in any key, so that a function's new name for it is not known.
  CHECK(by_function.metadata() == pairs{{"", 1}, {"features", 1}, {"features.0", 2}, {"backbone.1", 3}, {"fc", 1}});

  nn::StateDict by_rules = dict;
  CHECK(by_rules.rename({{"*.bias", "*.b"}, {"backbone.*", "features.*"}}) == 2);
  CHECK(list_of_keys(by_rules) == strings{"features.0.weight", "fc.weight", "backbone.0.b"});

  const std::string text = thrown_by<nn::Error>([&] { dict.rename("backbone.0.*", "fc.*"); }).what();
  CHECK(contains(text, "would become \"fc.weight\": \"backbone.0.weight\" and \"fc.weight\""));
  CHECK(contains(thrown_by<nn::Error>([&] { dict.rename([](const std::string&) { return "x"; }); }).what(),
                 "would become \"x\": \"backbone.0.weight\" and \"fc.weight\""));
  CHECK(list_of_keys(dict) == strings{"backbone.0.weight", "fc.weight", "backbone.0.bias"});
  CHECK(dict.metadata().size() == 5);
}

TEST_CASE("a prefix is put before all keys and taken off again", "[state_dict]") {
  nn::StateDict dict = with_keys({"fc.weight", "scale"});
  dict.metadata() = {{"", 1}, {"fc", 2}};
  CHECK(dict.add_prefix("module.") == 2);
  CHECK(list_of_keys(dict) == strings{"module.fc.weight", "module.scale"});
  CHECK(dict.metadata() == pairs{{"module", 1}, {"module.fc", 2}});
  CHECK(dict.strip_prefix("module.") == 2);
  CHECK(list_of_keys(dict) == strings{"fc.weight", "scale"});
  CHECK(dict.metadata() == pairs{{"", 1}, {"fc", 2}});
  CHECK(dict.strip_prefix("module.") == 0);
  dict["module.scale"] = number(9);
  CHECK(contains(thrown_by<nn::Error>([&] { dict.strip_prefix("module."); }).what(), "\"scale\" and \"module.scale\""));
}

TEST_CASE("strip_prefix does to a file of DataParallel what PyTorch's function does", "[state_dict]") {
  nn::StateDict dict = loading::dict_of("parallel");
  CHECK(dict.strip_prefix("module.") == 6);
  const nn::StateDict consumed = loading::dict_of("parallel_consumed");
  loading::check_equal(dict, consumed);
  CHECK(dict.metadata() == consumed.metadata());
}

TEST_CASE("a model is filled from the matching part of a pretrained state_dict, as PyTorch's tutorial does",
          "[state_dict]") {
  auto net = nn::load<loading::Net>(loading::path_of("parallel_consumed"));
  nn::StateDict own = nn::state_dict(net);
  const nn::StateDict pretrained = loading::dict_of("pretrained");
  own.update(pretrained.select([&](const auto& item) {
    const auto mine = own.find(item.first);
    return mine != own.end() && mine->second.shape == item.second.shape;
  }));
  CHECK(nn::repr(nn::load_state_dict(net, own)) == loading::text_of("warm_start"));
  loading::check_equal(nn::state_dict(net), loading::dict_of("warm_start"));
  // The same by options alone.
  auto other = nn::load<loading::Net>(loading::path_of("parallel_consumed"));
  const nn::LoadReport report = nn::load(other, loading::path_of("pretrained"), nn::lenient);
  CHECK(report.skipped == strings{"fc.weight", "fc.bias"});
  CHECK(report.unexpected == strings{"extra.weight"});
  loading::check_equal(nn::state_dict(other), nn::state_dict(net));
}

}  // namespace state_dict_state_dict_test
