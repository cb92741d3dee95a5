// SPDX-License-Identifier: Apache-2.0
// nnstruct's side of the interop tests of training: goes on from the checkpoints in FOLDER/torch, and makes its own, on
// the same data. optimizers.py has the same network and the same cases.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>

#include <nnstruct/nnstruct.hpp>

namespace nn = nnstruct;

constexpr std::int64_t batch = 8;

struct Net {
  nn::Conv2d<3, 6, 5> conv1;
  nn::MaxPool2d<2, 2> pool;
  nn::Conv2d<6, 16, 5> conv2;
  nn::Linear<400, 120> fc1;
  nn::Linear<120, 84> fc2;
  nn::Linear<84, 10> fc3;

  auto forward(const nn::Tensor<float, batch, 3, 32, 32>& x) {
    return x | conv1 | nn::relu | pool | conv2 | nn::relu | pool | nn::flatten | fc1 | nn::relu | fc2 | nn::relu | fc3;
  }
};

struct Data {
  nn::StateDict initial;
  nn::Tensor<float, nn::dyn, batch, 3, 32, 32> images;
  nn::Tensor<std::int64_t, nn::dyn, batch> labels;
};

template <class Optimizer> struct Checkpoint {
  int epoch;
  Net model_state_dict;
  Optimizer optimizer_state_dict;
  nn::StepLR scheduler_state_dict;
  double loss;
};

static std::string folder;
static Data data;

static void step(nn::SGD<decltype(Net::fc3)>& opt, Net& net) { opt.step(net.fc3); }
template <class Optimizer> static void step(Optimizer& opt, Net& net) { opt.step(net); }

template <class Optimizer> static void train(Checkpoint<Optimizer>& run, int steps) {
  for (; steps != 0; --steps, ++run.epoch) {
    nn::Tensor<float, batch, 3, 32, 32> images;
    std::copy_n(data.images.data() + run.epoch * images.numel(), images.numel(), images.data());
    nn::Tensor<std::int64_t, batch> labels;
    std::copy_n(data.labels.data() + run.epoch * batch, batch, labels.data());

    nn::zero_grad(run.model_state_dict);
    const auto loss = nn::cross_entropy(run.model_state_dict.forward(images), labels);
    loss.backward();
    step(run.optimizer_state_dict, run.model_state_dict);
    run.scheduler_state_dict.step(run.optimizer_state_dict);
    run.loss = static_cast<double>(loss.item());
  }
}

template <class Optimizer> static Checkpoint<Optimizer> begin(const Optimizer& made) {
  Checkpoint<Optimizer> run{0, {}, made, {}, 0.4};
  nn::load_state_dict(run.model_state_dict, data.initial);
  run.scheduler_state_dict = nn::StepLR(run.optimizer_state_dict, {.step_size = 3, .gamma = 0.5});
  return run;
}

template <class Optimizer> static void both_ways(const std::string& name, const Optimizer& made) {
  const std::string ours = folder + "/nnstruct/" + name;
  for (const int done : {0, 5}) {
    const std::string file = "_" + std::to_string(done);
    auto given = begin(made);
    nn::load(given, folder + "/torch/" + name + file + ".pth");
    nn::save(given, ours + file + "_again.pth");
    train(given, 5);
    nn::save(given, ours + file + "_continued.pth");

    auto own = begin(made);
    train(own, done);
    nn::save(own, ours + file + "_own.pth");
  }
  auto longest = begin(made);
  train(longest, 20);
  nn::save(longest, ours + "_20.pth");
}

int main(int count, char** arguments) try {
  if (count != 2) {
    std::fprintf(stderr, "usage: %s FOLDER\n", arguments[0]);
    return 2;
  }
  folder = arguments[1];
  std::filesystem::create_directories(folder + "/nnstruct");
  data = nn::load<Data>(folder + "/torch/data.pth");
  both_ways("sgd", nn::SGD<Net>{{.lr = 0.1}});
  both_ways("momentum", nn::SGD<Net>{{.lr = 0.02, .momentum = 0.9, .weight_decay = 1e-3, .nesterov = true}});
  both_ways("adam", nn::Adam<Net>{{.lr = 0.001, .eps = 1e-4}});
  both_ways("adamw", nn::AdamW<Net>{{.lr = 0.001, .eps = 1e-4, .weight_decay = 0.1, .amsgrad = true},
                                    nn::group("conv*", [](auto& o) { o.lr = 0.002; }),
                                    nn::rest});
  both_ways("part", nn::SGD<decltype(Net::fc3)>{{.lr = 0.1, .momentum = 0.9}});
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
