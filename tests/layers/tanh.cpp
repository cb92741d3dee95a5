// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/layers/tanh.hpp>

#include "support/catch.hpp"
#include "support/close.hpp"
#include "support/elementwise.hpp"

namespace nn = nnstruct;
using namespace nnstruct_test;

namespace {
template <std::int64_t... E> using tensor = nn::Tensor<float, E...>;
}  // namespace

TEST_CASE("Tanh computes and prints what PyTorch's does", "[layers]") { check_elementwise<nn::Tanh>("tanh"); }

TEST_CASE("the function tanh is called or piped, and leaves its input alone", "[layers]") {
  const auto x = input_as<tensor<3, 7>>("tanh");
  CHECK(is_close(nn::tanh(x), output_of("tanh")));
  CHECK(is_close(x | nn::tanh, output_of("tanh")));
  CHECK(is_same(x, input_of("tanh")));
}
