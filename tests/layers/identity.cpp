// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/layers/identity.hpp>
#include <nnstruct/module/repr.hpp>

#include "support/catch.hpp"
#include "support/close.hpp"
#include "support/elementwise.hpp"

namespace nn = nnstruct;
using namespace nnstruct_test;

TEST_CASE("Identity gives its input and prints as PyTorch's does", "[layers]") {
  check_elementwise<nn::Identity>("identity");
  CHECK(nn::repr(nn::Identity{}) == printed("identity_with_arguments"));
  nn::Tensor<std::int64_t, 2> numbers;
  auto same = numbers | nn::Identity{};
  same(1) = 7;
  CHECK(numbers(1) == 7);
}
