// SPDX-License-Identifier: Apache-2.0
// Loads a LeNet, runs it once and ends: a service's start, measured from outside.
//   bench_first_prediction LENET.pth
#include <cstdio>

#include "lenet.hpp"

namespace nn = nnstruct;

int main(int argc, char** argv) try {
  if (argc != 2) {
    std::fputs("usage: bench_first_prediction LENET.pth\n", stderr);
    return 2;
  }
  const auto net = nn::load<LeNet>(argv[1]);
  std::printf("%g\n", nn::predict(net, nn::Batch<3, 32, 32>(1))(0, 0));
} catch (const nn::Error& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 2;
}
