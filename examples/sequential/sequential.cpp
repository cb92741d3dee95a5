// SPDX-License-Identifier: Apache-2.0
// Saves a Sequential's values, and then the model itself, loads both, and prints model and state_dict as Python does:
// sequential.py is the same in Python.
//   sequential [FILE.pth [FILE.pkl]]
#include <cstdio>
#include <cstring>
#include <exception>
#include <nnstruct/nnstruct.hpp>
#include <string>

namespace nn = nnstruct;

using Model = nn::Sequential<nn::Linear<128, 16>, nn::ReLU, nn::Linear<16, 1>>;

static const char* same(const nn::Tensor<float, 2, 1>& a, const nn::Tensor<float, 2, 1>& b) {
  return std::memcmp(a.data(), b.data(), sizeof(float) * static_cast<std::size_t>(a.numel())) == 0 ? "True" : "False";
}

int main(int argc, char** argv) try {
  const std::string path = argc > 1 ? argv[1] : "sequential.pth", whole_path = argc > 2 ? argv[2] : "sequential.pkl";

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
  std::puts(same(y, before));

  nn::save_model(model, whole_path);
  auto whole = nn::load<Model>(whole_path);
  std::puts(nn::repr(whole).c_str());
  nn::eval(whole);
  std::puts(same(nn::predict(whole, x), before));
} catch (const std::exception& error) {
  std::fprintf(stderr, "sequential: %s\n", error.what());
  return 2;
}
