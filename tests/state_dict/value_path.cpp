// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/nnstruct.hpp>
#include <nnstruct/state_dict/value_path.hpp>

#include <string>

#include "support/catch.hpp"

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

}  // namespace state_dict_value_path_test
