// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/module/call.hpp>
#include <nnstruct/nnstruct.hpp>

#include <utility>

#include "support/catch.hpp"

namespace module_call_test {

namespace nn = nnstruct;

namespace {
using Two = nn::Tensor<float, 2>;

struct Counts {
  int constant = 0, other = 0;
  auto forward(const Two& x) {
    ++other;
    return x;
  }
  auto forward(const Two& x, float by) const {
    Two y;
    for (int i = 0; i < 2; ++i) y(i) = x(i) * by + static_cast<float>(constant);
    return y;
  }
};
}  // namespace

TEST_CASE("a module is called with what its forward takes, under another name too", "[module]") {
  Two x;
  x(0) = 3;
  Counts counts;
  nn::detail::call_forward(counts, x);
  CHECK(counts.other == 1);
  CHECK(nn::detail::call_forward(std::as_const(counts), x, 2.0f)(0) == 6);

  nn::named<"a-b", Counts> named;
  nn::detail::call_forward(named, x);
  x | named;
  named(x);
  CHECK(named->other == 3);
  CHECK(nn::detail::call_forward(std::as_const(named), x, 2.0f)(0) == 6);
}

}  // namespace module_call_test
