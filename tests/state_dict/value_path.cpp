// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/nnstruct.hpp>
#include <nnstruct/state_dict/value_path.hpp>

#include <sstream>
#include <string>

#include "support/catch.hpp"
#include "support/temp_folder.hpp"

namespace state_dict_value_path_test {

namespace nn = nnstruct;
using namespace nnstruct_test;
using nn::Value;

namespace {
template <class F> std::string error_of(F f) { return thrown_by<nn::Error>(f).what(); }
}  // namespace

TEST_CASE("a path goes as far as there are keys, and its error says how far", "[state_dict][value_path]") {
  const nn::AnyTensor weight(nn::dtype::float32, {1});
  const Value v{{"epoch", 5}, {"model", {{"fc.weight", weight}, {"layers", Value::list({{{"lr", 0.5}}})}}}};
  CHECK(v.get<double>("model.layers.0.lr") == 0.5);
  CHECK(v.at("model.fc.weight").tensor() != nullptr);
  CHECK(error_of([&] { (void)v.get<int>("model.layers.0.lr"); }) ==
        "model.layers.0.lr: expected an int, found a float (0.5)");
  CHECK(error_of([&] { (void)v.at("model.layers.0.momentum"); }) ==
        "model.layers.0: there is no 'momentum' in the dict; its keys are 'lr'");
  CHECK(error_of([&] { (void)v.at("optimizer"); }) ==
        "there is no 'optimizer' in the dict; its keys are 'epoch', 'model'");
}

TEST_CASE("a path means what Python means, or both meanings are named", "[state_dict][value_path]") {
  // By tests/data/make_held.py.
  const Value v = nn::read(NNSTRUCT_TEST_DATA "/held/paths.pt");
  std::istringstream rows(content_of(NNSTRUCT_TEST_DATA "/paths.txt"));
  int leads = 0, twice = 0;
  for (std::string row, what, path, one, other; std::getline(rows, row);) {
    std::istringstream fields(row);
    std::getline(std::getline(std::getline(fields, what, '\t'), path, '\t'), one, '\t');
    INFO(path);
    if (what == "at") {
      CHECK(nn::repr(v.at(path)) == one);
      ++leads;
    } else if (what == "two") {
      std::getline(fields, other);
      const std::string error = error_of([&] { (void)v.at(path); });
      const bool named =
          error == "\"" + path + "\" has two meanings: " + one + " and " + other + "; write the one that is meant" ||
          error == "\"" + path + "\" has two meanings: " + other + " and " + one + "; write the one that is meant";
      INFO(error);
      CHECK(named);
      CHECK_FALSE(v.at(one) == v.at(other));
      ++twice;
    }
  }
  CHECK(leads == 38);
  CHECK(twice == 7);
  CHECK(contains(error_of([&] { (void)v.at("a.c.e"); }), "a: there is no 'c.e' in the dict; its keys are 'b', 'c.d'"));
  CHECK(contains(error_of([&] { (void)v.at("['a.b'].c"); }), "['a.b']: there is no 'c' in an int"));
  CHECK(contains(error_of([&] { (void)v.at("deep.er.y"); }), "there is no 'y' in the dict"));
  CHECK(contains(error_of([&] { (void)v.at("None.x"); }), "None: there is no 'x' in an int"));
  CHECK(contains(error_of([&] { (void)v.at("01"); }), "there is no '01'"));
  CHECK(contains(error_of([&] { (void)v.at("mean.mean.x"); }), "there is no 'x' in a float"));
}

TEST_CASE("what is one object by two ways is no second meaning", "[state_dict][value_path]") {
  const Value shared = Value::list({1});
  CHECK(Value{{"a.b", shared}, {"a", {{"b", shared}}}}.at("a.b.0").integer() == 1);
  CHECK(Value{{"1", 5}, {1, 5}}.at("1").integer() == 5);
  CHECK(contains(error_of([] { (void)Value{{"1", Value::list()}, {1, Value::list()}}.at("1"); }), "two meanings"));
}

TEST_CASE("the items of an instance are what its class was called with", "[state_dict][value_path]") {
  // Python pickles Pair((1, 2)) of a class Pair(tuple) as it does Point((1, 2)) of a namedtuple of one field.
  const Value pair = nn::value_access::object({.made = nn::object_parts::form::instance,
                                               .module = "__main__",
                                               .name = "Pair",
                                               .arguments = Value::tuple({Value::tuple({1, 2})})});
  CHECK(nn::repr(pair.at("0")) == "(1, 2)");
  CHECK(pair.at("0.1").integer() == 2);
}

TEST_CASE("very many ways are not followed", "[state_dict][value_path]") {
  // Each a that stands in the path is a key of its own, or a part of a longer one.
  std::string path = "a";
  Value level{{"x", 1}};
  for (int i = 0; i < 400; ++i) {
    Value outer;
    for (std::string key = "a"; key.size() < 100; key += ".a") outer[key] = level;
    level = std::move(outer);
    path += ".a";
  }
  CHECK_THROWS_AS(level.at(path + ".y"), nn::Error);
}

}  // namespace state_dict_value_path_test
