// SPDX-License-Identifier: Apache-2.0
#include <pthread.h>

#include <cstdint>
#include <memory>
#include <stdexcept>

#include <nnstruct/nnstruct.hpp>

#include "support/catch.hpp"

namespace autograd_operation_test {

namespace nn = nnstruct;

namespace {
constexpr int many = NNSTRUCT_TEST_FULL ? 1'000'000 : 100'000;

/// Runs f in a thread with a stack of 256 KB.
template <class F> void with_small_stack(F f) {
  pthread_attr_t attributes;
  pthread_t thread;
  if (pthread_attr_init(&attributes) != 0 || pthread_attr_setstacksize(&attributes, 256 * 1024) != 0 ||
      pthread_create(
          &thread, &attributes,
          [](void* function) -> void* {
            (*static_cast<F*>(function))();
            return nullptr;
          },
          &f) != 0)
    throw std::runtime_error("no thread");
  pthread_join(thread, nullptr);
  pthread_attr_destroy(&attributes);
}
}  // namespace

TEST_CASE("a million operations are recorded, run and given back with a small stack", "[autograd][slow]") {
  float gradient = 0, retained = 0, of_first = 0, of_last = 0;
  with_small_stack([&] {
    nn::Tensor<float> x;
    x.requires_grad_();
    nn::Tensor<float> y = x;
    for (int i = 0; i < many; ++i) y = y + 1;
    y.backward(nn::retain_graph);
    retained = x.grad().item();
    y.backward();
    gradient = x.grad().item();
  });
  CHECK(retained == 1);
  CHECK(gradient == 2);
  with_small_stack([&] {  // given back without having been run; and in the other order, from the beginning on
    nn::Tensor<float> x;
    x.requires_grad_();
    nn::Tensor<float> y = x;
    for (int i = 0; i < many; ++i) y = y * y;
    y = {};
    nn::Tensor<float> a, b;
    a.requires_grad_(), b.requires_grad_();
    nn::Tensor<float> left = a, right = b;
    for (int i = 0; i < many / 2; ++i) {  // two strands that are joined everywhere
      const auto both = left + right;
      left = both - right;
      right = both - left;
    }
    (left + right).backward();
    of_first = a.grad().item(), of_last = b.grad().item();
  });
  CHECK(of_first == 1);
  CHECK(of_last == 1);
}

TEST_CASE("operations give back the memory that their gradients needed, once they have run", "[autograd]") {
  nn::Tensor<float, 3> x;
  x.requires_grad_();
  const auto y = x * 2;
  const auto z = y * y;
  CHECK_FALSE(y.storage().unique());
  nn::sum(z).backward();
  CHECK(y.storage().unique());
}

TEST_CASE("an operation keeps only what the wanted gradients need", "[autograd]") {
  nn::Linear<3, 2> layer;
  nn::init(layer, 0);
  nn::Tensor<float, nn::dyn, 3> x(4);
  const auto y = layer(x);
  CHECK_FALSE(x.storage().unique());       // for the weight's gradient
  CHECK(layer.weight.storage().unique());  // nobody wants that of x
  nn::requires_grad(layer, false);
  nn::Tensor<float, nn::dyn, 3> other(4);
  other.requires_grad_();
  const auto z = layer(other);
  CHECK(other.storage().unique());
  CHECK_FALSE(layer.weight.storage().unique());
}

}  // namespace autograd_operation_test
