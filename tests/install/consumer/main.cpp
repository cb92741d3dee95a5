// SPDX-License-Identifier: Apache-2.0
// Saves a network to the file it is given and loads it back; and asks for one where nobody is.
#include <iostream>
#include <string>

#include <nnstruct/nnstruct.hpp>
namespace nn = nnstruct;

struct Net {
  nn::Linear<2, 1> fc;

  auto forward(const nn::Tensor<float, nn::dyn, 2>& x) { return x | fc; }
};
static_assert(nn::schema<Net>[0].key == "fc.weight");

static bool downloads() {
  try {
    nn::hub::load<Net>("http://127.0.0.1:1/net.pth", nn::strict, {.model_dir = "."});
  } catch (const nn::DownloadError& error) {
    std::cout << error.what() << "\n";
    return std::string(error.what()).find("built without libcurl") == std::string::npos;
  }
  return false;
}

int main(int, char** arguments) {
  Net net;
  net.fc.weight.fill_(2.0f);
  net.fc.bias.fill_(0.5f);
  nn::save(net, arguments[1]);

  Net loaded = nn::load<Net>(arguments[1]);
  nn::Tensor<float, nn::dyn, 2> x(1);
  x(0, 0) = 1.0f;
  x(0, 1) = 3.0f;
  const float y = nn::predict(loaded, x).item();
  std::cout << nn::repr(loaded) << "\n" << y << " with engine " << nn::engine_name << "\n";
  return y == 8.5f && nn::engine_name == EXPECTED_ENGINE && downloads() == EXPECTED_HUB ? 0 : 1;
}
