// SPDX-License-Identifier: Apache-2.0
// Eight threads, each of which trains its own copy of one model: every thread gets the bits that one thread alone gets,
// and the model stays as it was.
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <thread>
#include <vector>

#include <nnstruct/nnstruct.hpp>
#include <nnstruct/optim/sgd.hpp>
namespace nn = nnstruct;

namespace {

struct Net {
  nn::Conv2d<1, 4, 3> conv1;
  nn::BatchNorm2d<4> bn1;
  nn::MaxPool2d<2> pool;
  nn::Linear<36, 16> fc1;
  nn::Linear<16, 10> fc2;

  auto forward(const nn::Batch<1, 8, 8>& x) {
    return x | conv1 | bn1 | nn::relu | pool | nn::flatten | fc1 | nn::tanh | fc2;
  }
};

/// A few steps from the given model on; the data are the seed's.
Net trained(Net net, std::uint64_t seed) {
  nn::Generator generator(seed);
  nn::SGD<Net> sgd{{.lr = 0.05, .momentum = 0.9}};
  for (int step = 0; step < 10; ++step) {
    const auto x = nn::randn<nn::Batch<1, 8, 8>>(generator, 6);
    const auto labels = nn::randint(0, 10, 6, generator);
    nn::zero_grad(net);
    const auto loss = nn::cross_entropy(net.forward(x), labels);
    loss.backward();
    nn::clip_grad_norm(net, 5);
    sgd.step(net);
    Net snapshot = net;  // shares its memory until the next step
    if (snapshot.fc1.weight.has_grad()) std::abort();
  }
  return net;
}

bool same_bits(const Net& a, const Net& b) {
  const nn::StateDict left = nn::state_dict(a), right = nn::state_dict(b);
  for (const auto& [key, tensor] : left) {
    const auto bytes = static_cast<std::size_t>(tensor.numel()) * nn::size_of(tensor.dtype);
    if (std::memcmp(tensor.data.get(), right[key].data.get(), bytes) != 0) return false;
  }
  return true;
}

}  // namespace

int main() {
  constexpr std::uint64_t threads = 8, seeds = 4;
  const auto net = nn::init<Net>(0);
  const Net before = net;
  std::vector<Net> alone;
  for (std::uint64_t seed = 0; seed < seeds; ++seed) alone.push_back(trained(net, seed));
  if (same_bits(alone[0], alone[1]) || same_bits(alone[0], net)) {
    std::cerr << "other data give the same model: the program compares nothing\n";
    return 1;
  }

  std::atomic<int> wrong{0};
  std::vector<std::thread> running;
  for (std::uint64_t t = 0; t < threads; ++t)
    running.emplace_back([&, t] {
      for (std::uint64_t i = 0; i < seeds; ++i) {
        const std::uint64_t seed = (t + i) % seeds;
        if (!same_bits(trained(net, seed), alone[seed])) ++wrong;
      }
    });
  for (std::thread& thread : running) thread.join();
  if (!same_bits(net, before)) ++wrong;
  if (wrong != 0) std::cerr << wrong << " models are not what one thread alone trains\n";
  return wrong == 0 ? 0 : 1;
}
