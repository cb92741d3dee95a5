// SPDX-License-Identifier: Apache-2.0
// Random numbers have PyTorch's bits whatever a program is compiled with: here the compiler may turn any product and
// sum into one operation.
#include <cstdio>
#include <fstream>
#include <string>

#include <nnstruct/nnstruct.hpp>

#include "support/sha256.hpp"

namespace nn = nnstruct;

static int failures = 0;

template <class X, class Draw> static void check(const std::string& name, Draw draw) {
  nn::Generator generator(0);
  X x;
  draw(x, generator);
  const std::string hash =
      nnstruct_test::sha256_of(x.data(), static_cast<std::size_t>(x.numel()) * sizeof(typename X::element_type));
  std::ifstream in(NNSTRUCT_TEST_DATA "/random.txt");
  for (std::string line; std::getline(in, line);)
    if (line.starts_with(name + "\t0\t") && line.ends_with(hash)) return;
  std::printf("%s: PyTorch draws other bits\n", name.c_str());
  ++failures;
}

int main() {
  using nn::Generator;
  using nn::Tensor;
  check<Tensor<float, 100003>>("uniform_(100003,-2.1,5.3)",
                               [](auto& x, Generator& g) { nn::uniform_(x, -2.1, 5.3, g); });
  check<Tensor<double, 1000>>("uniform_(1000,-2.1,5.3,float64)",
                              [](auto& x, Generator& g) { nn::uniform_(x, -2.1, 5.3, g); });
  check<Tensor<float, 15>>("normal_(15,2.1,3.3)", [](auto& x, Generator& g) { nn::normal_(x, 2.1, 3.3, g); });
  check<Tensor<float, 4097>>("normal_(4097,-1,0.5)", [](auto& x, Generator& g) { nn::normal_(x, -1, 0.5, g); });
  check<Tensor<double, 10007>>("normal_(10007,2.1,3.3,float64)",
                               [](auto& x, Generator& g) { nn::normal_(x, 2.1, 3.3, g); });
  check<Tensor<float, 6, 5, 3>>("kaiming_uniform_(6,5,3),a=0.3",
                                [](auto& x, Generator& g) { nn::kaiming_uniform_(x, {.a = 0.3}, g); });
  return failures == 0 ? 0 : 1;
}
