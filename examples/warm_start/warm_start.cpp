// SPDX-License-Identifier: Apache-2.0
// Starts a network with the values of another one, as far as they match: warm_start.py is the same in Python.
//   warm_start [FILE.pth]
#include <cstdio>
#include <cstring>
#include <exception>
#include <nnstruct/nnstruct.hpp>
#include <string>

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

/// The same trunk, another last layer under another name.
struct OtherHead {
  nn::Conv2d<3, 6, 5> conv1;
  nn::MaxPool2d<2, 2> pool;
  nn::Conv2d<6, 16, 5> conv2;
  nn::Linear<400, 120> fc1;
  nn::Linear<120, 84> fc2;
  nn::Linear<84, 100> head;
};

/// The same names, another shape.
struct MoreClasses {
  nn::Conv2d<3, 6, 5> conv1;
  nn::MaxPool2d<2, 2> pool;
  nn::Conv2d<6, 16, 5> conv2;
  nn::Linear<400, 120> fc1;
  nn::Linear<120, 84> fc2;
  nn::Linear<84, 100> fc3;
};

int main(int argc, char** argv) try {
  const std::string path = argc > 1 ? argv[1] : "warm_start.pth";

  nn::manual_seed(0);
  Net net;
  nn::init(net);
  nn::save(net, path);

  Net again;
  nn::init(again);
  std::puts(nn::repr(nn::load(again, path, nn::relaxed)).c_str());

  OtherHead other;
  nn::init(other);
  std::puts(nn::repr(nn::load(other, path, nn::relaxed)).c_str());
  const float *taken = other.fc2.weight.data(), *given = net.fc2.weight.data();
  std::puts(std::memcmp(taken, given, sizeof(float) * 84 * 120) == 0 ? "True" : "False");

  MoreClasses more;
  nn::init(more);
  try {
    nn::load(more, path, nn::relaxed);
  } catch (const nn::StateDictError& error) { std::puts(error.what()); }
  // What Python does with a dict comprehension is an option here: the model keeps its own where shapes differ.
  const nn::LoadReport report = nn::load(more, path, nn::lenient);
  std::puts(nn::repr(report).c_str());
  std::fputs("[", stdout);
  for (const std::string& key : report.skipped)
    std::printf("%s'%s'", &key == &report.skipped.front() ? "" : ", ", key.c_str());
  std::puts("]");
} catch (const std::exception& error) {
  std::fprintf(stderr, "warm_start: %s\n", error.what());
  return 2;
}
