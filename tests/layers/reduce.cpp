// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/layers/reduce.hpp>

#include <cmath>

#include "support/gradients.hpp"

namespace nn = nnstruct;
using namespace nnstruct_test;
using nn::dyn;

namespace {
template <std::int64_t... E> using tensor = nn::Tensor<float, E...>;

static_assert(std::is_same_v<decltype(nn::sum(tensor<2, dyn>())), tensor<>>);
static_assert(std::is_same_v<decltype(nn::mean(tensor<>())), tensor<>>);
static_assert(std::is_same_v<decltype(nn::sum<0>(tensor<2, dyn, 4>())), tensor<dyn, 4>>);
static_assert(std::is_same_v<decltype(nn::mean<-1>(tensor<2, dyn, 4>())), tensor<2, dyn>>);
static_assert(std::is_same_v<decltype(nn::sum<0>(tensor<3>())), tensor<>>);

template <class F> void check(const std::string& name, F f) {
  INFO(name);
  CHECK(is_close(f(as<tensor<2, 3, 4>>(autograd_data()[name + ".x"])), autograd_data()[name + ".y"]));
  CHECK(is_close(f(as<tensor<dyn, dyn, dyn>>(autograd_data()[name + ".x"])), autograd_data()[name + ".y"]));
}
}  // namespace

TEST_CASE("sums and means are PyTorch's", "[layers]") {
  check("sum", [](const auto& x) { return nn::sum(x); });
  check("mean", [](const auto& x) { return nn::mean(x); });
  check("sum_0", [](const auto& x) { return nn::sum<0>(x); });
  check("sum_1", [](const auto& x) { return nn::sum<-2>(x); });
  check("sum_-1", [](const auto& x) { return nn::sum<2>(x); });
  check("mean_0", [](const auto& x) { return nn::mean<-3>(x); });
  check("mean_1", [](const auto& x) { return nn::mean<1>(x); });
  check("mean_-1", [](const auto& x) { return nn::mean<-1>(x); });
}

TEST_CASE("the sum of nothing is 0, and its mean is no number", "[layers]") {
  CHECK(nn::sum(tensor<dyn, 3>(0)).item() == 0);
  CHECK(std::isnan(nn::mean(tensor<dyn, 3>(0)).item()));
  CHECK(nn::sum<0>(tensor<dyn, 3>(0))(2) == 0);
  CHECK(std::isnan(nn::mean<0>(tensor<dyn, 3>(0))(2)));
  CHECK(nn::sum<1>(tensor<dyn, 3>(0)).numel() == 0);
}

TEST_CASE("sums are added as double", "[layers]") {
  tensor<dyn> x(1 << 20);
  for (std::int64_t i = 0; i < x.numel(); ++i) x(i) = 0.1f;
  x(0) = 1e7f;
  CHECK(nn::sum(x).item() == static_cast<float>(1e7 + static_cast<double>(0.1f) * static_cast<double>(x.numel() - 1)));
}
