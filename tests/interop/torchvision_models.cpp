// SPDX-License-Identifier: Apache-2.0
// nnstruct's side of torchvision_models.py.
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <exception>
#include <fstream>
#include <stdexcept>
#include <string>

#include <nnstruct/io/crc32.hpp>
#include <nnstruct/nnstruct.hpp>

namespace nn = nnstruct;
using images = nn::Tensor<float, nn::dyn, 3, nn::dyn, nn::dyn>;

/// The initial values that a seed gives have the bits that they have in PyTorch.
template <class Model> static void check_initial_values(const nn::StateDict& given) {
  const auto model = nn::init<Model>(static_cast<std::uint64_t>(*given["seed"].values<std::int64_t>()));
  const std::int64_t* expected = given["initial"].values<std::int64_t>();
  for (const auto& [key, tensor] : nn::state_dict(model))
    if (nn::io::crc32(0, tensor.data.get(), tensor.data.size()) != *expected++)
      throw std::runtime_error("nn::init gives other values to " + key);
}

/// What PyTorch saved whole has the same values.
template <class Model> static void check_whole_model(const Model& model, const std::string& path) {
  const nn::StateDict expected = nn::state_dict(model), found = nn::state_dict(nn::load<Model>(path));
  for (const auto& [key, tensor] : expected)
    if (const nn::AnyTensor& other = found[key];
        std::memcmp(other.data.get(), tensor.data.get(), tensor.data.size()) != 0)
      throw std::runtime_error(path + " gives other values to " + key);
}

template <class Model> static void run(const std::string& folder, bool save) {
  const auto given = nn::load<nn::StateDict>(folder + "/given.pth");
  if (save) check_initial_values<Model>(given);

  auto model = nn::load<Model>(folder + "/torch.pth");
  if (save) {
    nn::save(model, folder + "/nnstruct.pth");
    nn::save_model(model, folder + "/nnstruct_whole.pth");
    std::ofstream(folder + "/nnstruct_whole.txt") << nn::repr(model);
    check_whole_model(model, folder + "/torch_whole.pth");
  }
  nn::eval(model);
  const nn::AnyTensor& input = given["input"];
  images x(input.shape[0], input.shape[2], input.shape[3]);
  std::copy_n(input.values<float>(), x.numel(), x.data());
  nn::StateDict answer;
  answer["output"] = nn::predict(std::as_const(model), x);
  nn::save(answer, folder + "/computed.pth");
}

int main(int count, char** arguments) try {
  const std::string name = count == 4 ? arguments[2] : "", task = count == 4 ? arguments[3] : "";
  if (task != "save" && task != "compute") {
    std::fprintf(stderr, "usage: %s FOLDER MODEL save|compute\n", arguments[0]);
    return 2;
  }
  const auto is = [&name](const char* model) { return name == model; };
  const std::string folder = arguments[1];
  const bool save = task == "save";
  if (is("alexnet")) run<nn::models::alexnet<>>(folder, save);
  else if (is("vgg11_bn")) run<nn::models::vgg11_bn<>>(folder, save);
  else if (is("vgg16")) run<nn::models::vgg16<>>(folder, save);
  else if (is("resnet18")) run<nn::models::resnet18<>>(folder, save);
  else if (is("resnet50")) run<nn::models::resnet50<>>(folder, save);
  else if (is("resnet152")) run<nn::models::resnet152<>>(folder, save);
  else throw std::runtime_error("there is no model " + name + " here");
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s: %s\n", arguments[0], error.what());
  return 1;
}
