// SPDX-License-Identifier: Apache-2.0
// nnstruct's side of the interop tests: loads what PyTorch wrote to FOLDER/torch and saves it to FOLDER/nnstruct, once
// through a struct and once as a StateDict, in each format, and as a whole model. interop.py has the same models.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include <nnstruct/nnstruct.hpp>

#ifdef NNSTRUCT_INTEROP_PRINTED
#include <printed.struct.hpp>  // of `nnstruct struct`
#endif

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

using Sequential = nn::Sequential<nn::Linear<128, 16>, nn::ReLU, nn::Linear<16, 1>>;

/// Attributes, a None, a transient buffer, flags that differ.
struct Attributes {
  nn::Sequential<nn::Linear<4, 4>, nn::Dropout<>> net;
  nn::none downsample;
  nn::transient<nn::Buffer<float, 2>> table;
  nn::Linear<4, 4, nn::linear_options{.bias = false}> fc;
  nn::ModuleList<nn::Linear<4, 4>, 2> list;

  struct pytorch {
    static constexpr auto attributes() {
      return std::array{nn::integer_attribute("times", 3, nn::shown::hidden),
                        nn::text_attribute("act", "relu", nn::shown::hidden)};
    }
  };
  auto forward(const nn::Tensor<float, nn::dyn, 4>& x) const { return x; }
};

struct Tied {
  nn::Embedding<5, 3> wte;
  nn::TiedLinear<"wte.weight", 3, 5> head;
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

/// Generators' states, and what was drawn from them next.
struct Seeded {
  nn::Tensor<std::uint8_t, 5056> rng_state;
  nn::Generator generator;
  nn::Tensor<float, nn::dyn> next_normal, next_uniform;
};

static std::string folder;

template <class Model> static Model through_both(const std::string& name) {
  const std::string from = folder + "/torch/" + name + ".pth";
  auto model = nn::load<Model>(from);
  nn::save(model, folder + "/nnstruct/struct/" + name + ".pth");
  nn::save(nn::load<nn::StateDict>(from), folder + "/nnstruct/state_dict/" + name + ".pth");
  nn::save(model, folder + "/nnstruct/legacy/" + name + ".pth", {.format = nn::file_format::legacy});
  nn::save(model, folder + "/nnstruct/safetensors/" + name + ".safetensors");
  if (const std::string other = folder + "/torch/" + name + ".safetensors"; std::filesystem::exists(other))
    nn::save(nn::load<Model>(other), folder + "/nnstruct/from_safetensors/" + name + ".pth");
  return model;
}

/// What PyTorch saved whole, in both of its formats, and our own: read, saved, and its printout.
template <class Model, class Change> static void whole(const std::string& name, Change change) {
  for (const std::string ending : {".pth", ".legacy.pth"}) {
    auto model = nn::load<Model>(folder + "/torch/whole/" + name + ending);
    nn::save(model, folder + "/nnstruct/whole/" + name + ending + ".state_dict");
    change(model);
    const std::string to = folder + "/nnstruct/whole/" + name + ending;
    nn::save_model(model, to, {.format = ending == ".pth" ? nn::file_format::by_name : nn::file_format::legacy});
    nn::save(nn::load<Model>(to), to + ".again");
    std::ofstream(to + ".txt") << nn::repr(model);
  }
}
template <class Model> static void whole(const std::string& name) {
  whole<Model>(name, [](Model&) {});
}

int main(int count, char** arguments) try {
  if (count != 2) {
    std::fprintf(stderr, "usage: %s FOLDER\n", arguments[0]);
    return 2;
  }
  folder = arguments[1];
  for (const char* made : {"struct", "state_dict", "legacy", "safetensors", "from_safetensors", "whole"})
    std::filesystem::create_directories(folder + "/nnstruct/" + made);

  const Net net = through_both<Net>("Net");
  through_both<Nested>("Nested");
  through_both<DTypes>("DTypes");
  through_both<Names>("Names");

  whole<Net>("Net");
  whole<Sequential>("Sequential");
  whole<Tied>("Tied");
  whole<Attributes>("Attributes", [](Attributes& model) {
    model.table.fill_(2);
    nn::parameters(model.net).requires_grad(false);
    nn::eval(model);
  });

#ifdef NNSTRUCT_INTEROP_PRINTED
  auto printed = nn::load<whole_printed::printed>(NNSTRUCT_INTEROP_PRINTED);
  nn::save_model(printed, folder + "/nnstruct/printed.pth");
#endif

  const nn::Value checkpoint = nn::read(folder + "/torch/checkpoint.pth");
  nn::save(checkpoint, folder + "/nnstruct/value.pth");
  nn::save(checkpoint, folder + "/nnstruct/value.legacy.pth", {.format = nn::file_format::legacy});
  nn::save(nn::load<Run>(folder + "/torch/checkpoint.pth"), folder + "/nnstruct/record.pth");
  nn::save(nn::Value{{"epoch", checkpoint["epoch"].as<int>()},
                     {"model_state_dict", checkpoint["model_state_dict"].as<nn::StateDict>()},
                     {"list", nn::Value::list({1, "two", nullptr, true, nn::Value::bytes("ab")})}},
           folder + "/nnstruct/made.pth");

  for (const std::string name : {"seeded", "drawn", "normal", "twisted"}) {
    auto run = nn::load<Seeded>(folder + "/torch/" + name + ".rng.pth");
    nn::save(run, folder + "/nnstruct/" + name + ".rng.pth");
    nn::set_rng_state(run.rng_state);
    run.next_normal = nn::randn<nn::Tensor<float, nn::dyn>>(run.next_normal.numel());
    run.next_uniform = nn::rand<nn::Tensor<float, nn::dyn>>(run.generator, run.next_uniform.numel());
    run.rng_state = nn::get_rng_state();
    nn::save(run, folder + "/nnstruct/" + name + ".on.rng.pth");
  }

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
