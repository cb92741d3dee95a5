// SPDX-License-Identifier: Apache-2.0
// Goes on with a training that was begun in Python, and writes a checkpoint that Python can go on with: from_pytorch.py
// is the other side.
//   from_pytorch --data FOLDER CHECKPOINT.pth [GO_ON.pth]
// FOLDER has held_out.csv.
#include <cstdio>
#include <exception>
#include <nnstruct/nnstruct.hpp>
#include <string>

namespace nn = nnstruct;

struct Net {
  nn::Linear<64, 16> hidden;
  nn::Linear<16, 10> out;

  auto forward(const nn::Tensor<float, nn::dyn, 64>& x) { return x | hidden | nn::relu | out; }
};

struct Checkpoint {
  int step;
  Net model_state_dict;
  nn::SGD<Net> optimizer_state_dict;
  nn::StepLR scheduler_state_dict;
  float loss;
};

int main(int argc, char** argv) try {
  if (argc < 4 || argc > 5 || std::string(argv[1]) != "--data") {
    std::fprintf(stderr, "usage: from_pytorch --data FOLDER CHECKPOINT.pth [GO_ON.pth]\n");
    return 2;
  }
  const auto digits = nn::data::read_digits(std::string(argv[2]) + "/held_out.csv");
  const auto images = nn::reshape<nn::dyn, 64>(nn::data::to_float(digits.images, 16));

  auto run = nn::load<Checkpoint>(argv[3]);
  Net& net = run.model_state_dict;
  for (int i = 0; i < 10; ++i) {
    nn::zero_grad(net);
    const auto loss = nn::cross_entropy(net.forward(images), digits.labels);
    loss.backward();
    run.optimizer_state_dict.step(net);
    run.scheduler_state_dict.step(run.optimizer_state_dict);
    run.loss = loss.item();
    std::printf("step %d  loss %.4f\n", ++run.step, static_cast<double>(run.loss));
  }
  if (argc > 4) nn::save(run, argv[4]);
} catch (const std::exception& error) {
  std::fprintf(stderr, "from_pytorch: %s\n", error.what());
  return 2;
}
