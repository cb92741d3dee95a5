// SPDX-License-Identifier: Apache-2.0
// Saves a Sequential, loads it, and prints model and state_dict as Python does: sequential.py is the same in Python.
//   sequential [FILE.pth]
#include <cstdio>
#include <cstring>
#include <nnstruct/nnstruct.hpp>
#include <string>

namespace nn = nnstruct;

using Model = nn::Sequential<nn::Linear<128, 16>, nn::ReLU, nn::Linear<16, 1>>;

int main(int argc, char** argv) try {
  const std::string path = argc > 1 ? argv[1] : "sequential.pth";

  nn::manual_seed(0);
  Model model;
  nn::init(model);
  std::puts(nn::repr(model).c_str());
  const auto x = nn::rand<nn::Tensor<float, 2, 128>>();

  nn::save(model, path);
  const auto state_dict = nn::load<nn::StateDict>(path);
  std::puts(nn::repr(state_dict).c_str());

  Model loaded;
  std::puts(nn::repr(nn::load_state_dict(loaded, state_dict)).c_str());
  nn::eval(loaded);
  const auto y = nn::predict(loaded, x), before = nn::predict(model, x);
  std::puts(nn::repr(y).c_str());
  const bool same = std::memcmp(y.data(), before.data(), sizeof(float) * static_cast<std::size_t>(y.numel())) == 0;
  std::puts(same ? "True" : "False");
} catch (const nn::Error& error) {
  std::fprintf(stderr, "sequential: %s\n", error.what());
  return 2;
}
