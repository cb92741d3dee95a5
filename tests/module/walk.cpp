// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/nnstruct.hpp>

#include "support/catch.hpp"

namespace module_walk_test {

namespace nn = nnstruct;

namespace {

struct Dropout {
  nn::Mode training;
  auto forward(const auto& x) const { return x; }
};
struct Block {
  nn::Linear<2, 2> fc;
  Dropout drop;
  nn::Mode training;
  bool own = true;
  auto forward(const auto& x) const { return x | fc | drop; }
};
struct Net {
  Block first;
  nn::Sequential<nn::Linear<2, 2>, Block, nn::Sequential<Dropout, nn::Linear<2, 3>>> body;
  nn::Parameter<float, 2> scale;
  nn::Mode mode;
  auto forward(const auto& x) const { return x; }
};

/// Every Mode of the net, by hand.
std::vector<bool> modes(const Net& net) {
  const Block& second = nn::get<1>(net.body);
  return {net.mode,        net.first.training,   net.first.drop.training,
          second.training, second.drop.training, nn::get<0>(nn::get<2>(net.body)).training};
}

}  // namespace

TEST_CASE("a new model is in training mode", "[module]") { CHECK(modes(Net{}) == std::vector<bool>(6, true)); }

TEST_CASE("train and eval set every Mode in a model, and nothing else", "[module]") {
  Net net;
  nn::eval(net);
  CHECK(modes(net) == std::vector<bool>(6, false));
  CHECK(net.first.own);
  const Net copy = net;
  nn::train(net);
  CHECK(modes(net) == std::vector<bool>(6, true));
  CHECK(modes(copy) == std::vector<bool>(6, false));
  nn::train(net, false);
  CHECK(modes(net) == std::vector<bool>(6, false));
}

TEST_CASE("eval of a part leaves the rest in training mode", "[module]") {
  Net net;
  nn::eval(net.first);
  CHECK(modes(net) == std::vector<bool>{true, false, false, true, true, true});
  nn::eval(nn::get<2>(net.body));
  CHECK(modes(net) == std::vector<bool>{true, false, false, true, true, false});
}

TEST_CASE("a Mode is the user's to read and to write", "[module]") {
  Dropout drop;
  CHECK((drop.training ? 1 : 2) == 1);
  drop.training = false;
  CHECK_FALSE(drop.training);
}

TEST_CASE("for_each visits the modules of one type, in order", "[module]") {
  Net net;
  std::vector<const void*> found;
  nn::for_each<nn::Linear<2, 2>>(net, [&](nn::Linear<2, 2>& layer) { found.push_back(&layer); });
  CHECK(found == std::vector<const void*>{&net.first.fc, &nn::get<0>(net.body), &nn::get<1>(net.body).fc});

  found.clear();
  nn::for_each<Block>(net, [&](auto& block) { found.push_back(&block); });
  CHECK(found == std::vector<const void*>{&net.first, &nn::get<1>(net.body)});

  found.clear();
  nn::for_each<nn::Linear<5, 5>>(net, [&](auto& layer) { found.push_back(&layer); });
  CHECK(found.empty());
}

TEST_CASE("for_each visits the model itself too", "[module]") {
  nn::Linear<2, 2> layer;
  int calls = 0;
  nn::for_each<nn::Linear<2, 2>>(layer, [&](auto& found) { calls += &found == &layer; });
  CHECK(calls == 1);
}

TEST_CASE("for_each may write to a model that is not const, and only read one that is", "[module]") {
  Net net;
  nn::for_each<nn::Linear<2, 2>>(net, [](auto& layer) {
    layer.weight.fill_(0);
    layer.bias.fill_(3);
  });
  CHECK(std::as_const(net.first.fc.bias).data()[1] == 3);
  const Net& constant = net;
  int calls = 0;
  nn::for_each<nn::Linear<2, 2>>(constant, [&](auto& layer) {
    static_assert(std::is_const_v<std::remove_reference_t<decltype(layer)>>);
    calls += layer.bias.data()[0] == 3;
  });
  CHECK(calls == 3);
}

TEST_CASE("the values of a model come in the order of its schema", "[module]") {
  Net net;
  const std::vector<nn::detail::held_values*> values = nn::detail::values_of_model(net);
  REQUIRE(values.size() == nn::schema<Net>.size());
  CHECK(values[0] == &net.scale);
  CHECK(values[1] == &net.first.fc.weight);
  CHECK(values[2] == &net.first.fc.bias);
  CHECK(values[3] == &nn::get<0>(net.body).weight);
  CHECK(values[8] == &nn::get<1>(nn::get<2>(net.body)).bias);
}

}  // namespace module_walk_test
