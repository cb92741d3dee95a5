// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/autograd/grad_mode.hpp>

#include <stdexcept>
#include <thread>

#include <nnstruct/nnstruct.hpp>

#include "support/catch.hpp"

namespace autograd_grad_mode_test {

namespace nn = nnstruct;

namespace {
using X = nn::Tensor<float, nn::dyn, 3>;
struct Net {
  nn::Linear<3, 2> fc;
  auto forward(const X& x) { return fc(x); }
  auto forward(const X& x) const { return fc(x); }
};
X input() {
  X x(2);
  nn::ones_(x);
  return x;
}
}  // namespace

TEST_CASE("under no_grad nothing is recorded, and scopes are nested", "[autograd]") {
  auto net = nn::init<Net>(0);
  CHECK(nn::is_grad_enabled());
  CHECK(net.forward(input()).requires_grad());
  {
    const nn::no_grad guard;
    CHECK_FALSE(nn::is_grad_enabled());
    CHECK_FALSE(net.forward(input()).requires_grad());
    CHECK_FALSE((input().requires_grad_() * 2).requires_grad());
    {
      const nn::enable_grad again;
      CHECK(net.forward(input()).requires_grad());
      {
        const nn::no_grad innermost;
        CHECK_FALSE(nn::is_grad_enabled());
      }
      CHECK(nn::is_grad_enabled());
    }
    CHECK_FALSE(nn::is_grad_enabled());
  }
  CHECK(nn::is_grad_enabled());
  try {
    const nn::no_grad guard;
    throw std::runtime_error("out of the scope");
  } catch (const std::runtime_error&) { CHECK(nn::is_grad_enabled()); }
}

TEST_CASE("a tensor keeps what was recorded of it when grad mode changes", "[autograd]") {
  auto net = nn::init<Net>(0);
  const auto y = net.forward(input());
  const nn::no_grad guard;
  CHECK(y.requires_grad());
  CHECK_FALSE(nn::sum(y).requires_grad());
  const auto loss = [&] {
    const nn::enable_grad again;
    return nn::sum(y);
  }();
  loss.backward();  // as in PyTorch, under no_grad too
  CHECK(net.fc.weight.has_grad());
}

TEST_CASE("grad mode is each thread's own", "[autograd]") {
  const nn::no_grad guard;
  bool in_thread = false, after = true;
  std::thread([&] {
    in_thread = nn::is_grad_enabled();
    const nn::no_grad its_own;
    after = nn::is_grad_enabled();
  }).join();
  CHECK(in_thread);
  CHECK_FALSE(after);
  CHECK_FALSE(nn::is_grad_enabled());
  nn::enable_grad again;
  std::thread([] { const nn::no_grad its_own; }).join();
  CHECK(nn::is_grad_enabled());
}

TEST_CASE("predict records nothing", "[autograd]") {
  auto net = nn::init<Net>(0);
  auto x = input();
  x.requires_grad_();
  CHECK_FALSE(nn::predict(net, x).requires_grad());
  CHECK(nn::is_grad_enabled());
  CHECK(net.forward(x).requires_grad());
}

TEST_CASE("a const model's parameters are constants, and gradients flow through it to its input", "[autograd]") {
  auto net = nn::init<Net>(0);
  const Net& constant = net;
  CHECK_FALSE(constant.forward(input()).requires_grad());
  auto x = input();
  x.requires_grad_();
  nn::sum(constant.forward(x)).backward();
  CHECK_FALSE(net.fc.weight.has_grad());
  for (std::int64_t i = 0; i < 3; ++i) CHECK(x.grad()(1, i) == net.fc.weight.data()[i] + net.fc.weight.data()[3 + i]);
}

TEST_CASE("parameters that do not require gradients are constants", "[autograd]") {
  auto net = nn::init<Net>(0);
  nn::requires_grad(net, false);
  CHECK_FALSE(net.forward(input()).requires_grad());
  nn::requires_grad(net.fc, true);
  CHECK(net.forward(input()).requires_grad());
  nn::parameters(net).first(1).requires_grad(false);
  nn::sum(net.forward(input())).backward();
  CHECK_FALSE(net.fc.weight.has_grad());
  CHECK(net.fc.bias.grad()(0) == 2);
}

}  // namespace autograd_grad_mode_test
