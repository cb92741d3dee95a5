// SPDX-License-Identifier: Apache-2.0
// PyTorch's tutorial on saving and loading a general checkpoint, line by line: resume.py is the same in Python.
#include <cstdio>
#include <exception>
#include <nnstruct/nnstruct.hpp>

namespace nn = nnstruct;

struct Net {
  nn::Conv2d<3, 6, 5> conv1;
  nn::MaxPool2d<2, 2> pool;
  nn::Conv2d<6, 16, 5> conv2;
  nn::Linear<400, 120> fc1;
  nn::Linear<120, 84> fc2;
  nn::Linear<84, 10> fc3;
  nn::Mode training;

  auto forward(const nn::Batch<3, 32, 32>& x) {
    return x | conv1 | nn::relu | pool | conv2 | nn::relu | pool | nn::flatten | fc1 | nn::relu | fc2 | nn::relu | fc3;
  }
};

struct Checkpoint {
  int epoch;
  Net model_state_dict;
  nn::SGD<Net> optimizer_state_dict;
  double loss;
};

static const char* python(bool value) { return value ? "True" : "False"; }

int main() try {
  nn::manual_seed(0);
  Net net;
  nn::init(net);
  std::puts(nn::repr(net).c_str());
  const nn::SGD<Net> optimizer{{.lr = 0.001, .momentum = 0.9}};

  // Additional information
  const int EPOCH = 5;
  const char* const PATH = "model.pt";
  const double LOSS = 0.4;

  nn::save(Checkpoint{EPOCH, net, optimizer, LOSS}, PATH);

  Net model;
  nn::SGD<Net> resumed{{.lr = 0.001, .momentum = 0.9}};

  const Checkpoint checkpoint = nn::load<Checkpoint>(PATH);
  std::puts(nn::repr(nn::load_state_dict(model, nn::state_dict(checkpoint.model_state_dict))).c_str());
  resumed.load_state_dict(checkpoint.optimizer_state_dict.state_dict());
  std::puts(nn::repr(resumed.state_dict()).c_str());
  const int epoch = checkpoint.epoch;
  const double loss = checkpoint.loss;
  std::printf("%d %.1f\n", epoch, loss);

  nn::eval(model);
  std::puts(python(model.training));
  // - or -
  nn::train(model);
  std::puts(python(model.training));
} catch (const std::exception& error) {
  std::fprintf(stderr, "resume: %s\n", error.what());
  return 2;
}
