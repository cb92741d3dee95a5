// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/module/gradients.hpp>

#include <algorithm>
#include <limits>
#include <string>

#include <nnstruct/layers/linear.hpp>
#include <nnstruct/layers/reduce.hpp>
#include <nnstruct/layers/sequential.hpp>
#include <nnstruct/module/init.hpp>

#include "support/gradients.hpp"

namespace module_gradients_test {

namespace nn = nnstruct;
using namespace nnstruct_test;

namespace {
using Net = nn::Sequential<nn::Linear<3, 2>, nn::Linear<2, 1>>;

nn::Tensor<float, 4, 3> input() {
  nn::Tensor<float, 4, 3> x;
  nn::ones_(x);
  return x;
}
void check_clipped(const std::string& name, double max_norm, double norm_type) {
  INFO(name);
  const nn::StateDict before = autograd_part("clip." + name + ".before.");
  const nn::StateDict after = autograd_part("clip." + name + ".after.");
  Net net;
  for (const auto& p : nn::parameters(net))
    if (before.contains(p.key())) {
      nn::detail::storage_handle gradient(
          nn::detail::allocate_storage(static_cast<std::size_t>(p.numel()) * sizeof(float), false));
      std::copy_n(before[p.key()].values<float>(), p.numel(), reinterpret_cast<float*>(gradient.data()));
      p.values().gradient(gradient);
    }
  const nn::AnyTensor kept = nn::parameters(net)[0].grad();
  const auto total = static_cast<float>(nn::clip_grad_norm(net, max_norm, norm_type));
  CHECK(is_close(&total, autograd_data()["clip." + name + ".total"].values<float>(), 1));
  for (const auto& p : nn::parameters(net)) {
    INFO(p.key());
    REQUIRE(p.has_grad() == after.contains(p.key()));
    if (p.has_grad()) CHECK(is_close(p.grad().values<float>(), after[p.key()].values<float>(), p.numel()));
  }
  CHECK(is_close(kept.values<float>(), before["0.weight"].values<float>(), kept.numel()));
}
}  // namespace

TEST_CASE("clip_grad_norm is PyTorch's", "[module]") {
  constexpr double infinite = std::numeric_limits<double>::infinity();
  check_clipped("two", 1, 2);
  check_clipped("one", 1, 1);
  check_clipped("inf", 0.5, infinite);
  check_clipped("three", 0.7, 3);
  check_clipped("enough", 100, 2);
  check_clipped("zero", 0, 2);
  check_clipped("nan", 1, 2);
  check_clipped("nan_inf", 1, infinite);
  check_clipped("infinite", 1, 2);
}

TEST_CASE("clip_grad_norm takes a part of a model, and one without gradients", "[module]") {
  auto net = nn::init<Net>(0);
  CHECK(nn::clip_grad_norm(net, 1) == 0);
  nn::sum(net(input())).backward();
  const float bias = net.get<0>().bias.grad()(0);
  CHECK(nn::clip_grad_norm(net.get<1>(), 0.5) > 4);
  CHECK(net.get<1>().bias.grad()(0) < 0.5f);
  CHECK(net.get<0>().bias.grad()(0) == bias);
  CHECK(nn::clip_grad_norm(nn::parameters(net).first(2), 1e-3) > 0);
  CHECK(net.get<0>().bias.grad()(0) != bias);
  CHECK_THROWS_AS(nn::clip_grad_norm(net, 1, 0), nn::GradError);
  CHECK_THROWS_AS(nn::clip_grad_norm(net, 1, std::numeric_limits<double>::quiet_NaN()), nn::GradError);
}

TEST_CASE("zero_grad forgets gradients, of a model or a part of it", "[module]") {
  auto net = nn::init<Net>(0);
  nn::zero_grad(net);
  nn::sum(net(input())).backward();
  nn::zero_grad(net.get<1>());
  CHECK_FALSE(net.get<1>().weight.has_grad());
  CHECK(net.get<0>().weight.has_grad());
  nn::zero_grad(nn::parameters(net).last(3));
  CHECK_FALSE(net.get<0>().bias.has_grad());
  CHECK(net.get<0>().weight.has_grad());
  const auto error = thrown_by<nn::GradError>([&] { nn::parameters(net)[1].grad(); });
  CHECK(contains(error.what(), "0.bias [2] has no gradient"));
}

TEST_CASE("requires_grad freezes a model, a part of it, or a slice", "[module]") {
  auto net = nn::init<Net>(0);
  nn::sum(net(input())).backward();
  nn::requires_grad(net, false);
  for (const auto& p : nn::parameters(net)) CHECK((!p.requires_grad() && !p.has_grad()));
  nn::requires_grad(net.get<1>(), true);
  nn::sum(net(input())).backward();
  CHECK_FALSE(net.get<0>().weight.has_grad());
  CHECK(net.get<1>().weight.has_grad());
  nn::requires_grad(nn::parameters(net), true);
  nn::requires_grad(nn::parameters(net).last(2), false);
  nn::sum(net(input())).backward();
  CHECK(net.get<0>().weight.has_grad());
  CHECK_FALSE(net.get<1>().weight.has_grad());
}

}  // namespace module_gradients_test
