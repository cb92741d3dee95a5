// SPDX-License-Identifier: Apache-2.0
// Files of PyTorch's DataParallel, whose keys begin with "module.": data_parallel.py is the same in Python.
//   data_parallel [FOLDER]
#include <cstdio>
#include <cstring>
#include <exception>
#include <nnstruct/nnstruct.hpp>
#include <string>

namespace nn = nnstruct;

struct Net {
  nn::Linear<8, 16> fc1;
  nn::Linear<16, 4> fc2;

  template <std::int64_t N> auto forward(const nn::Tensor<float, N, 8>& x) const { return x | fc1 | nn::relu | fc2; }
};

/// A field named `module` is all that the keys need.
template <class M> struct DataParallel { M module; };

int main(int argc, char** argv) try {
  const std::string folder = argc > 1 ? argv[1] : ".";
  const std::string parallel_file = folder + "/parallel.pth", plain_file = folder + "/plain.pth";

  nn::manual_seed(0);
  DataParallel<Net> parallel;
  nn::init(parallel);
  std::puts(nn::repr(parallel).c_str());
  nn::save(parallel, parallel_file);
  std::fputs("[", stdout);
  const auto saved = nn::load<nn::StateDict>(parallel_file);
  for (const auto& item : saved) std::printf("%s'%s'", &item == saved.begin() ? "" : ", ", item.first.c_str());
  std::puts("]");

  Net net;
  nn::init(net);
  try {
    nn::load(net, parallel_file);
  } catch (const nn::StateDictError& error) {
    std::puts(error.what());  // PyTorch's words, then what to do
  }

  // A file of a DataParallel model into a model without it.
  std::puts(nn::repr(nn::load(net, parallel_file, {.strip_prefix = "module."})).c_str());

  // And the other way round.
  nn::save(net, plain_file);
  nn::init(parallel);
  std::puts(nn::repr(nn::load(parallel.module, plain_file)).c_str());
  const auto x = nn::rand<nn::Tensor<float, 2, 8>>();
  const auto a = nn::predict(net, x), b = nn::predict(parallel.module, x);
  std::puts(std::memcmp(a.data(), b.data(), sizeof(float) * 8) == 0 ? "True" : "False");
} catch (const std::exception& error) {
  std::fprintf(stderr, "data_parallel: %s\n", error.what());
  return 2;
}
