// SPDX-License-Identifier: Apache-2.0
// Every distribution, bit for bit what PyTorch draws, for several seeds; see tests/data/make_random.py.
#include <nnstruct/random/draws.hpp>

#include <cstdint>
#include <string>
#include <vector>

#include <nnstruct/random/fill.hpp>
#include <nnstruct/random/tensors.hpp>

#include "support/catch.hpp"
#include "support/random_cases.hpp"

namespace random_draws_test {

namespace nn = nnstruct;
using nnstruct_test::draws_as_pytorch;
using drawn = std::vector<nn::AnyTensor>;
using nn::Generator;
template <class T> using vector = nn::Tensor<T, nn::dyn>;

template <class T = float> static auto normal(std::int64_t n, double mean = 0, double std = 1) {
  return [=](Generator& g) {
    vector<T> x(n);
    nn::normal_(x, mean, std, g);
    return drawn{x};
  };
}
template <class T = float> static auto uniform(std::int64_t n, double from = 0, double to = 1) {
  return [=](Generator& g) {
    vector<T> x(n);
    nn::uniform_(x, from, to, g);
    return drawn{x};
  };
}
static auto bernoulli(std::int64_t n, double p) {
  return [=](Generator& g) {
    vector<float> x(n);
    nn::bernoulli_(x, p, g);
    return drawn{x};
  };
}
static auto integers(std::int64_t low, std::int64_t high, std::int64_t n) {
  return [=](Generator& g) { return drawn{nn::randint(low, high, n, g)}; };
}
static auto permutation(std::int64_t n) {
  return [=](Generator& g) { return drawn{nn::randperm(n, g)}; };
}

TEST_CASE("uniform numbers", "[random]") {
  CHECK(draws_as_pytorch("rand(5)", uniform(5)));
  CHECK(draws_as_pytorch("rand(1000)", uniform(1000)));
  CHECK(draws_as_pytorch("uniform_(100,-2,5)", uniform(100, -2, 5)));
  CHECK(draws_as_pytorch("uniform_(100003,-2.1,5.3)", uniform(100003, -2.1, 5.3)));
  CHECK(draws_as_pytorch("uniform_(3,1,1)", uniform(3, 1, 1)));
  CHECK(draws_as_pytorch("rand(10,float64)", uniform<double>(10)));
  CHECK(draws_as_pytorch("uniform_(1000,-2.1,5.3,float64)", uniform<double>(1000, -2.1, 5.3)));
}

TEST_CASE("uniform numbers of two bytes: rounded, and never the end of the interval", "[random]") {
  CHECK(draws_as_pytorch("rand(10000,float16) (2.14)", uniform<nn::float16>(10000)));
  CHECK(draws_as_pytorch("rand(10000,bfloat16) (2.14)", uniform<nn::bfloat16>(10000)));
  CHECK(draws_as_pytorch("uniform_(1000,-2.1,5.3,float16) (2.14)", uniform<nn::float16>(1000, -2.1, 5.3)));
  CHECK(draws_as_pytorch("uniform_(1000,-2.1,5.3,bfloat16) (2.14)", uniform<nn::bfloat16>(1000, -2.1, 5.3)));
}

TEST_CASE("fewer than 16 normal numbers", "[random]") {
  CHECK(draws_as_pytorch("randn(7)", normal(7)));
  CHECK(draws_as_pytorch("randn(15)", normal(15)));
  CHECK(draws_as_pytorch("normal_(15,2.1,3.3)", normal(15, 2.1, 3.3)));
  CHECK(draws_as_pytorch("normal_(7,2.1,3.3,float64) (2.14)", normal<double>(7, 2.1, 3.3)));
  CHECK(draws_as_pytorch("normal_(0)", normal(0)));
}

TEST_CASE("16 normal numbers and more", "[random]") {
  CHECK(draws_as_pytorch("randn(16)", normal(16)));
  CHECK(draws_as_pytorch("randn(17)", normal(17)));
  CHECK(draws_as_pytorch("normal_(1000)", normal(1000)));
  CHECK(draws_as_pytorch("normal_(1000,2,3)", normal(1000, 2, 3)));
  CHECK(draws_as_pytorch("normal_(4097,-1,0.5)", normal(4097, -1, 0.5)));
  CHECK(draws_as_pytorch("normal_(8192,0,0)", normal(8192, 0, 0)));
  CHECK(draws_as_pytorch("normal_(100003)", normal(100003)));
  CHECK(draws_as_pytorch("normal_(10007,2.1,3.3,float64)", normal<double>(10007, 2.1, 3.3)));
}

TEST_CASE("the second normal number of a pair waits, whatever is drawn in between", "[random]") {
  CHECK(draws_as_pytorch("mixed", [](Generator& g) {
    drawn result;
    const auto add = [&](const drawn& more) { result.insert(result.end(), more.begin(), more.end()); };
    add(normal(3)(g));
    add(uniform(5)(g));
    add(normal(2)(g));
    add(normal(20)(g));
    add(normal(1)(g));
    add(permutation(4)(g));
    add(normal<double>(2)(g));
    nn::Tensor<float> scalar;
    nn::normal_(scalar, 0, 1, g);
    add({scalar});
    return result;
  }));
}

TEST_CASE("zeros and ones", "[random]") {
  CHECK(draws_as_pytorch("bernoulli_(0.7,100)", bernoulli(100, 0.7)));
  CHECK(draws_as_pytorch("bernoulli_(0,20)", bernoulli(20, 0)));
  CHECK(draws_as_pytorch("bernoulli_(1,20)", bernoulli(20, 1)));
  CHECK(draws_as_pytorch("bernoulli_(0.5,1000)", bernoulli(1000, 0.5)));
}

TEST_CASE("integers", "[random]") {
  CHECK(draws_as_pytorch("randint(0,10,50)", integers(0, 10, 50)));
  CHECK(draws_as_pytorch("randint(0,2**40,50)", integers(0, std::int64_t{1} << 40, 50)));
  CHECK(draws_as_pytorch("randint(-5,2**28-6,50)", integers(-5, (1 << 28) - 6, 50)));
  CHECK(draws_as_pytorch("randint(-5,2**28-5,50) (2.14)", integers(-5, (1 << 28) - 5, 50)));
  CHECK(draws_as_pytorch("randint(-2**63,2**63-1,50)", integers(INT64_MIN, INT64_MAX, 50)));
}

TEST_CASE("permutations", "[random]") {
  for (const std::int64_t n : {0, 1, 2, 10, 1000, 4097, 50000, 70000})
    CHECK(draws_as_pytorch("randperm(" + std::to_string(n) + ")", permutation(n)));
}

}  // namespace random_draws_test
