// SPDX-License-Identifier: Apache-2.0
// nnstruct's side of the interop tests of optimizers: goes on from the checkpoints in FOLDER/torch, and makes its own,
// with the same gradients. optimizers.py has the same cases.
#include <cstdio>
#include <cstring>
#include <exception>
#include <filesystem>
#include <string>
#include <utility>

#include <nnstruct/nnstruct.hpp>

namespace nn = nnstruct;

struct Net {
  nn::Linear<8, 16> fc1;
  nn::Linear<16, 12> fc2;
  nn::Linear<12, 4> fc3;
};

template <class Optimizer> struct Checkpoint {
  int epoch;
  Net model_state_dict;
  Optimizer optimizer_state_dict;
  nn::StepLR scheduler_state_dict;
  double loss;
};

static std::string folder;
static nn::Value given;
constexpr int steps = 5;

static void step(nn::SGD<decltype(Net::fc3)>& opt, Net& net) { opt.step(net.fc3); }
template <class Optimizer> static void step(Optimizer& opt, Net& net) { opt.step(net); }

template <class Optimizer> static void train(Checkpoint<Optimizer>& run, int from, int count) {
  for (int i = from; i < from + count; ++i) {
    nn::zero_grad(run.model_state_dict);
    for (const auto& p : nn::parameters(run.model_state_dict)) {
      const nn::AnyTensor gradient = given["gradients"][i][p.key()].tensor()->contiguous();
      nn::detail::storage_handle memory(nn::detail::allocate_storage(gradient.data.size(), false));
      std::memcpy(memory.data(), gradient.data.get(), gradient.data.size());
      p.values().gradient(std::move(memory));
    }
    step(run.optimizer_state_dict, run.model_state_dict);
    run.scheduler_state_dict.step(run.optimizer_state_dict);
  }
}

template <class Optimizer> static void both_ways(const std::string& name, const Optimizer& made) {
  for (const int done : {0, steps}) {
    const std::string file = name + "_" + std::to_string(done);
    const std::string ours = folder + "/nnstruct/" + file;
    Checkpoint<Optimizer> run{};
    run.optimizer_state_dict = made;
    nn::load(run, folder + "/torch/" + file + ".pth");
    nn::save(run, ours + "_again.pth");
    train(run, done, steps);
    nn::save(run, ours + "_continued.pth");

    Checkpoint<Optimizer> own{done, {}, made, {}, 0.4};
    nn::load_state_dict(own.model_state_dict, given["initial"].as<nn::StateDict>());
    own.scheduler_state_dict = nn::StepLR(own.optimizer_state_dict, {.step_size = 3, .gamma = 0.5});
    if (done != 0) train(own, 0, done);
    nn::save(own, ours + "_own.pth");
  }
}

int main(int count, char** arguments) try {
  if (count != 2) {
    std::fprintf(stderr, "usage: %s FOLDER\n", arguments[0]);
    return 2;
  }
  folder = arguments[1];
  std::filesystem::create_directories(folder + "/nnstruct");
  given = nn::read(folder + "/torch/given.pth");
  both_ways("sgd", nn::SGD<Net>{{.lr = 0.1}});
  both_ways("momentum", nn::SGD<Net>{{.lr = 0.1, .momentum = 0.9, .weight_decay = 1e-3, .nesterov = true}});
  both_ways("adam", nn::Adam<Net>{{.lr = 0.01}});
  both_ways("adamw", nn::AdamW<Net>{{.lr = 0.01, .weight_decay = 0.1, .amsgrad = true},
                                    nn::group("fc1.*", [](auto& o) { o.lr = 0.02; }),
                                    nn::rest});
  both_ways("part", nn::SGD<decltype(Net::fc3)>{{.lr = 0.1, .momentum = 0.9}});
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
