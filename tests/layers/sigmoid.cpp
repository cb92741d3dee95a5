// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/layers/sigmoid.hpp>

#include "support/catch.hpp"
#include "support/close.hpp"
#include "support/elementwise.hpp"

namespace nn = nnstruct;
using namespace nnstruct_test;

namespace {
template <std::int64_t... E> using tensor = nn::Tensor<float, E...>;
}  // namespace

TEST_CASE("Sigmoid computes and prints what PyTorch's does", "[layers]") { check_elementwise<nn::Sigmoid>("sigmoid"); }

TEST_CASE("the function sigmoid is called or piped, and leaves its input alone", "[layers]") {
  const auto x = input_as<tensor<3, 7>>("sigmoid");
  CHECK(is_close(nn::sigmoid(x), output_of("sigmoid")));
  CHECK(is_close(x | nn::sigmoid, output_of("sigmoid")));
  CHECK(is_same(x, input_of("sigmoid")));
}
