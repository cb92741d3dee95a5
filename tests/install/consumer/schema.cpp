// SPDX-License-Identifier: Apache-2.0
// Compiles if the schema that the command writes at build time is the struct's.
#include <nnstruct/declare.hpp>

#include <net.hpp>
namespace nn = nnstruct;

struct Net {  // of tests/data/make_schema_headers.py
  nn::Sequential<nn::Conv2d<1, 2, 3>, nn::BatchNorm2d<2>> features;
  nn::Linear<2, 3> fc;
};
static_assert(nn::fits<Net, net> && nn::schema_fingerprint<Net> == nn::schema_fingerprint<net>);

int main() { return 0; }
