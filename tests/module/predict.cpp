// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/nnstruct.hpp>

#include "support/catch.hpp"
#include "support/close.hpp"

namespace module_predict_test {

namespace nn = nnstruct;
using namespace nnstruct_test;

namespace {

/// As in the README: one forward, not const.
struct Net {
  nn::Conv2d<3, 6, 5> conv1;
  nn::MaxPool2d<2, 2> pool;
  nn::Conv2d<6, 8, 5> conv2;
  nn::Linear<200, 32> fc1;
  nn::Linear<32, 16> fc2;
  nn::Linear<16, 10> fc3;

  auto forward(const nn::Batch<3, 32, 32>& x) {
    return x | conv1 | nn::relu | pool | conv2 | nn::relu | pool | nn::flatten | fc1 | nn::relu | fc2 | nn::relu | fc3;
  }
};
struct ConstNet {
  Net parts;

  auto forward(const nn::Batch<3, 32, 32>& x) const {
    const auto& [conv1, pool, conv2, fc1, fc2, fc3] = parts;
    return x | conv1 | nn::relu | pool | conv2 | nn::relu | pool | nn::flatten | fc1 | nn::relu | fc2 | nn::relu | fc3;
  }
};
struct Both {
  int calls = 0;

  int forward(int x) {
    ++calls;
    return x + 1;
  }
  int forward(int x) const { return x + 2; }
};
struct TwoInputs {
  float own = 2;

  auto forward(const nn::Tensor<float, 2>& a, const nn::Tensor<float, 2>& b) const { return own * (a(0) + b(1)); }
};

}  // namespace

TEST_CASE("predict gives what PyTorch's model gives", "[module]") {
  const auto x = input_as<nn::Batch<3, 32, 32>>("net");
  auto net = module_of<Net>("net");
  CHECK(is_close(nn::predict(net, x), output_of("net")));
  const ConstNet constant{net};
  CHECK(is_close(nn::predict(constant, x), output_of("net")));
  CHECK(is_close(nn::predict(decltype(net)(net), x), output_of("net")));  // a model that nobody keeps
  ConstNet other{net};
  CHECK(is_close(nn::predict(other, x), output_of("net")));
}

TEST_CASE("predict calls the const forward of a const model", "[module]") {
  Both both;
  CHECK(nn::predict(both, 1) == 2);
  const Both& constant = both;
  CHECK(nn::predict(constant, 1) == 3);
  CHECK(both.calls == 1);
}

TEST_CASE("predict hands on as many inputs as forward takes", "[module]") {
  nn::Tensor<float, 2> a, b;
  a(0) = 1;
  b(1) = 2;
  const TwoInputs model;
  CHECK(nn::predict(model, a, b) == 6);
}

TEST_CASE("an input of known size goes where any size does", "[module]") {
  auto net = module_of<Net>("net");
  CHECK(is_close(nn::predict(net, input_as<nn::Tensor<float, 2, 3, 32, 32>>("net")), output_of("net")));
}

}  // namespace module_predict_test
