// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/nnstruct.hpp>

#include "support/catch.hpp"
#include "support/close.hpp"

namespace module_state_dict_test {

namespace nn = nnstruct;
using namespace nnstruct_test;

namespace {

struct Net {
  nn::Conv2d<3, 6, 5> conv1;
  nn::MaxPool2d<2, 2> pool;
  nn::Conv2d<6, 8, 5> conv2;
  nn::Linear<200, 32> fc1;
  nn::Linear<32, 16> fc2;
  nn::Linear<16, 10> fc3;
};

struct Small {
  nn::Linear<2, 1> fc;
  nn::Parameter<float, 2> scale;
  nn::Buffer<std::int64_t> steps;
};
Small filled(float value) {
  Small model;
  model.fc.weight.fill_(value);
  model.fc.bias.fill_(value);
  model.scale.fill_(value);
  model.steps.fill_(static_cast<std::int64_t>(value));
  return model;
}
/// All elements of the model, if each tensor holds one value only.
std::vector<float> values(const Small& m) {
  CHECK(m.fc.weight.data()[0] == m.fc.weight.data()[1]);
  CHECK(m.scale.data()[0] == m.scale.data()[1]);
  return {m.scale.data()[0], static_cast<float>(*m.steps.data()), m.fc.weight.data()[0], *m.fc.bias.data()};
}
const float* floats(const nn::StateDict& dict, std::string_view key) { return dict[key].values<float>(); }

struct BatchNorm {
  struct pytorch {
    static constexpr int version = 2;
  };
  nn::Parameter<float, 1> weight;
};
struct Versions {
  nn::Sequential<nn::ReLU, BatchNorm> body;
};

}  // namespace

TEST_CASE("a state_dict holds PyTorch's keys, shapes and values, in PyTorch's order", "[module]") {
  const auto net = module_of<Net>("net");
  const nn::StateDict expected = state_of("net"), dict = nn::state_dict(net);
  REQUIRE(dict.size() == expected.size());
  for (std::size_t i = 0; i < dict.size(); ++i) {
    const auto& [key, tensor] = dict.begin()[i];
    CHECK(key == expected.begin()[i].first);
    CHECK(tensor.shape == expected[key].shape);
    CHECK(tensor.strides == expected[key].strides);
    CHECK(tensor.dtype == nn::dtype::float32);
    CHECK(std::equal(tensor.values<float>(), tensor.values<float>() + tensor.numel(), floats(expected, key)));
  }
}

TEST_CASE("a state_dict lists the modules and their versions as metadata", "[module]") {
  Versions model;
  nn::get<1>(model.body).weight.fill_(1);
  const nn::StateDict::metadata_type expected{{"", 1}, {"body", 1}, {"body.0", 1}, {"body.1", 2}};
  CHECK(nn::state_dict(model).metadata() == expected);
}

TEST_CASE("a state_dict and its model share memory until one of them is written", "[module]") {
  Small model = filled(1);
  nn::StateDict dict = nn::state_dict(model);
  const Small& constant = model;
  const auto shared = [&](const char* key, const auto& parameter) {
    return floats(std::as_const(dict), key) == parameter.data();
  };
  CHECK(shared("fc.weight", constant.fc.weight));
  CHECK(shared("scale", constant.scale));

  dict["fc.weight"].values<float>()[0] = 5;
  CHECK(constant.fc.weight.data()[0] == 1);
  model.scale.data()[1] = 7;
  CHECK(floats(std::as_const(dict), "scale")[1] == 1);
  CHECK(shared("fc.bias", constant.fc.bias));
  model.fc.bias.fill_(8);
  CHECK(*floats(std::as_const(dict), "fc.bias") == 1);
}

TEST_CASE("a state_dict is not written through a pointer that was taken before", "[module]") {
  Small model = filled(1);
  float* const kept = model.scale.data();
  const nn::StateDict dict = nn::state_dict(model);
  kept[0] = 9;
  CHECK(floats(dict, "scale")[0] == 1);
  CHECK(std::as_const(model.scale).data()[0] == 9);
}

TEST_CASE("a model that took a state_dict shares memory with it until one of them is written", "[module]") {
  nn::StateDict dict = nn::state_dict(filled(2));
  Small a, b;
  nn::load_state_dict(a, dict);
  nn::load_state_dict(b, dict);
  CHECK(std::as_const(a.scale).data() == std::as_const(b.scale).data());
  CHECK(values(a) == std::vector<float>(4, 2));

  a.scale.fill_(3);
  dict["fc.weight"].values<float>()[0] = 4;
  b.fc.bias.data()[0] = 5;
  CHECK(values(a) == std::vector<float>{3, 2, 2, 2});
  CHECK(values(b) == std::vector<float>{2, 2, 2, 5});
  CHECK(floats(std::as_const(dict), "scale")[0] == 2);
  CHECK(*floats(std::as_const(dict), "fc.bias") == 2);
}

TEST_CASE("a pointer for writing into a state_dict does not reach a model that took it", "[module]") {
  nn::StateDict dict = nn::state_dict(filled(2));
  float* const kept = dict["scale"].values<float>();
  Small model;
  nn::load_state_dict(model, dict);
  kept[0] = kept[1] = 6;
  CHECK(values(model) == std::vector<float>(4, 2));
  CHECK(floats(std::as_const(dict), "scale")[0] == 6);
}

TEST_CASE("a load that is refused leaves the model as it was", "[module]") {
  for (const nn::LoadOptions& options : {nn::strict, nn::relaxed}) {
    Small model = filled(1);
    nn::StateDict dict = nn::state_dict(filled(2));
    dict["fc.bias"] = nn::AnyTensor(nn::dtype::float32, {3});  // the last one
    CHECK_THROWS_AS(nn::load_state_dict(model, dict, options), nn::StateDictError);
    CHECK(values(model) == std::vector<float>(4, 1));
  }
  Small empty;
  CHECK_THROWS_AS(nn::load_state_dict(empty, nn::StateDict()), nn::StateDictError);
  CHECK_FALSE(empty.scale.has_values());
}

TEST_CASE("what the options allow to be absent stays as it was", "[module]") {
  nn::StateDict dict = nn::state_dict(filled(2));
  dict.erase_if([](const auto& item) { return item.first == "fc.weight"; });
  dict["more"] = nn::AnyTensor(nn::dtype::float32, {1});
  Small model = filled(1);
  CHECK_THROWS_AS(nn::load_state_dict(model, dict), nn::StateDictError);
  CHECK(values(model) == std::vector<float>(4, 1));

  const nn::LoadReport relaxed = nn::load_state_dict(model, dict, nn::relaxed);
  CHECK(values(model) == std::vector<float>{2, 2, 1, 2});
  CHECK(relaxed.missing == std::vector<std::string>{"fc.weight"});
  CHECK(relaxed.unexpected == std::vector<std::string>{"more"});
  CHECK(relaxed.loaded == std::vector<std::string>{"scale", "steps", "fc.bias"});

  dict["scale"] = nn::AnyTensor(nn::dtype::float32, {5});
  model = filled(1);
  CHECK_THROWS_AS(nn::load_state_dict(model, dict, nn::relaxed), nn::StateDictError);
  const nn::LoadReport lenient = nn::load_state_dict(model, dict, nn::lenient);
  CHECK(values(model) == std::vector<float>{1, 2, 1, 2});
  CHECK(lenient.skipped == std::vector<std::string>{"scale"});
}

TEST_CASE("a state_dict of another floating type is converted as it is loaded", "[module]") {
  nn::StateDict dict = nn::state_dict(filled(2));
  nn::AnyTensor doubles(nn::dtype::float64, {2});
  doubles.values<double>()[0] = doubles.values<double>()[1] = 0.1;
  dict["scale"] = doubles;
  Small model;
  const nn::LoadReport report = nn::load_state_dict(model, dict);
  CHECK(values(model)[0] == 0.1f);
  REQUIRE(report.converted.size() == 1);
  CHECK(report.converted[0].from == nn::dtype::float64);
}

TEST_CASE("one element is taken for a tensor without extents", "[module]") {
  nn::StateDict dict = nn::state_dict(filled(2));
  nn::AnyTensor steps(nn::dtype::int64, {1});
  steps.values<std::int64_t>()[0] = 12;
  dict["steps"] = steps;
  Small model;
  nn::load_state_dict(model, dict);
  CHECK(*std::as_const(model.steps).data() == 12);
  CHECK(nn::state_dict(model)["steps"].shape.empty());
}

TEST_CASE("a part of a model has a state_dict of its own", "[module]") {
  const auto net = module_of<Net>("net");
  const nn::StateDict dict = nn::state_dict(net.fc3);
  REQUIRE(dict.size() == 2);
  CHECK(dict.begin()[0].first == "weight");
  CHECK(floats(dict, "bias") == net.fc3.bias.data());
  Net other;
  nn::load_state_dict(other.fc3, dict);
  CHECK(std::as_const(other.fc3.bias).data() == net.fc3.bias.data());
  CHECK_FALSE(other.fc2.bias.has_values());
}

TEST_CASE("loading values keeps requires_grad", "[module]") {
  Small model;
  model.scale.requires_grad(false);
  nn::load_state_dict(model, nn::state_dict(filled(2)));
  CHECK_FALSE(model.scale.requires_grad());
  CHECK(model.fc.bias.requires_grad());
}

}  // namespace module_state_dict_test
