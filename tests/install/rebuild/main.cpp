// SPDX-License-Identifier: Apache-2.0
// Compiles as long as the struct is that of model.pth, and prints where the other schema is in its file.
#include <cstdio>

#include <nnstruct/declare.hpp>

#include <model.hpp>
#include <run.hpp>
namespace nn = nnstruct;

struct Net {  // of tests/data/make_schema_headers.py
  nn::Sequential<nn::Conv2d<1, 2, 3>, nn::BatchNorm2d<2>> features;
  nn::Linear<2, 3> fc;
};
static_assert(nn::require_fits<Net, model>());

int without();

int main() {
  std::printf("%.*s\n", static_cast<int>(trained::here::run::at.size()), trained::here::run::at.data());
  return without();
}
