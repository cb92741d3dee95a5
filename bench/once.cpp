// SPDX-License-Identifier: Apache-2.0
// Does one thing with VGG16 and ends: its peak of memory is measured from outside.
//   bench_once load MODEL.pth | bench_once save MODEL.pth TO.pth
#include <cstdio>
#include <cstring>
#include <nnstruct/models/vgg.hpp>
#include <nnstruct/nnstruct.hpp>

namespace nn = nnstruct;

int main(int argc, char** argv) try {
  const bool save = argc == 4 && std::strcmp(argv[1], "save") == 0;
  if (!save && !(argc == 3 && std::strcmp(argv[1], "load") == 0)) {
    std::fputs("usage: bench_once load MODEL.pth | bench_once save MODEL.pth TO.pth\n", stderr);
    return 2;
  }
  const auto net = nn::load<nn::models::vgg16<>>(argv[2]);
  if (save) nn::save(net, argv[3], {.durable = false});
} catch (const nn::Error& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 2;
}
