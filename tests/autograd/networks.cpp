// SPDX-License-Identifier: Apache-2.0
// Whole networks: the gradients of all their parameters against PyTorch's.
#include <nnstruct/nnstruct.hpp>

#include "support/gradients.hpp"

namespace autograd_networks_test {

namespace nn = nnstruct;
using namespace nnstruct_test;
using nn::conv_options;
using nn::dyn;

namespace {

struct LeNet {
  nn::Conv2d<1, 3, 3> conv1;
  nn::MaxPool2d<2, 2> pool;
  nn::Conv2d<3, 4, 3> conv2;
  nn::Linear<16, 12> fc1;
  nn::Linear<12, 5> fc2;

  auto forward(const nn::Batch<1, 14, 14>& x) {
    return x | conv1 | nn::relu | pool | conv2 | nn::relu | pool | nn::flatten | fc1 | nn::relu | fc2;
  }
};

struct Block {
  nn::Conv2d<2, 4, 3, conv_options{.stride = 2, .padding = 1, .bias = false}> conv1;
  nn::BatchNorm2d<4> bn1;
  nn::Conv2d<4, 4, 3, conv_options{.padding = 1, .bias = false}> conv2;
  nn::BatchNorm2d<4> bn2;
  nn::Sequential<nn::Conv2d<2, 4, 1, conv_options{.stride = 2, .bias = false}>, nn::BatchNorm2d<4>> downsample;

  auto forward(const nn::Batch<2, 6, 5>& x) {
    const auto y = x | conv1 | bn1 | nn::relu;
    return nn::relu((y | conv2 | bn2) + (x | downsample));
  }
};

struct Shared {
  nn::Linear<4, 4> fc;

  auto forward(nn::Tensor<float, dyn, 4> x) {
    for (int i = 0; i < 3; ++i) x = nn::tanh(fc(x));
    return x;
  }
};

struct LM {
  nn::Embedding<7, 4> wte;
  nn::Linear<4, 4> q, k;
  nn::LayerNorm<4> ln;
  nn::TiedLinear<"wte.weight", 4, 7> lm_head;

  auto forward(const nn::Tensor<std::int64_t, 2, 3>& tokens) {
    const auto x = wte(tokens);
    const auto scores = nn::matmul(q(x), nn::reshape<2, 4, 3>(k(x)));
    return lm_head(ln(x + nn::matmul(nn::softmax<-1>(scores * 0.5), x)), wte.weight);
  }
};

using Mlp = nn::Sequential<nn::Linear<5, 4>, nn::ReLU, nn::Sequential<nn::Linear<4, 3>, nn::Tanh>>;

}  // namespace

TEST_CASE("gradients of whole networks are PyTorch's", "[autograd]") {
  check_module<LeNet, nn::Batch<1, 14, 14>>("lenet");
  check_trained<Block, nn::Batch<2, 6, 5>, nn::Batch<2, 6, 5>>("block");
  check_module<Block, nn::Batch<2, 6, 5>>("block_eval", false);
  check_module<Mlp, nn::Tensor<float, dyn, 5>>("sequential");
}

TEST_CASE("gradients of a layer that is used several times add up", "[autograd]") {
  check_module<Shared, nn::Tensor<float, dyn, 4>>("shared");
}

TEST_CASE("gradients of a weight that two layers are tied to add up", "[autograd]") {
  check_module<LM, nn::Tensor<std::int64_t, 2, 3>>("lm");
}

TEST_CASE("a frozen layer lets gradients through and has none", "[autograd]") {
  nn::Sequential<nn::Linear<5, 4>, nn::Linear<4, 3>, nn::Linear<3, 2>> net;
  nn::load_state_dict(net, autograd_part("frozen.state."));
  nn::requires_grad(net.get<1>(), false);
  check_through<nn::Tensor<float, dyn, 5>>("frozen", [&](const auto& x) { return net(x); });
  check_gradients_of(net, "frozen");
}

TEST_CASE("the same program gives the same bits", "[autograd]") {
  const auto run = [] {
    LeNet net;
    nn::load_state_dict(net, autograd_part("lenet.state."));
    nn::sum(nn::log_softmax<1>(net.forward(as<nn::Batch<1, 14, 14>>(autograd_data()["lenet.x"])))).backward();
    return net;
  };
  LeNet first = run(), second = run();
  CHECK(is_same(first.conv1.weight.grad(), second.conv1.weight.grad()));
  CHECK(is_same(first.conv2.weight.grad(), second.conv2.weight.grad()));
  CHECK(is_same(first.fc1.weight.grad(), second.fc1.weight.grad()));
  CHECK(is_same(first.fc2.bias.grad(), second.fc2.bias.grad()));
}

}  // namespace autograd_networks_test
