// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/layers/gelu.hpp>

#include "support/catch.hpp"
#include "support/close.hpp"
#include "support/elementwise.hpp"

namespace nn = nnstruct;
using namespace nnstruct_test;

namespace {
template <std::int64_t... E> using tensor = nn::Tensor<float, E...>;
}  // namespace

using nn::gelu_approximation;

TEST_CASE("GELU computes and prints what PyTorch's does", "[layers]") {
  check_elementwise<nn::GELU<>>("gelu");
  check_elementwise<nn::GELU<nn::gelu_options{.approximate = gelu_approximation::tanh}>>("gelu_tanh");
}

TEST_CASE("the function gelu takes its approximation", "[layers]") {
  const auto x = input_as<tensor<3, 7>>("gelu_tanh");
  CHECK(is_close(nn::gelu(x, gelu_approximation::tanh), output_of("gelu_tanh")));
  CHECK(is_close(nn::gelu(input_as<tensor<3, 7>>("gelu")), output_of("gelu")));
  CHECK(is_close(input_as<tensor<3, 7>>("gelu") | nn::gelu, output_of("gelu")));
}
