// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/state_dict/state_dict.hpp>

#include "support/catch.hpp"

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
