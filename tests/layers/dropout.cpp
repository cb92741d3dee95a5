// SPDX-License-Identifier: Apache-2.0
// Dropout, bit for bit what PyTorch draws; see tests/data/make_random.py.
#include <nnstruct/layers/dropout.hpp>

#include <cmath>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

#include <nnstruct/nnstruct.hpp>

#include "support/catch.hpp"
#include "support/close.hpp"
#include "support/random_cases.hpp"

namespace layers_dropout_test {

namespace nn = nnstruct;
using nnstruct_test::contains;
using nnstruct_test::text_of;
using nnstruct_test::thrown_by;
using drawn = std::vector<nn::AnyTensor>;

/// Dropout draws from the process's generator.
template <class Draw> static bool draws_as_pytorch(const std::string& name, Draw draw) {
  return nnstruct_test::draws_as_pytorch(name, [&](nn::Generator& generator) {
    nn::manual_seed(generator.initial_seed());
    return draw();
  });
}

static nn::Tensor<float, 10> special() {
  const float inf = std::numeric_limits<float>::infinity();
  const float values[] = {-1, 2, inf, -inf, std::nanf(""), 0.0f, -0.0f, 1e-40f, 3.4e38f, -5.5f};
  nn::Tensor<float, 10> x;
  std::copy_n(values, 10, x.data());
  return x;
}
static auto next() { return nn::rand<nn::Tensor<float, 1>>(); }

TEST_CASE("dropout draws as PyTorch's", "[layers]") {
  CHECK(draws_as_pytorch("dropout(ones(100),0.3)", [] {
    nn::Tensor<float, 100> x;
    nn::ones_(x);
    return drawn{nn::dropout(x, 0.3)};
  }));
  CHECK(draws_as_pytorch("dropout(special,0.5)", [] { return drawn{special() | nn::dropout}; }));
  CHECK(draws_as_pytorch("dropout(randn(50,20),0.1)", [] {
    const auto x = nn::randn<nn::Tensor<float, 50, 20>>();
    return drawn{nn::dropout(x, 0.1)};
  }));
  CHECK(draws_as_pytorch("Dropout(0.2)(randn(3,4,5,6))", [] {
    const auto x = nn::randn<nn::Tensor<float, 3, nn::dyn, 5, nn::dyn>>(4, 6);
    nn::Dropout<nn::dropout_options{.p = 0.2}> layer;
    return drawn{layer(x)};
  }));
}

TEST_CASE("dropout without chance draws nothing", "[layers]") {
  CHECK(draws_as_pytorch("dropout(special,0)", [] { return drawn{nn::dropout(special(), 0), next()}; }));
  CHECK(draws_as_pytorch("dropout(special,1)", [] { return drawn{nn::dropout(special(), 1), next()}; }));
  CHECK(draws_as_pytorch("dropout(special,eval)", [] { return drawn{nn::dropout(special(), 0.5, false), next()}; }));
  CHECK(draws_as_pytorch("dropout(empty)", [] {
    const nn::Tensor<float, nn::dyn, 3> x(0);
    return drawn{nn::dropout(x), next()};
  }));
}

TEST_CASE("a Dropout layer works in training and is the identity in evaluation", "[layers]") {
  nn::Sequential<nn::Dropout<>, nn::inplace<nn::Dropout<nn::dropout_options{.p = 0.9}>>> net;
  const auto x = nn::randn<nn::Tensor<float, 40>>();
  const auto y = net(x);
  CHECK(y.data() != x.data());
  nn::eval(net);
  CHECK(net(x).data() == x.data());
  CHECK(std::as_const(net)(x).data() == x.data());
  nn::train(net);
  CHECK(contains(thrown_by<nn::Error>([&] { std::as_const(net)(x); }).what(), "call nn::eval(net) first"));
  static_assert(!nn::schema<decltype(net)>.size());
}

TEST_CASE("Dropout prints as PyTorch's", "[layers]") {
  CHECK(nn::repr(nn::Dropout<>()) == text_of("random_repr.txt", "dropout"));
  CHECK(nn::repr(nn::Dropout<nn::dropout_options{.p = 0.2}>()) == text_of("random_repr.txt", "dropout_p"));
  CHECK(nn::repr(nn::inplace<nn::Dropout<nn::dropout_options{.p = 0.2}>>()) ==
        text_of("random_repr.txt", "dropout_inplace"));
}

TEST_CASE("a p that is no probability is refused", "[layers]") {
  const nn::Tensor<float, 3> x;
  CHECK(thrown_by<nn::Error>([&] { nn::dropout(x, 1.5); }).what() ==
        std::string("dropout probability has to be between 0 and 1, but got 1.5"));
  CHECK(contains(thrown_by<nn::Error>([&] { nn::dropout(x, -0.1); }).what(), "but got -0.1"));
  thrown_by<nn::Error>([&] { nn::dropout(x, std::nan("")); });
}

}  // namespace layers_dropout_test
