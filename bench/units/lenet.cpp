// SPDX-License-Identifier: Apache-2.0
// measure: {"row": "LeNet, load and forward, header-only", "seconds": 6, "MB": 400, "KB": 600, "link": ["-lz"]}
// measure: {"row": "LeNet, load and forward, nnstruct::compiled", "flags": ["-DNNSTRUCT_COMPILED"], "seconds": 1.2}
// A program that loads a LeNet and runs it: the unit that most users have.
#include <cstdio>
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

int main(int, char** arguments) {
  const auto net = nn::load<Net>(arguments[1]);
  const auto y = nn::predict(net, nn::Batch<3, 32, 32>(1));
  std::printf("%g\n", y(0, 0));
}
