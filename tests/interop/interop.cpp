// SPDX-License-Identifier: Apache-2.0
// nnstruct's side of the interop tests: loads what PyTorch wrote to FOLDER/torch and saves it to FOLDER/nnstruct, once
// through a struct and once as a StateDict. interop.py has the same models.
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <exception>
#include <optional>
#include <string>
#include <vector>

#include <nnstruct/nnstruct.hpp>

namespace nn = nnstruct;

struct Net {
  nn::Conv2d<3, 6, 5> conv1;
  nn::MaxPool2d<2, 2> pool;
  nn::Conv2d<6, 16, 5> conv2;
  nn::Linear<400, 120> fc1;
  nn::Linear<120, 84> fc2;
  nn::Linear<84, 10> fc3;

  auto forward(const nn::Batch<3, 32, 32>& x) const {
    return x | conv1 | nn::relu | pool | conv2 | nn::relu | pool | nn::flatten | fc1 | nn::relu | fc2 | nn::relu | fc3;
  }
};

struct Nested {
  nn::Sequential<nn::Linear<128, 16>, nn::ReLU, nn::Sequential<nn::Linear<16, 1>, nn::inplace<nn::ReLU>>> net;
  nn::Conv2d<4, 8, nn::pair{3, 5}, nn::conv_options{.groups = 2, .bias = false}> conv;
  nn::Buffer<std::int64_t> steps;
  nn::Parameter<float, 3> scale;
};

struct DTypes {
  nn::Parameter<float, 4, 4> p_float32;
  nn::Parameter<double, 2, 3> p_float64;
  nn::Parameter<nn::float16, 10> p_float16;
  nn::Parameter<nn::bfloat16, 10> p_bfloat16;
  nn::Buffer<std::int64_t, 2, 3> p_int64;
  nn::Buffer<float, 0, 3> empty;
};

struct Names {
  nn::Parameter<float, 2> version;
  nn::Parameter<float, 2> storage;
  nn::Linear<1, 2> a;
};

/// A general checkpoint, as the tutorial's.
struct Run {
  int epoch;
  Nested model_state_dict;
  nn::Value optimizer_state_dict;
  double loss;
  std::vector<double> history;
  std::string note;
  std::optional<int> best;
  std::array<double, 2> betas;
};

static std::string folder;

template <class Model> static Model through_both(const std::string& name) {
  const std::string from = folder + "/torch/" + name + ".pth";
  auto model = nn::load<Model>(from);
  nn::save(model, folder + "/nnstruct/struct/" + name + ".pth");
  nn::save(nn::load<nn::StateDict>(from), folder + "/nnstruct/state_dict/" + name + ".pth");
  return model;
}

int main(int count, char** arguments) try {
  if (count != 2) {
    std::fprintf(stderr, "usage: %s FOLDER\n", arguments[0]);
    return 2;
  }
  folder = arguments[1];
  for (const char* made : {"/nnstruct", "/nnstruct/struct", "/nnstruct/state_dict"})
    mkdir((folder + made).c_str(), 0777);

  const Net net = through_both<Net>("Net");
  through_both<Nested>("Nested");
  through_both<DTypes>("DTypes");
  through_both<Names>("Names");

  const nn::Value checkpoint = nn::read(folder + "/torch/checkpoint.pth");
  nn::save(checkpoint, folder + "/nnstruct/value.pth");
  nn::save(nn::load<Run>(folder + "/torch/checkpoint.pth"), folder + "/nnstruct/record.pth");
  nn::save(nn::Value{{"epoch", checkpoint["epoch"].as<int>()},
                     {"model_state_dict", checkpoint["model_state_dict"].as<nn::StateDict>()},
                     {"list", nn::Value::list({1, "two", nullptr, true, nn::Value::bytes("ab")})}},
           folder + "/nnstruct/made.pth");

  const auto given = nn::load<nn::StateDict>(folder + "/torch/forward.pth");
  nn::Batch<3, 32, 32> input(given["input"].shape[0]);
  std::copy_n(given["input"].values<float>(), input.numel(), input.data());
  nn::StateDict answer;
  answer["output"] = nn::predict(net, input);
  nn::save(answer, folder + "/nnstruct/forward.pth");
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
