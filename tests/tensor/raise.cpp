// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/error.hpp>
#include <nnstruct/tensor/raise.hpp>

#include "support/catch.hpp"

namespace tensor_raise_test {

namespace nn = nnstruct;
using namespace nnstruct_test;

TEST_CASE("a ShapeError shows both shapes, an unknown extent as *", "[tensor]") {
  const std::int64_t expected[] = {-1, 3, 32}, found[] = {0, 4};
  const auto error = thrown_by<nn::ShapeError>([&] {
    nn::detail::throw_shape_error("what", {expected, 3}, {found, 2});
  });
  CHECK(std::string(error.what()) == "what: expected [*, 3, 32], found [0, 4]");
  const auto without = thrown_by<nn::ShapeError>([&] {
    nn::detail::throw_shape_error("what", {nullptr, 0}, {found, 1});
  });
  CHECK(std::string(without.what()) == "what: expected [], found [0]");
}

TEST_CASE("a ShapeError is one of the library's errors, with its text as it is", "[tensor]") {
  const auto error = thrown_by<nn::Error>([] { nn::detail::throw_shape_error("100 % of it"); });
  CHECK(std::string(error.what()) == "100 % of it");
}

}  // namespace tensor_raise_test
