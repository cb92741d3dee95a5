// SPDX-License-Identifier: Apache-2.0
// Two units that both hold all of the library make one program: every definition is inline or a template.
#include <iostream>
#include <string>

#include "net.hpp"
namespace nn = nnstruct;

namespace {

float output_of(Net& net) {
  nn::Tensor<float, nn::dyn, 2> x(1);
  x(0, 0) = 1.0f;
  x(0, 1) = 3.0f;
  return nn::predict(net, x).item();
}

}  // namespace

int main(int, char** arguments) {
  const std::string path = arguments[1];
  Net net;
  net.fc.weight.fill_(2.0f);
  net.fc.bias.fill_(0.5f);
  nn::save(net, path);

  Net here = nn::load<Net>(path);
  Net elsewhere = load_elsewhere(path);
  const std::string text = nn::repr(here);
  std::cout << text << "\n" << output_of(here) << " " << output_of(elsewhere) << "\n";
  return output_of(here) == 8.5f && output_of(elsewhere) == 8.5f && text == repr_elsewhere(elsewhere) &&
                 text == "Net(\n  (fc): Linear(in_features=2, out_features=1, bias=True)\n)"
             ? 0
             : 1;
}
