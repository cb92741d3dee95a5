// SPDX-License-Identifier: Apache-2.0
// Gradients of arithmetic and of dropout; those of activations are in the table of tests/layers/activations.cpp.
#include <nnstruct/autograd/elements.hpp>

#include <nnstruct/nnstruct.hpp>

#include "support/gradients.hpp"

namespace autograd_elements_test {

namespace nn = nnstruct;
using namespace nnstruct_test;
using nn::dyn;

namespace {
template <std::int64_t... E> using tensor = nn::Tensor<float, E...>;

/// f(a) or f(a, b)
template <class F> void check_of_one(const std::string& name, F f) {
  check_through<tensor<3, 4>>(name, f);
  check_through<tensor<dyn, 4>>(name, f);
}
template <class F> void check_of_two(const std::string& name, F f) {
  const auto b = argument<tensor<3, dyn>>(name, "b");
  check_through<tensor<dyn, 4>>(name, [&](const tensor<dyn, 4>& a) { return f(a, b); });
  check_argument(b, name, "b");
}
}  // namespace

TEST_CASE("gradients of sums, differences and products are PyTorch's", "[autograd]") {
  check_of_two("add", [](const auto& a, const auto& b) { return a + b; });
  check_of_two("sub", [](const auto& a, const auto& b) { return a - b; });
  check_of_two("mul", [](const auto& a, const auto& b) { return a * b; });
  check_of_one("square", [](const auto& a) { return a * a; });
  check_of_one("twice", [](const auto& a) { return a + a; });
  check_of_one("nothing", [](const auto& a) { return a - a * 1; });
  check_of_one("numbers", [](const auto& a) { return (2 * a + 1) / 3 - (1 - a) * 0.5 - 4 + (7 + -a); });
  check_of_two("expression", [](const auto& a, const auto& b) { return (a + b) * (a - b) - b * (a * a); });
}

TEST_CASE("gradients go through the mask that dropout has drawn, which is PyTorch's", "[autograd]") {
  nn::manual_seed(1);
  check_module<nn::Dropout<>, tensor<dyn, 5>>("dropout_1");
  nn::manual_seed(2);
  check_module<nn::Dropout<nn::dropout_options{.p = 0.2}>, tensor<7, 5>>("dropout_2");
  nn::manual_seed(3);
  check_module<nn::Dropout<nn::dropout_options{.p = 1}>, tensor<7, 5>>("dropout_3");
  nn::manual_seed(1);
  check_through<tensor<7, 5>>("dropout_1", nn::dropout);
  nn::manual_seed(4);
  constexpr nn::dropout_options p{.p = 0.3};
  nn::Sequential<nn::Dropout<p>, nn::Linear<5, 5>, nn::Dropout<p>> twice;
  nn::load_state_dict(twice, autograd_part("dropout_twice.state."));
  check_through<tensor<dyn, 5>>("dropout_twice", [&](const auto& x) { return twice(x); });
  check_gradients_of(twice, "dropout_twice");
  check_module<nn::Dropout<>, tensor<3, 4>>("dropout_eval", false);
}

}  // namespace autograd_elements_test
