// SPDX-License-Identifier: Apache-2.0
// Whole modules that compute without the tape are in tests/module/call.cpp.
#include <nnstruct/autograd/end_of_tape.hpp>

#include <string>

#include <nnstruct/nnstruct.hpp>

#include "support/catch.hpp"

namespace autograd_end_of_tape_test {

namespace nn = nnstruct;
using Number = nn::Tensor<float>;

namespace {
bool recorded(const Number& given, bool learned, const Number& result) {
  Number y = result;
  const nn::autograd::traced traced[] = {{}, {&given.history(), &given.storage()}};
  nn::autograd::record_if_lost(y.history(), y.storage(), "Mine", learned, nn::detail::deliberate_ends(), traced, 2);
  if (!y.requires_grad()) return false;
  const auto error = nnstruct_test::thrown_by<nn::GradError>([&] { (y * 2).backward(); });
  CHECK(nnstruct_test::contains(error.what(),
                                "backward(): no gradient goes through Mine: it gave back a tensor that no"));
  return true;
}
}  // namespace

TEST_CASE("a result without a history is marked where a gradient is lost, and nowhere else", "[autograd]") {
  Number constant, asking;
  asking.requires_grad_();
  CHECK(recorded(asking, false, {}));
  CHECK(recorded(constant, true, {}));
  CHECK_FALSE(recorded(constant, false, {}));
  CHECK_FALSE(recorded(asking, true, asking.detach()));  // what was given
  CHECK_FALSE(asking.has_grad());
  const nn::no_grad guard;
  CHECK_FALSE(recorded(asking, true, {}));
}

TEST_CASE("a tape that is ended on purpose is told by its count", "[autograd]") {
  const unsigned before = nn::detail::deliberate_ends();
  static_cast<void>(Number().detach());
  CHECK(nn::detail::deliberate_ends() == before + 1);
  {
    const nn::no_grad guard;
    const nn::enable_grad again;
  }
  CHECK(nn::detail::deliberate_ends() == before + 2);
  Number asking, result;
  asking.requires_grad_();
  const nn::autograd::traced given = {&asking.history(), &asking.storage()};
  nn::autograd::record_if_lost(result.history(), result.storage(), "Mine", true, before, &given, 1);
  CHECK_FALSE(result.requires_grad());
}

}  // namespace autograd_end_of_tape_test
