// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/layers/elu.hpp>
#include <nnstruct/module/repr.hpp>

#include "support/catch.hpp"
#include "support/close.hpp"
#include "support/elementwise.hpp"

namespace nn = nnstruct;
using namespace nnstruct_test;

namespace {
template <std::int64_t... E> using tensor = nn::Tensor<float, E...>;
}  // namespace

TEST_CASE("ELU computes and prints what PyTorch's does", "[layers]") {
  check_elementwise<nn::ELU<>>("elu");
  check_elementwise<nn::ELU<nn::elu_options{.alpha = -0.5}>>("elu_alpha");
}

TEST_CASE("ELU leaves its input alone, also where it prints inplace=True", "[layers]") {
  const nn::inplace<nn::ELU<>> layer;
  CHECK(nn::repr(layer) == printed("elu_inplace"));
  const auto x = input_as<tensor<3, 7>>("elu");
  CHECK(is_close(layer(x), output_of("elu")));
  CHECK(is_same(x, input_of("elu")));
}

TEST_CASE("the function elu takes its alpha", "[layers]") {
  const auto x = input_as<tensor<3, 7>>("elu");
  CHECK(is_close(nn::elu(x), output_of("elu")));
  CHECK(is_close(x | nn::elu, output_of("elu")));
  CHECK(is_close(nn::elu(x, -0.5), output_of("elu_alpha")));
}
