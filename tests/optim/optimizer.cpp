// SPDX-License-Identifier: Apache-2.0
// Optimizers are values, and a step does all or nothing.
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "optim/cases.hpp"

namespace optim_optimizer_test {

using namespace nnstruct_test;
using nn::Value;

namespace {

/// A gradient of ones for every parameter.
template <class Model> void ones(Model& model) {
  Value gradients;
  for (const auto& p : nn::parameters(model)) {
    nn::AnyTensor one(nn::dtype::float32, {p.shape().begin(), p.shape().end()});
    for (std::int64_t i = 0; i < one.numel(); ++i) one.values<float>()[i] = 1;
    gradients[p.key()] = one;
  }
  set_gradients(model, gradients);
}

const void* memory_of(const Value& state, const std::string& path) { return state.at(path).tensor()->data.get(); }

struct Tied {
  nn::TiedLinear<"wte.weight", 3, 5> head;  // before its owner: it takes the index
  nn::Linear<2, 2> fc;
  nn::Embedding<5, 3> wte;
};
struct Half {
  nn::Parameter<double, 2> half;
  nn::Parameter<float, 2> whole;
};
struct Deep {
  Net inner;
  nn::Linear<2, 2> fc;
};

}  // namespace

TEST_CASE("a copy of an optimizer is its own, and shares memory until it steps", "[optim]") {
  Given model = given_model();
  nn::Adam<Given> opt;
  given_step(model, opt, 0);
  nn::Adam<Given> copy = opt;
  const Value before = opt.state_dict();
  CHECK(memory_of(copy.state_dict(), "state.0.exp_avg") == memory_of(before, "state.0.exp_avg"));
  Given other = model;
  copy.options().lr = 0.5;
  given_step(other, copy, 1);
  CHECK(opt.state_dict() == before);
  CHECK(opt.options().lr == 1e-3);
  CHECK(copy.state_dict() != before);
  CHECK(memory_of(copy.state_dict(), "state.0.exp_avg") != memory_of(before, "state.0.exp_avg"));

  // A state_dict is a snapshot too; and where nobody else looks, memory stays where it is.
  given_step(model, opt, 1);
  CHECK(opt.state_dict() != before);
  const void* const here = memory_of(opt.state_dict(), "state.0.exp_avg");
  given_step(model, opt, 2);
  CHECK(memory_of(opt.state_dict(), "state.0.exp_avg") == here);
}

TEST_CASE("an optimizer holds no pointer to a model", "[optim]") {
  nn::SGD<Given> opt{{.lr = 0.1, .momentum = 0.9}}, same = opt;
  Given one = given_model();
  for (std::int64_t step = 0; step < 3; ++step) given_step(one, same, step);
  Given two = given_model();
  for (std::int64_t step = 0; step < 3; ++step) {
    Given moved = std::move(two);
    given_step(moved, opt, step);
    two = moved;
  }
  CHECK(hash_of(two) == hash_of(one));
  CHECK(opt.state_dict() == same.state_dict());
}

TEST_CASE("a step changes its model and no copy of it", "[optim]") {
  Given model = given_model();
  const Given snapshot = model;
  const std::uint64_t before = hash_of(snapshot);
  nn::SGD<Given> opt{{.lr = 0.1}};
  given_step(model, opt, 0);
  CHECK(hash_of(snapshot) == before);
  CHECK(hash_of(model) != before);
}

TEST_CASE("backward and step train a model", "[optim]") {
  Net net = a_net(1);
  nn::Tensor<float, 1, 4> x;
  for (int i = 0; i < 4; ++i) x.data()[i] = static_cast<float>(i);
  auto loss = nn::sum(net.fc2(net.fc1(x)));
  loss.backward();
  nn::SGD<Net> opt{{.lr = 0.5}};
  opt.step(net);
  CHECK(net.fc2.bias.data()[0] == 4 - 0.5f);
  CHECK(net.fc1.weight.data()[3] == 1 - 0.5f * 2 * 3 * 3);

  auto older = nn::sum(net.fc2(net.fc1(x)));
  nn::zero_grad(net);
  nn::sum(net.fc2(net.fc1(x))).backward();
  opt.step(net);
  CHECK(contains(thrown_by<nn::GradError>([&] { older.backward(); }).what(), "fc2.weight has been changed in place"));
}

TEST_CASE("a step needs a gradient", "[optim]") {
  Net net = a_net(1);
  nn::SGD<Net> opt{{.lr = 0.1}};
  CHECK(thrown_by<nn::GradError>([&] { opt.step(net); }).what() ==
        std::string("SGD: no parameter of this Net has a gradient. Was backward() called on this copy of it, and after "
                    "zero_grad()? A copy of a model, such as an argument passed by value, is another model"));
  ones(net);
  Net copy = net;
  CHECK_THROWS_AS(opt.step(copy), nn::GradError);
  nn::zero_grad(net);
  CHECK_THROWS_AS(opt.step(net), nn::GradError);
}

TEST_CASE("what is frozen stays as it is, and so does what is remembered of it", "[optim]") {
  Given model = given_model();
  nn::Adam<Given> opt{{.lr = 0.1, .weight_decay = 0.1}};
  given_step(model, opt, 2);
  const Value before = opt.state_dict();
  const Value weight = nn::state_dict(model)["weight"];
  set_gradients(model, optim_data()["gradients"][3]);
  model.weight.requires_grad(false);
  opt.step(model);
  CHECK(Value(nn::state_dict(model)["weight"]) == weight);
  const Value after = opt.state_dict();
  CHECK(after["state"][0] == before["state"][0]);
  CHECK(after["state"][1] != before["state"][1]);
  CHECK(after.get<double>("state.1.step") == 2);
}

TEST_CASE("an optimizer of a part of a model", "[optim]") {
  Deep net;
  nn::init(net, 0);
  nn::SGD<decltype(Deep::inner)> opt{{.lr = 1e-3, .momentum = 0.9}};
  ones(net);
  const Value fc = nn::state_dict(net.fc)["weight"];
  opt.step(net.inner);
  CHECK(Value(nn::state_dict(net.fc)["weight"]) == fc);
  CHECK(opt.state_dict().at("param_groups.0.params") == Value::list({0, 1, 2, 3}));
  CHECK(opt.keys() == std::vector<std::string_view>{"fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"});
}

TEST_CASE("a tied parameter has one index, where it comes first", "[optim]") {
  Tied model;
  nn::init(model, 0);
  nn::SGD<Tied> opt{{.lr = 0.25, .momentum = 0.5}};
  CHECK(opt.keys() == std::vector<std::string_view>{"head.weight", "fc.weight", "fc.bias"});
  const float before = model.wte.weight.data()[0];
  ones(model);
  opt.step(model);
  CHECK(model.wte.weight.data()[0] == before - 0.25f);
  CHECK(opt.state_dict().at("param_groups.0.params") == Value::list({0, 1, 2}));
  CHECK(opt.state_dict().at("state.0.momentum_buffer").tensor()->shape == std::vector<std::int64_t>{5, 3});
}

TEST_CASE("a step does all or nothing", "[optim]") {
  Given model = given_model();
  nn::SGD<Given> opt{{.lr = 0.1, .momentum = 0.9}};
  given_step(model, opt, 0);
  const std::uint64_t before = hash_of(model);
  const Value state = opt.state_dict();

  set_gradients(model, optim_data()["gradients"][1]);
  model.scale.gradient(nn::detail::storage_handle(nn::detail::allocate_storage(12, true)));
  CHECK(contains(thrown_by<nn::GradError>([&] { opt.step(model); }).what(), "the gradient of \"scale\" of Given"));
  set_gradients(model, optim_data()["gradients"][1]);
  opt.options().lr = -2;
  CHECK(thrown_by<nn::Error>([&] { opt.step(model); }).what() == std::string("Invalid learning rate: -2.0"));
  opt.options().lr = 0.1;
  CHECK(hash_of(model) == before);
  CHECK(opt.state_dict() == state);
}

TEST_CASE("parameters that are not float32 are not stepped", "[optim]") {
  Half model;
  model.half.fill_(1);
  model.whole.fill_(1);
  const float gradient[] = {1, 1};
  nn::detail::storage_handle memory(nn::detail::allocate_storage(sizeof gradient, false));
  std::memcpy(memory.data(), gradient, sizeof gradient);
  model.whole.gradient(memory);
  nn::SGD<Half> opt{{.lr = 0.5}};
  CHECK(thrown_by<nn::Error>([&] { opt.step(model); }).what() ==
        std::string("\"half\" of Half is torch.float64, and SGD steps float32 alone: freeze it with "
                    "requires_grad(false)"));
  CHECK(model.whole.data()[0] == 1);
  model.half.requires_grad(false);
  opt.step(model);
  CHECK(model.whole.data()[0] == 0.5f);
}

}  // namespace optim_optimizer_test
