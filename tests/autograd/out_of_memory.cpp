// SPDX-License-Identifier: Apache-2.0
// Where memory ends in the middle of a backward(), no gradient changes.
#ifndef __SANITIZE_ADDRESS__
#include <nnstruct/nnstruct.hpp>

#include <new>
#include <vector>

#include "support/allocations.hpp"
#include "support/catch.hpp"

namespace {
thread_local long left = -1;  // allocations until one fails; none does while negative
}  // namespace

static void before_allocation(std::size_t) {
  if (left == 0) throw std::bad_alloc();
  if (left > 0) --left;
}

namespace nn = nnstruct;

namespace {
struct Net {
  nn::Linear<3, 4> fc1;
  nn::LayerNorm<4> norm;
  nn::Linear<4, 2> fc2;
  auto forward(const nn::Tensor<float, 2, 3>& x) {
    const auto y = x | fc1 | nn::relu;
    return fc2(norm(y + y * y));
  }
};

/// Lets the first allocation fail, then the second, and so on until f gets through; how many that were.
template <class F, class Check> long fail_everywhere(F f, Check check) {
  for (long n = 0;; ++n) {
    left = n;
    try {
      f();
      left = -1;
      return n;
    } catch (const std::bad_alloc&) { left = -1; }
    check();
  }
}

std::vector<float> gradients(Net& net) {
  std::vector<float> all;
  for (const auto& p : nn::parameters(net)) {
    const nn::AnyTensor gradient = p.grad();
    all.insert(all.end(), gradient.values<float>(), gradient.values<float>() + p.numel());
  }
  return all;
}
}  // namespace

TEST_CASE("memory that ends in a backward() changes no gradient", "[autograd]") {
  auto net = nn::init<Net>(0);
  nn::Tensor<float, 2, 3> x;
  nn::ones_(x);
  nn::sum(net.forward(x)).backward();
  const std::vector<float> before = gradients(net);

  nn::Tensor<float> loss = nn::sum(net.forward(x));
  const long failures = fail_everywhere([&] { loss.backward(); },
                                        [&] {
                                          CHECK(gradients(net) == before);
                                          loss = nn::sum(net.forward(x));
                                        });
  CHECK(failures > 10);
  const std::vector<float> after = gradients(net);
  for (std::size_t i = 0; i < after.size(); ++i) CHECK(after[i] == 2 * before[i]);
}

TEST_CASE("memory that ends in a forward leaves a model that can be trained", "[autograd]") {
  auto net = nn::init<Net>(0);
  nn::Tensor<float, 2, 3> x;
  nn::ones_(x);
  // Once with all the memory: where it ends while oneDNN makes a primitive, oneDNN ends the program.
  nn::Tensor<float> loss = nn::sum(net.forward(x));
  const long failures = fail_everywhere([&] { loss = nn::sum(net.forward(x)); }, [] {});
  CHECK(failures > 10);
  loss.backward();
  CHECK(net.fc1.weight.has_grad());
}
#endif

namespace autograd_out_of_memory_test {}  // namespace autograd_out_of_memory_test
